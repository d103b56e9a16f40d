"""In which order, and how often, what is owed to chats is sent."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from bot.domain.errors import MessengerBusy, MessengerUnreachable
from bot.domain.outbox import NewOwed, OwedKind
from bot.services.deliver_notices import LEASE_SECONDS
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import NOON, ManualClock, idle
from tests.unit.services.arrange import ANN, BOB, arrange, later, place_orders
from tests.unit.services.post import Post, hold


@pytest.fixture
async def post(store: MemoryStore, messenger: FakeMessenger, clock: ManualClock) -> Post:
    """A deliver loop, and two people who know the bot."""
    await arrange(store)
    return Post(store, messenger, clock)


async def test_replies_are_sent_without_the_loop(post: Post, messenger: FakeMessenger, clock: ManualClock) -> None:
    """What a handler owes goes out right after its commit, in order, and is settled."""
    await post.reply("one", "two", "three")
    await clock.advance(0.02)
    assert messenger.texts() == ["one", "two", "three"]
    assert messenger.delivered[-1].at == NOON
    assert await post.left() == 0


async def test_a_draft_learns_its_card(post: Post, store: MemoryStore, clock: ManualClock) -> None:
    """The message that shows a draft is known once it has been sent."""
    async with store.transaction() as tx:
        draft = await tx.drafts.open(ANN, ANN, 1, "t0", NOON)
    await post.reply("which link?", draft_id=draft.id)
    await clock.advance(0.02)
    async with store.snapshot() as tx:
        found = await tx.drafts.find_open(ANN)
    assert found is not None
    assert found.card_message_id == 1001


async def test_rows_that_came_due_are_found(post: Post, messenger: FakeMessenger) -> None:
    """The loop sends what others left in the outbox, each chat's in order."""
    await post.owe("a1", "a2")
    await post.owe("b1", chat_id=BOB)
    await post.owe("a3")
    await post.go_round()
    assert messenger.texts(ANN) == ["a1", "a2", "a3"]
    assert messenger.texts(BOB) == ["b1"]
    assert await post.left() == 0


async def test_replies_line_up_behind_what_a_former_life_left(post: Post, messenger: FakeMessenger) -> None:
    """After a crash a chat's new replies come behind those still owed to it, and other chats do not wait for them."""
    await post.owe("before", "before that too")
    await post.deliver.line_up()
    await post.reply("after")
    await post.reply("at once", chat_id=BOB)
    await idle()
    assert messenger.texts() == ["at once"]
    await post.go_round(0.5)
    assert messenger.texts(ANN) == ["before", "before that too", "after"]
    await post.reply("and at once again")
    await idle()
    assert messenger.texts(ANN)[-1] == "and at once again"
    await post.clock.advance(0.02)
    assert await post.left() == 0


