"""Digests and quiet hours: routine waits for its user's hour, what went wrong is told at once, at night silently."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.order import Order
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import User
from bot.services.send_digests import SendDigests
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOSS, arrange, later, place_orders
from tests.unit.services.post import Post

HOUR = 3600


@pytest.fixture
async def post(store: MemoryStore, messenger: FakeMessenger, clock: ManualClock) -> Post:
    """A deliver loop, and two people who know the bot."""
    await arrange(store)
    return Post(store, messenger, clock)


async def wish(store: MemoryStore, **wishes: Any) -> None:
    """Let Ann choose how she is told; her clock shows UTC."""
    async with store.transaction() as tx:
        ann = await tx.users.find(ANN)
        assert ann is not None
        await tx.users.set_wishes(replace(ann, **wishes))


def notice(order: Order, kind: str, **facts: Any) -> NewOwed:
    payload = {"kind": kind, "text": f"{order.id} {kind}", **facts}
    return NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload=payload, order_id=order.id)


async def test_routine_waits_for_the_hour(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Changes are kept until the user's hour, and come in one message then; a refusal comes at once."""
    first, second = await place_orders(store, 2)
    await wish(store, digest_hour=18)
    await post.owe_rows(notice(first, "status_changed"), notice(second, "placed"), notice(second, "refused"))
    await post.go_round()
    assert messenger.texts(ANN) == ["2 refused"]
    assert await post.left() == 0
    digests = SendDigests(store, clock)
    clock.set(later(6 * HOUR - 1))
    assert not await digests()
    clock.set(later(6 * HOUR))
    assert await digests()
    assert not await digests()
    await post.go_round()
    assert messenger.together(ANN) == [["2 refused"], ["1 status_changed", "2 placed"]]


async def test_who_wants_every_change_again(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """What is owed after the wish has changed comes at once; what was kept comes with the digest it was kept for."""
    (order,) = await place_orders(store)
    await wish(store, digest_hour=18)
    await post.owe_rows(notice(order, "placed"))
    await post.go_round()
    await wish(store, digest_hour=None)
    await post.owe_rows(notice(order, "status_changed"))
    await post.go_round()
    assert messenger.texts(ANN) == ["1 status_changed"]
    clock.set(later(6 * HOUR))
    await SendDigests(store, clock)()
    await post.go_round()
    assert messenger.texts(ANN) == ["1 status_changed", "1 placed"]


async def test_operators_words_never_wait(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """Whoever runs the bot and likes a digest hears as an operator at once."""
    async with store.transaction() as tx:
        boss = await tx.users.note_seen(User(id=BOSS, name="Olga"), NOON)
        await tx.users.set_wishes(replace(boss, digest_hour=18))
    (order,) = await place_orders(store)
    row = NewOwed(chat_id=BOSS, kind=OwedKind.NOTICE, payload={"operator": "uncertain"}, order_id=order.id)
    await post.owe_rows(row)
    await post.go_round()
    assert len(messenger.delivered) == 1


@pytest.mark.parametrize(("quiet", "silent"), [((11, 13), True), ((13, 15), False), ((None, None), False)])
async def test_quiet_hours(
    post: Post, store: MemoryStore, messenger: FakeMessenger, quiet: tuple[int | None, int | None], *, silent: bool
) -> None:
    """At noon a notice with a sound comes without it when noon is within the user's quiet hours."""
    (order,) = await place_orders(store)
    await wish(store, quiet_from=quiet[0], quiet_to=quiet[1])
    await post.owe_rows(notice(order, "refused", final=True))
    await post.go_round()
    assert [one.owed.new.silent for one in messenger.delivered] == [silent]
