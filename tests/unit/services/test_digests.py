"""Digests and quiet hours: routine waits for its user's hour, what went wrong is told at once, at night silently."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.order import Order
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import NoticeWish, User
from bot.services.send_digests import SendDigests, tell_kept
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOSS, arrange, later, place_orders, report
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


async def change_digest(store: MemoryStore, clock: ManualClock, hour: int | None) -> None:
    """Let Ann choose another hour, or none, as the settings do: in one transaction with what was kept."""
    async with store.transaction() as tx:
        ann = await tx.users.find(ANN)
        assert ann is not None
        await tx.users.set_wishes(replace(ann, digest_hour=hour))
        await tell_kept(tx, ANN, clock.now())


def told(messenger: FakeMessenger) -> list[str]:
    """List what Ann was told, in one message or several."""
    return [text for together in messenger.together(ANN) for text in together]


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


@pytest.mark.parametrize("hour", [None, 20])
async def test_what_was_kept_is_told_before_what_is_new(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock, hour: int | None
) -> None:
    """With the digest switched off, or at another hour, what was kept comes at once, and never after what is newer."""
    (order,) = await place_orders(store)
    await wish(store, digest_hour=18)
    await post.owe_rows(notice(order, "status_changed", text="In progress", status="In progress"))
    await post.go_round()
    await change_digest(store, clock, hour)
    await post.owe_rows(notice(order, "status_changed", text="Completed", status="Completed", final=True))
    await post.go_round()
    told_at_once = [text for text in ("In progress", "Completed") if text == "In progress" or hour is None]
    assert told(messenger) == told_at_once
    clock.set(later(6 * HOUR))
    assert not await SendDigests(store, clock)()
    clock.set(later(8 * HOUR))
    assert await SendDigests(store, clock)() is (hour is not None)
    await post.go_round()
    assert told(messenger) == ["In progress", "Completed"]


async def test_final_ones_only_after_a_digest(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Who wants the final notices alone is told what was kept of them, and nothing of the rest."""
    first, second = await place_orders(store, 2)
    await wish(store, digest_hour=18)
    await post.owe_rows(notice(first, "status_changed"), notice(second, "status_changed", final=True))
    await post.go_round()
    async with store.transaction() as tx:
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
    await change_digest(store, clock, None)
    await post.go_round()
    assert messenger.texts(ANN) == ["2 status_changed"]
    assert await post.left() == 0


@pytest.mark.parametrize(
    ("status", "event", "is_told"),
    [
        ("Completed", {"kind": "status_changed", "status": "In progress"}, False),
        ("Completed", {"kind": "placed"}, False),
        ("In progress", {"kind": "status_changed", "status": "In progress"}, True),
        ("Refunded", {"kind": "status_changed", "status": "Completed", "final": True}, True),
        ("Pending", {"kind": "placed"}, True),
        (None, {"kind": "placed"}, True),
    ],
)
async def test_newer_one_was_waiting(
    post: Post, messenger: FakeMessenger, status: str | None, event: dict[str, Any], *, is_told: bool
) -> None:
    """What was kept is not told after a newer notice that was waiting for Telegram as the digest was switched off."""
    store = post.store
    (order,) = await place_orders(store)
    if status is not None:
        async with store.transaction() as tx:
            [claimed] = await tx.orders.claim_due("looker", NOON, 60, 1)
            await tx.orders.save([replace(claimed, report=report(status))], "looker")
    await wish(store, digest_hour=18)
    await post.owe_rows(notice(order, **{"text": "kept", **event}))
    await post.go_round()
    await post.owe_rows(notice(order, "refused", text="newer"))
    await change_digest(store, post.clock, None)
    await post.go_round()
    assert told(messenger) == (["newer", "kept"] if is_told else ["newer"])
    assert await post.left() == 0


async def test_kept_ones_that_are_told_at_night(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """What was kept and is told in the user's quiet hours comes without a sound."""
    (order,) = await place_orders(store)
    await wish(store, digest_hour=18, quiet_from=11, quiet_to=13)
    await post.owe_rows(notice(order, "placed"))
    await post.go_round()
    await change_digest(store, clock, None)
    await post.go_round()
    assert [one.owed.new.silent for one in messenger.delivered] == [True]


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