async def test_replies_go_ahead_of_notices(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """A reply overtakes the notices that wait in its chat's lane, not the one that is being sent."""
    [order] = await place_orders(store)
    gate = hold(messenger, ANN)
    await post.owe("n1", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await post.owe("n2", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await post.reply("reply")
    gate.set()
    await post.go_round()
    assert messenger.texts() == ["n1", "reply", "n2"]


async def test_a_slow_chat_holds_up_nobody(post: Post, messenger: FakeMessenger) -> None:
    """While one chat's send hangs, another chat is served."""
    gate = hold(messenger, ANN)
    await post.reply("slow")
    await post.reply("quick", chat_id=BOB)
    await post.go_round()
    assert messenger.texts() == ["quick"]
    gate.set()
    await post.go_round()
    assert messenger.texts() == ["quick", "slow"]


async def test_rows_arriving_while_a_lane_ends_are_sent(post: Post, messenger: FakeMessenger) -> None:
    """Whatever the moment at which a reply arrives, its chat's lane may be ending: it is sent once, in order."""
    for turns in range(40):
        await post.reply(f"{turns} a")
        for _ in range(turns):
            await asyncio.sleep(0)
        await post.reply(f"{turns} b")
        await idle()
    await post.go_round()
    assert messenger.texts() == [f"{turns} {which}" for turns in range(40) for which in "ab"]
    assert await post.left() == 0


@pytest.mark.parametrize("fault", [MessengerBusy(5), MessengerUnreachable("cut")], ids=["busy", "unreachable"])
async def test_rows_arriving_while_a_lane_is_given_up_are_sent(
    post: Post, messenger: FakeMessenger, fault: Exception
) -> None:
    """Whatever the moment at which a reply arrives while its chat is put off, it is sent once, behind what was."""
    for turns in range(40):
        messenger.faults[ANN].append(fault)
        await post.reply(f"{turns} a", f"{turns} b")
        for _ in range(turns):
            await asyncio.sleep(0)
        await post.reply(f"{turns} c")
        await post.go_round(8)
    assert messenger.texts() == [f"{turns} {which}" for turns in range(40) for which in "abc"]
    assert await post.left() == 0


async def test_a_busy_chat_is_put_off_as_long_as_asked(
    post: Post, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """After a 429 nothing goes to that chat before its time, later replies included, and all of it goes in order."""
    messenger.faults[ANN].append(MessengerBusy(20))
    await post.reply("one", "two")
    await post.reply("other", chat_id=BOB)
    await idle()
    await post.go_round(10)
    await post.reply("three")
    await post.go_round(5)
    assert messenger.texts() == ["other"]
    assert len(messenger.tried) == 2
    await post.go_round(6)
    assert messenger.texts(ANN) == ["one", "two", "three"]
    assert later(20) <= messenger.delivered[1].at < later(20.5)
    assert await post.left() == 0


async def test_a_chat_that_is_busy_for_notices_is_busy_for_replies(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """Telegram's 429 is for the chat: a reply does not knock again before its time."""
    [order] = await place_orders(store)
    messenger.faults[ANN].append(MessengerBusy(10))
    await post.owe("n1", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await post.reply("reply")
    await post.go_round(9)
    assert len(messenger.tried) == 1
    await post.go_round(2)
    assert sorted(map(str, messenger.texts())) == ["n1", "reply"]


async def test_replies_are_direct_again_after_a_busy_time(
    post: Post, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Once a chat's rows have come back from the database, replies need no loop again."""
    messenger.faults[ANN].append(MessengerBusy(2))
    await post.reply("one")
    await post.reply("two")
    await post.go_round(4)
    await post.reply("three")
    await idle()
    assert messenger.texts() == ["one", "two", "three"]


async def test_an_unreachable_telegram_is_tried_ever_more_rarely(
    post: Post, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Waits grow from two to thirty seconds, so that whoever comes back is not left waiting long."""
    messenger.faults[ANN].extend([MessengerUnreachable("cut")] * 6)
    await post.reply("one")
    moments, seen = [], 0
    for _ in range(480):
        await post.go_round()
        if len(messenger.tried) > seen:
            seen = len(messenger.tried)
            moments.append(round((clock.now() - NOON).total_seconds()))
    waits = [after - before for before, after in itertools.pairwise(moments)]
    assert [round(wait) for wait in waits] == pytest.approx([2, 4, 8, 16, 30, 30], abs=1)
    assert messenger.texts() == ["one"]


async def test_a_notice_that_cannot_arrive_holds_up_no_reply(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """A notice that is put off since Telegram could not be reached lets the next reply pass."""
    [order] = await place_orders(store)
    messenger.faults[ANN].extend([MessengerUnreachable("cut")] * 5)
    await post.owe("n1", "n2", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round(32)
    messenger.faults[ANN].clear()
    await post.reply("reply")
    await idle()
    assert messenger.texts() == ["reply"]
    await post.go_round(31)
    assert messenger.texts() == ["reply", "n1", "n2"]


async def test_what_outlived_its_lease_is_not_sent_from_memory(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """When a lane hangs longer than its lease, another worker sends the rest, and this one does not send it again."""
    other = Post(store, FakeMessenger(clock), clock, owner="worker-2")
    gate = hold(messenger, ANN)
    await post.reply("hangs", "second", "third")
    await clock.advance(LEASE_SECONDS + 1)
    await other.go_round()
    gate.set()
    await post.go_round()
    assert other.messenger.texts() == ["hangs", "second", "third"]
    assert messenger.texts() == ["hangs"]
    assert await post.left() == 0


async def test_notices_that_outlived_their_lease_are_not_sent_twice(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """The loop finds a row again whose lease ran out while it was in its own hands: it is sent once."""
    [order] = await place_orders(store)
    gate = hold(messenger, ANN)
    await post.owe("n1", "n2", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await clock.advance(LEASE_SECONDS + 1)
    await post.go_round()
    gate.set()
    await post.go_round(4)
    assert messenger.texts() == ["n1", "n2"]
    assert await post.left() == 0


async def test_old_rows_are_as_good_as_new_ones(post: Post, messenger: FakeMessenger, clock: ManualClock) -> None:
    """A reply that waited for days in the outbox is sent when it is found."""
    await post.owe("late", kind=OwedKind.EDIT, message_id=3)
    await clock.advance(timedelta(days=2).total_seconds())
    await post.go_round()
    assert messenger.texts() == ["late"]


async def test_a_long_lane_is_sent_whole_and_once(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Two hundred words to one operator, which take longer than a lease, arrive in order, each once."""
    texts = [f"n{number}" for number in range(200)]
    payloads = [{"operator": "access", "text": text} for text in texts]
    await post.owe_rows(*(NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload=payload) for payload in payloads))
    await post.go_round(203)
    assert messenger.texts() == texts
    assert len(messenger.messages) == 200
    assert await post.left() == 0


async def test_a_thousand_notices_keep_the_pace(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """A thousand notices to as many chats take as long as Telegram's limit asks, and no longer."""
    [order] = await place_orders(store)
    for chat_id in range(10_000, 11_000):
        await post.owe("n", chat_id=chat_id, kind=OwedKind.NOTICE, order_id=order.id)
    while await post.left():
        await post.go_round()
    assert 1000 / 28 <= (clock.now() - NOON).total_seconds() < 1000 / 28 + 2


async def test_notices_go_ahead_of_everybodys_cards(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """When hundreds of orders change at once, all are told before the first cards are drawn anew."""
    orders = await place_orders(store, 200)
    for number, order in enumerate(orders):
        about = {"chat_id": 10_000 + number, "order_id": order.id}
        await post.owe_rows(
            NewOwed(kind=OwedKind.CARD, payload={}, message_id=7, **about),
            NewOwed(kind=OwedKind.NOTICE, payload={"text": "n"}, **about),
        )
    while await post.left():
        await post.go_round()
    kinds = [one.owed.new.kind for one in messenger.delivered]
    assert kinds.index(OwedKind.CARD) >= 150
    assert kinds.count(OwedKind.CARD) == 200
    assert (clock.now() - NOON).total_seconds() < 400 / 28 + 2


async def test_a_reply_waits_for_no_pace(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """Somebody whose chat waits for its turn, deep in the line, is answered at once, and their notice comes after."""
    [order] = await place_orders(store)
    for chat_id in range(10_000, 10_080):
        await post.owe("n", chat_id=chat_id, kind=OwedKind.NOTICE, order_id=order.id)
    await post.owe("n", kind=OwedKind.NOTICE, order_id=order.id)
    await post.deliver()
    await clock.advance(0.1)
    await post.reply("reply")
    await idle()
    assert messenger.texts(ANN) == ["reply"]
    assert messenger.delivered[-1].at == clock.now()
    await post.go_round(5)
    assert messenger.texts(ANN) == ["reply", "n"]


async def test_one_chat_put_off_for_long_stalls_no_other(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """With one of a thousand chats put off for half a minute, the others are told at full pace."""
    [order] = await place_orders(store)
    messenger.faults[10_003].append(MessengerBusy(30))
    for chat_id in range(10_000, 11_000):
        await post.owe("n", chat_id=chat_id, kind=OwedKind.NOTICE, order_id=order.id)
    while len(messenger.delivered) < 999:
        await post.go_round()
    assert (clock.now() - NOON).total_seconds() < 1000 / 28 + 2
    while await post.left():
        await post.go_round()
    assert messenger.delivered[-1].owed.new.chat_id == 10_003 or messenger.texts(10_003) == ["n"]
    assert next(one.at for one in messenger.delivered if one.owed.new.chat_id == 10_003) >= later(30)


async def test_many_chats_put_off_at_once_slow_all_notices(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """When Telegram refuses everybody, a handful learn it, the others' notices rest; replies still try."""
    [order] = await place_orders(store)
    for chat_id in range(10_000, 10_100):
        messenger.faults[chat_id].append(MessengerBusy(10))
        await post.owe("n", chat_id=chat_id, kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round(9)
    assert len(messenger.tried) == 5
    await post.reply("reply")
    await idle()
    assert messenger.texts() == ["reply"]
    messenger.faults.clear()
    await post.go_round(6)
    assert messenger.texts() == ["reply"] + ["n"] * 100
