"""Who may order, and who is asked about it."""

import pytest

from bot.domain.outbox import OwedKind
from bot.domain.people import Access, User
from bot.services.admit_people import AdmitPeople
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOSS, arrange, owed_now

ALLOWED, STRANGER = 600, 700


@pytest.fixture
def admit(clock: ManualClock) -> AdmitPeople:
    """A house with two operators and one allowed by the settings."""
    return AdmitPeople(clock=clock, operators=[BOSS, BOSS + 1], allowed=[ALLOWED])


async def come_in(admit: AdmitPeople, store: MemoryStore, user_id: int) -> User:
    async with store.transaction() as tx:
        return await admit.note(tx, User(id=user_id, name="Eve </b>", username="eve"))


async def test_strangers_may_not_order(admit: AdmitPeople, store: MemoryStore) -> None:
    """Only operators, those in the settings and those let in may."""
    may = {user_id: admit.may_order(await come_in(admit, store, user_id)) for user_id in (BOSS, ALLOWED, STRANGER)}
    assert may == {BOSS: True, ALLOWED: True, STRANGER: False}
    assert [admit.is_operator(user_id) for user_id in (BOSS, ALLOWED)] == [True, False]


async def test_operators_are_asked_once(admit: AdmitPeople, store: MemoryStore) -> None:
    """However often a stranger writes, each operator gets one question."""
    asked = []
    for _ in range(3):
        stranger = await come_in(admit, store, STRANGER)
        async with store.transaction() as tx:
            asked.append(await admit.ask_for(tx, stranger))
    assert asked == [True, False, False]
    owed = [row.new for row in await owed_now(store)]
    assert [(new.chat_id, new.kind) for new in owed] == [(BOSS, OwedKind.NOTICE), (BOSS + 1, OwedKind.NOTICE)]
    assert owed[0].payload == {"operator": "access", "user_id": STRANGER, "name": "Eve </b>", "username": "eve"}


async def test_without_operators_nobody_is_asked_and_nothing_is_used_up(clock: ManualClock, store: MemoryStore) -> None:
    """Once there is an operator, the stranger's next word reaches them."""
    nobody = AdmitPeople(clock=clock, operators=[], allowed=[])
    stranger = await come_in(nobody, store, STRANGER)
    somebody = AdmitPeople(clock=clock, operators=[BOSS], allowed=[])
    async with store.transaction() as tx:
        assert not await nobody.ask_for(tx, stranger)
        found = await tx.users.find(STRANGER)
        assert found is not None
        assert await somebody.ask_for(tx, found)


@pytest.mark.parametrize(("allow", "access"), [(True, Access.ALLOWED), (False, Access.IGNORED)])
async def test_an_operators_word_counts_once(
    admit: AdmitPeople, store: MemoryStore, allow: bool, access: Access
) -> None:
    """The second press changes nothing, so that nobody is welcomed twice; the ignored are not asked about again."""
    stranger = await come_in(admit, store, STRANGER)
    async with store.transaction() as tx:
        await admit.ask_for(tx, stranger)
        first = await admit.decide(tx, STRANGER, allow=allow)
        second = await admit.decide(tx, STRANGER, allow=allow)
        assert first is not None
        assert second is not None
        assert (first[0].access, first[1], second[1]) == (access, True, False)
        assert not await admit.ask_for(tx, second[0])
        assert admit.may_order(second[0]) is allow


async def test_who_may_order_does_not_ask(admit: AdmitPeople, store: MemoryStore, clock: ManualClock) -> None:
    """Whoever asked and was then put into the settings asks no more; strangers do, as many as wanted."""
    others = AdmitPeople(clock=clock, operators=[1], allowed=[])  # as the settings were when they all wrote
    for user_id in (BOSS, ALLOWED, STRANGER, STRANGER + 1):
        stranger = await come_in(others, store, user_id)
        async with store.transaction() as tx:
            await others.ask_for(tx, stranger)
    async with store.snapshot() as tx:
        assert [user.id for user in await admit.list_asking(tx, 5)] == [STRANGER, STRANGER + 1]
        assert [user.id for user in await admit.list_asking(tx, 1)] == [STRANGER]


async def test_nothing_is_decided_about_the_unknown(admit: AdmitPeople, store: MemoryStore) -> None:
    """A forged id makes no user."""
    async with store.transaction() as tx:
        assert await admit.decide(tx, 424242, allow=True) is None
        assert await tx.users.find(424242) is None


async def test_who_writes_again_is_no_longer_blocked(admit: AdmitPeople, store: MemoryStore) -> None:
    """A word from somebody who had blocked the bot takes the mark off."""
    await arrange(store)
    async with store.transaction() as tx:
        await tx.users.mark_blocked(ANN, NOON)
        user = await admit.note(tx, User(id=ANN, name="Ann"))
    assert user.blocked_at is None
