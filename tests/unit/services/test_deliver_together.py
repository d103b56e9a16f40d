"""Which notices are told in one message, and what becomes of them when that fails."""

from dataclasses import replace

import pytest

from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerUnreachable
from bot.domain.order import Order
from bot.domain.outbox import NewOwed, OwedKind
from bot.services.chat_lane import MOST_TOGETHER
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import NOON, ManualClock, idle
from tests.unit.services.arrange import ANN, BOB, CARD, arrange, later, place_orders
from tests.unit.services.post import Post, hold


@pytest.fixture
async def post(store: MemoryStore, messenger: FakeMessenger, clock: ManualClock) -> Post:
    """A deliver loop, and two people who know the bot."""
    await arrange(store)
    return Post(store, messenger, clock)


def notice(order: Order, text: str = "done", chat_id: int = ANN) -> NewOwed:
    payload = {"text": f"{order.id} {text}", "final": True}
    return NewOwed(chat_id=chat_id, kind=OwedKind.NOTICE, payload=payload, order_id=order.id)


def card(order: Order, message_id: int = CARD) -> NewOwed:
    return NewOwed(chat_id=ANN, kind=OwedKind.CARD, payload={}, order_id=order.id, message_id=message_id)


async def test_what_one_transaction_tells_is_one_message(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """Notices of one chat that were owed together go together, each order's in order; another chat gets its own."""
    first, second = await place_orders(store, 2)
    rows = (notice(first, "runs"), notice(second), notice(first), notice(first, chat_id=BOB))
    await post.owe_rows(*rows)
    await post.go_round()
    assert messenger.together(ANN) == [["1 runs", "2 done", "1 done"]]
    assert messenger.together(BOB) == [["1 done"]]
    assert await post.left() == 0


async def test_forty_orders_of_one_user(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """A sweep that ends forty of one user's orders is two messages at once; the cards follow at the chat's pace."""
    orders = [await place_orders(store, card_message_id=100 + number) for number in range(40)]
    owed = [(card(order, 100 + number), notice(order)) for number, [order] in enumerate(orders)]
    await post.owe_rows(*(row for pair in owed for row in pair))
    await post.go_round(0.5)
    assert [len(message) for message in messenger.messages] == [1, MOST_TOGETHER, MOST_TOGETHER]
    await post.go_round(42)
    assert len(messenger.messages) == 42
    assert messenger.messages[-1][0].at >= later(39)
    assert await post.left() == 0


async def test_one_order_that_changed(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """Whoever reads the notice of a single change finds the order's card drawn anew."""
    [order] = await place_orders(store)
    await post.owe_rows(card(order), notice(order))
    await post.go_round()
    assert messenger.together(ANN) == [[None], ["1 done"]]


async def test_interleaved_chats_are_told_once_each(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """A hundred chats whose ten notices each lie mixed in the outbox get one message each."""
    orders = await place_orders(store, 10)
    await post.owe_rows(*(notice(order, chat_id=chat) for order in orders for chat in range(1000, 1100)))
    await post.go_round(5)
    assert [len(message) for message in messenger.messages] == [10] * 100
    assert await post.left() == 0


async def test_what_comes_while_a_chat_is_paced(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """Notices that come while their chat waits for its second join what waits, ahead of its cards."""
    orders = await place_orders(store, 9)
    await post.owe_rows(*(card(order, 7) for order in orders))
    await post.go_round(0.5)
    for order in orders[:3]:
        await post.owe_rows(notice(order))
        await post.deliver()
    await post.go_round(1)
    assert messenger.together(ANN) == [[None], [None], [None], ["1 done", "2 done", "3 done"]]


async def test_what_does_not_fit_comes_next(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """Orders that a message has no room for are told in the next one."""
    orders = await place_orders(store, 5)
    messenger.room = 2
    await post.owe_rows(*map(notice, orders))
    await post.go_round(1)
    assert messenger.together(ANN) == [["1 done", "2 done"], ["3 done", "4 done"], ["5 done"]]
    assert await post.left() == 0


async def test_operators_words_stay_by_themselves(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """What an operator must know is a message each, beside the news of the operator's own orders."""
    orders = await place_orders(store, 2)
    word = NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload={"operator": "access", "text": "look"})
    await post.owe_rows(notice(orders[0]), word, notice(orders[1]), word)
    await post.go_round(1)
    assert messenger.together(ANN) == [["1 done", "2 done"], ["look"], ["look"]]


async def test_one_that_cannot_be_told_does_not_lose_the_others(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """When one of several cannot be put into words they go one by one, and that one is given up at last."""
    orders = await place_orders(store, 3)
    messenger.unspeakable = {"2 done"}
    await post.owe_rows(*map(notice, orders))
    await post.go_round(200)
    assert sorted(map(str, messenger.texts())) == ["1 done", "3 done"]
    assert [row.new.payload["text"] for row, _ in post.given_up] == ["2 done"]
    assert await post.left() == 0


async def test_several_that_telegram_rejects_go_one_by_one(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """A message of several that Telegram will never take is no reason to give any of them up."""
    messenger.faults[ANN].append(MessageRejected("message is too long"))
    await post.owe_rows(*map(notice, await place_orders(store, 3)))
    await post.go_round(2)
    assert messenger.together(ANN) == [["1 done"], ["2 done"], ["3 done"]]
    assert post.given_up == []


@pytest.mark.parametrize("fault", [MessengerBusy(5), MessengerUnreachable("cut")], ids=["busy", "unreachable"])
async def test_several_are_put_off_together(
    post: Post, store: MemoryStore, messenger: FakeMessenger, fault: Exception
) -> None:
    """What Telegram does not take now is told together later, with what came meanwhile."""
    first, second, third = await place_orders(store, 3)
    messenger.faults[ANN].append(fault)
    await post.owe_rows(notice(first), notice(second))
    await post.go_round()
    await post.owe_rows(notice(third))
    await post.go_round(7)
    assert messenger.together(ANN) == [["1 done", "2 done", "3 done"]]
    assert await post.left() == 0


async def test_nothing_goes_to_who_blocked_the_bot(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """After one refusal not a call more: what waits, what comes while it is being noted, and what comes later."""
    orders = await place_orders(store, 4)
    gate = hold(messenger, ANN)
    messenger.faults[ANN].append(ChatBlocked("bot was blocked by the user"))
    await post.owe_rows(notice(orders[0]), notice(orders[1]), card(orders[0]))
    await post.deliver()
    await post.clock.advance(0)
    await post.owe_rows(notice(orders[2]))
    gate.set()
    await post.deliver()
    await post.go_round(2)
    await post.owe_rows(notice(orders[3]), card(orders[3]))
    await post.go_round(5)
    assert (len(messenger.tried), await post.left()) == (1, 0)


async def test_news_found_while_a_block_is_being_noted(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """A notice that is claimed between a reply's refusal and the mark in the database is not tried either."""
    [order] = await place_orders(store)
    await post.owe_rows(notice(order))
    gate = hold(messenger, ANN)
    messenger.faults[ANN].append(ChatBlocked("bot was blocked by the user"))
    await post.reply("reply")
    await post.clock.advance(1)
    gate.set()
    await idle()
    await post.deliver()
    await idle()
    assert len(messenger.tried) == 1
    await post.go_round()
    assert (len(messenger.tried), await post.left()) == (1, 0)


async def test_an_operator_who_blocked_the_bot_is_left_alone(
    post: Post, store: MemoryStore, messenger: FakeMessenger
) -> None:
    """What an operator must know waits, without a call, until they are back."""
    async with store.transaction() as tx:
        await tx.users.mark_blocked(ANN, NOON)
    word = {"operator": "access", "text": "look"}
    await post.owe_rows(NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload=word))
    await post.go_round(130)
    assert (messenger.tried, await post.left()) == ([], 1)
    async with store.transaction() as tx:
        ann = await tx.users.find(ANN)
        assert ann is not None
        await tx.users.note_seen(replace(ann, blocked_at=None), NOON)
    await post.go_round(61)
    assert (messenger.texts(), await post.left()) == (["look"], 0)
