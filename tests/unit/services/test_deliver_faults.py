"""What becomes of messages that Telegram, the database or this program fails to send."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, StoreError
from bot.domain.outbox import NewOwed, OwedKind
from bot.services.deliver_notices import LEASE_SECONDS
from tests.fakes.failing_store import ALL, FailingStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import NOON, ManualClock, idle
from tests.unit.services.arrange import ANN, BOB, arrange, place_orders
from tests.unit.services.post import Post, hold


@pytest.fixture
def store() -> FailingStore:
    """A store that can fail."""
    return FailingStore()


@pytest.fixture
async def post(store: FailingStore, messenger: FakeMessenger, clock: ManualClock) -> Post:
    """A deliver loop, and two people who know the bot."""
    await arrange(store)
    return Post(store, messenger, clock)


async def test_a_user_who_blocked_the_bot_is_left_alone(
    post: Post, store: FailingStore, messenger: FakeMessenger
) -> None:
    """After a 403 all that is owed to the chat goes, and the user is marked; others get theirs."""
    messenger.faults[ANN].append(ChatBlocked("bot was blocked by the user"))
    await post.owe("one", "two", "three")
    await post.owe("other", chat_id=BOB)
    await post.go_round(2)
    async with store.snapshot() as tx:
        ann = await tx.users.find(ANN)
    assert ann is not None
    assert ann.blocked_at is not None
    assert (messenger.texts(), len(messenger.tried), await post.left()) == (["other"], 2, 0)


async def test_a_blocked_chats_rows_go_all_at_once(post: Post, messenger: FakeMessenger) -> None:
    """What was not taken up yet is dropped with the rest, and not tried."""
    messenger.faults[ANN].append(ChatBlocked("bot was blocked by the user"))
    await post.owe(*map(str, range(70)))
    await post.deliver()
    await post.clock.advance(0.1)
    assert (len(messenger.tried), await post.left()) == (1, 0)


async def test_an_operator_who_has_not_pressed_start_hears_of_it_later(post: Post, messenger: FakeMessenger) -> None:
    """What operators must know waits until they can be written to; their replies do not wait behind it."""
    unreachable = ChatBlocked("bot can't initiate conversation with a user")
    messenger.faults[BOB].extend([unreachable, unreachable])
    about = {"operator": "uncertain", "text": "look"}
    await post.owe_rows(NewOwed(chat_id=BOB, kind=OwedKind.NOTICE, payload=about))
    await post.go_round(65)
    assert (messenger.texts(), await post.left()) == ([], 1)
    await post.reply("Welcome", chat_id=BOB)
    await post.go_round(1)
    assert messenger.texts() == ["Welcome"]
    await post.go_round(65)
    assert (messenger.texts(), await post.left()) == (["Welcome", "look"], 0)


async def test_a_word_to_an_operator_who_never_comes_ends(
    post: Post, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """What no operator could be told for thirty days is given up and told of, once; until then it is tried."""
    messenger.faults[BOB].extend([ChatBlocked("Chat not found")] * 9)
    await post.owe_rows(NewOwed(chat_id=BOB, kind=OwedKind.NOTICE, payload={"operator": "reminder", "text": "look"}))
    await post.go_round(1)
    for days in (1, 29):
        clock.set(NOON + timedelta(days=days))
        await post.go_round(1)
    assert (len(messenger.tried), await post.left(), post.given_up) == (3, 1, [])
    clock.set(NOON + timedelta(days=30, minutes=1))
    await post.go_round(1)
    assert ([str(error) for _, error in post.given_up], await post.left()) == (["Chat not found"], 0)


async def test_words_to_whoever_is_no_operator_any_more_are_dropped(
    store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """After the settings name others, a former operator is told nothing of it; their own notices go on, others' too."""
    await arrange(store)
    [order] = await place_orders(store)
    post = Post(store, messenger, clock, operators=[BOB])
    word = NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload={"operator": "access", "text": "look"})
    await post.owe_rows(word, word, replace(word, chat_id=BOB, payload={"operator": "access", "text": "there"}))
    await post.owe("yours", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round(2)
    assert sorted(messenger.texts()) == ["there", "yours"]
    assert [str(error) for _, error in post.given_up] == [f"{ANN} is no operator any more"]
    assert await post.left() == 0


async def test_notices_of_a_blocked_chat_go_nowhere(post: Post, store: FailingStore, messenger: FakeMessenger) -> None:
    """While a user has blocked the bot, their orders' notices and cards are dropped unsent."""
    [order] = await place_orders(store)
    async with store.transaction() as tx:
        await tx.users.mark_blocked(ANN, NOON)
    await post.owe("n", kind=OwedKind.NOTICE, order_id=order.id)
    await post.owe("c", kind=OwedKind.CARD, order_id=order.id, message_id=order.new.card_message_id)
    await post.go_round(2)
    assert (messenger.tried, await post.left()) == ([], 0)


async def test_a_reply_after_the_block_is_sent(post: Post, messenger: FakeMessenger, clock: ManualClock) -> None:
    """Somebody who blocked the bot and writes again at that very moment gets their answer."""
    gate = hold(messenger, ANN)
    messenger.faults[ANN].append(ChatBlocked("bot was blocked by the user"))
    await post.reply("before")
    await idle()
    gate.set()
    await post.reply("again")
    await post.go_round()
    await post.reply("and again")
    await post.go_round()
    assert messenger.texts()[-1] == "and again"
    assert await post.left() == 0
    async with post.store.snapshot() as tx:
        ann = await tx.users.find(ANN)
    assert ann is not None
    assert ann.blocked_at is None


async def test_what_telegram_will_never_take_is_given_up_and_told(post: Post, messenger: FakeMessenger) -> None:
    """A rejected message is reported once, and what stands behind it is sent."""
    messenger.faults[ANN].append(MessageRejected("can't parse entities"))
    await post.reply("bad", "good")
    await post.go_round()
    assert messenger.texts() == ["good"]
    assert [str(error) for _, error in post.given_up] == ["can't parse entities"]
    assert await post.left() == 0


async def test_a_row_that_we_cannot_render_spoils_its_chat_for_a_minute_at_most(
    post: Post, messenger: FakeMessenger
) -> None:
    """A fault of our own neither ends the loop nor loses the row at once; at last it is given up and told."""
    messenger.faults[ANN].extend([KeyError("status")] * 20)
    await post.owe("bad")
    await post.go_round()
    assert await post.left() == 1
    await post.go_round(90)
    messenger.faults[ANN].clear()
    await post.owe("good")
    await post.go_round()
    assert messenger.texts() == ["good"]
    assert [str(error) for _, error in post.given_up] == ["KeyError: 'status'"]
    assert await post.left() == 0


async def test_a_passing_fault_of_ours_loses_nothing(post: Post, messenger: FakeMessenger) -> None:
    """A row that failed once is sent a little later."""
    messenger.faults[ANN].append(RuntimeError("the session is closed"))
    await post.reply("one")
    await post.go_round(4)
    assert (messenger.texts(), post.given_up) == (["one"], [])


async def test_an_answer_to_a_press_is_tried_once(post: Post, messenger: FakeMessenger) -> None:
    """An answer that fails is worth nothing later, and is not sent again; nor does it wait in its chat's lane."""
    gate = hold(messenger, ANN)
    messenger.faults[ANN].append(MessengerBusy(3))
    await post.reply("", kind=OwedKind.ANSWER)
    gate.set()
    await post.go_round(8)
    assert (len(messenger.tried), messenger.delivered, await post.left()) == (1, [], 0)


async def test_an_old_answer_is_not_sent(post: Post, messenger: FakeMessenger, clock: ManualClock) -> None:
    """An answer found after a crash, more than a minute old, is settled unsent: its query is too old for Telegram."""
    await post.owe("", kind=OwedKind.ANSWER)
    await clock.advance(61)
    await post.go_round()
    assert (messenger.tried, await post.left()) == ([], 0)


async def test_a_database_that_fails_to_settle_repeats_nothing(
    post: Post, store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """What was sent while the database could not be written is settled when it can, and not sent a second time."""
    await post.reply("one", "two")
    store.failures = ALL
    await clock.advance(1)
    for _ in range(200):
        with pytest.raises(StoreError):
            await post.deliver()
        await clock.advance(1)
    store.failures = 0
    with pytest.raises(StoreError):
        await post.deliver()
    await post.go_round(2)
    assert messenger.texts() == ["one", "two"]
    assert await post.left() == 0


async def test_a_database_that_fails_to_put_off_loses_no_row(
    post: Post, store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """A row that could neither be sent nor put off is sent when the database is back, once and in order."""
    messenger.faults[ANN].append(MessengerBusy(5))
    await post.reply("one", "two")
    store.failures = ALL
    await clock.advance(1)
    with pytest.raises(StoreError):
        await post.deliver()
    store.failures = 0
    await post.go_round(10)
    assert messenger.texts() == ["one", "two"]
    assert await post.left() == 0


async def test_what_is_given_back_late_is_not_taken_from_who_has_it(
    post: Post, store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """A row that could not be given back before its lease ran out is another worker's, and stays so."""
    other = Post(store, FakeMessenger(clock), clock, owner="worker-2")
    third = Post(store, FakeMessenger(clock), clock, owner="worker-3")
    gate = hold(other.messenger, ANN)
    messenger.faults[ANN].append(MessengerBusy(5))
    await post.reply("one", "two")
    store.failures = ALL
    await clock.advance(LEASE_SECONDS + 1)
    store.failures = 0
    await other.deliver()
    await idle()
    with pytest.raises(StoreError):
        await post.deliver()
    await clock.advance(1)
    await third.go_round()
    gate.set()
    await other.go_round()
    assert third.messenger.tried == []
    assert other.messenger.texts() == ["one", "two"]
    assert await post.left() == 0


async def test_a_lane_that_dies_is_told_once_and_taken_up_again(
    post: Post, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """A fault in a lane is raised by the next round, and its rows are sent later."""
    messenger.faults[ANN].append(MessageRejected("bad"))

    def fail_once(*_: object) -> None:
        post.deliver.rejected = lambda *_: None
        raise ZeroDivisionError

    post.deliver.rejected = fail_once
    await post.reply("one", "two")
    await clock.advance(1)
    with pytest.raises(ZeroDivisionError):
        await post.deliver()
    await post.go_round()
    assert messenger.texts() == ["one", "two"]


async def test_draining_sends_replies_and_gives_notices_back(
    post: Post, store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """At the end replies and what is half sent go out; notices that wait go back, free for the next worker."""
    [order] = await place_orders(store)
    gate = hold(messenger, ANN)
    await post.owe("n1", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await post.owe("n2", "n3", kind=OwedKind.NOTICE, order_id=order.id)
    await post.go_round()
    await post.reply("reply")
    draining = asyncio.create_task(post.deliver.drain())
    await idle()
    gate.set()
    await clock.finish(asyncio.wait_for(draining, None))
    assert messenger.texts() == ["n1", "reply"]
    next_worker = Post(store, FakeMessenger(clock), clock, owner="worker-2")
    await next_worker.go_round()
    assert next_worker.messenger.texts() == ["n2", "n3"]


async def test_draining_tells_of_a_failure_after_the_rest_is_done(
    post: Post, store: FailingStore, messenger: FakeMessenger, clock: ManualClock
) -> None:
    """When one chat's lane fails at the end, the others are still served, and then the failure is raised."""
    messenger.faults[ANN].append(MessageRejected("bad"))

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    post.deliver.rejected = fail
    await post.reply("bad")
    await post.reply("good", chat_id=BOB)
    with pytest.raises(ZeroDivisionError):
        await clock.finish(post.deliver.drain())
    assert messenger.texts() == ["good"]
    assert await post.left() == 1


async def test_draining_writes_what_could_not_be_written_before(
    post: Post, store: FailingStore, clock: ManualClock
) -> None:
    """The last thing is to settle what a failing database left unsettled."""
    await post.reply("one")
    store.failures = ALL
    await clock.advance(1)
    store.failures = 0
    with pytest.raises(StoreError):
        await clock.finish(post.deliver.drain())
    assert await post.left() == 0
