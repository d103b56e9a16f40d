"""Operators hear once a day what changed in the catalogue, those who want to."""

from datetime import timedelta

from bot.domain.changes import ChangeKind, NewChange
from bot.ports import Store
from bot.services.keep_house import KeepHouse
from bot.services.tell_changes import TellChanges, micros_of, moment_of, set_wants_changes
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import BOSS, arrange, later, owed_now

OTHER_BOSS = 901
HOUR = 3600


async def change(store: Store, clock: ManualClock, kind: ChangeKind = ChangeKind.DEARER) -> None:
    """Let the catalogue change now."""
    async with store.transaction() as tx:
        [service, *_] = await tx.catalogue.list_all()
        facts = {"old": "1", "new": "2"}
        await tx.changes.add([NewChange(service_id=service.id, kind=kind, facts=facts)], clock.now())


async def test_once_a_day(store: MemoryStore, clock: ManualClock) -> None:
    """However often the loop goes round, one word comes in the morning, with all that changed since the last."""
    tell = TellChanges(store, clock, [BOSS])
    await arrange(store)
    told_at = []
    for hours in range(72):
        clock.set(later(hours * HOUR))
        await tell()
        if hours in (1, 2, 40):
            await change(store, clock)
        told_at += [hours] * (len(await owed_now(store)) - len(told_at))
    assert told_at == [20, 44]  # 8 in the morning; it began at noon
    assert [row.new.payload for row in await owed_now(store)] == [
        {"operator": "changes", "counts": {"dearer": 2}, "since_micros": micros_of(NOON)},
        {"operator": "changes", "counts": {"dearer": 1}, "since_micros": micros_of(later(20 * HOUR))},
    ]


def test_moment_in_a_button() -> None:
    """A moment is read as exactly as it was written; a forged one is at most now."""
    exact = NOON + timedelta(microseconds=1)
    assert moment_of(micros_of(exact), later(60)) == exact
    assert moment_of(2**63 - 1, NOON) == NOON


async def test_nothing_changed(store: MemoryStore, clock: ManualClock) -> None:
    """With nothing to tell, nobody is told."""
    tell = TellChanges(store, clock, [BOSS])
    for days in range(4):
        clock.set(NOON + timedelta(days=days))
        await tell()
    assert await owed_now(store) == []


async def test_who_does_not_want_it(store: MemoryStore, clock: ManualClock) -> None:
    """An operator who switched it off is left alone, and told again after switching it on."""
    tell = TellChanges(store, clock, [BOSS, OTHER_BOSS])
    await arrange(store)
    await tell()
    for days, wanted in ((1, False), (2, True)):
        async with store.transaction() as tx:
            await set_wants_changes(tx, OTHER_BOSS, clock.now(), wanted=wanted)
        await change(store, clock)
        clock.set(NOON + timedelta(days=days))
        await tell()
    assert [row.new.chat_id for row in await owed_now(store)] == [BOSS, BOSS, OTHER_BOSS]


async def test_old_changes_are_forgotten(store: MemoryStore, clock: ManualClock) -> None:
    """After thirty days a change is gone."""
    await arrange(store)
    await change(store, clock)
    for days, left in ((29, 1), (31, 0)):
        clock.set(NOON + timedelta(days=days))
        await KeepHouse(store, clock)()
        async with store.snapshot() as tx:
            assert len(await tx.changes.page(NOON, 0, 9)) == left
