"""Which notices and cards are sent: by the wishes and the order of the moment they leave."""

import pytest

from bot.domain.order import Order
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import NoticeWish
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import ManualClock, idle
from tests.unit.services.arrange import ANN, BOSS, CARD, arrange, place_orders
from tests.unit.services.post import Post


@pytest.fixture
async def post(store: MemoryStore, messenger: FakeMessenger, clock: ManualClock) -> Post:
    """A deliver loop, and two people who know the bot."""
    await arrange(store)
    return Post(store, messenger, clock)


@pytest.fixture
async def order(post: Post, store: MemoryStore) -> Order:
    """An order of Ann's."""
    return (await place_orders(store))[0]


def notice(order: Order, text: str, *, final: bool) -> NewOwed:
    payload = {"text": text} | ({"final": True} if final else {})
    return NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload=payload, order_id=order.id)


async def test_only_final_notices_for_who_wants_no_more(
    post: Post, store: MemoryStore, messenger: FakeMessenger, order: Order
) -> None:
    """The wish of the moment of sending counts, not that of the moment of owing."""
    await post.owe_rows(notice(order, "in progress", final=False), notice(order, "done", final=True))
    async with store.transaction() as tx:
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
    await post.go_round()
    assert messenger.texts() == ["done"]
    assert await post.left() == 0


async def test_what_nobody_wants_costs_nobody_time(
    post: Post, store: MemoryStore, messenger: FakeMessenger, clock: ManualClock, order: Order
) -> None:
    """Sixty unwanted notices take no second of the pace."""
    async with store.transaction() as tx:
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
    await post.owe_rows(*(notice(order, "in progress", final=False) for _ in range(60)))
    await post.owe_rows(notice(order, "done", final=True))
    await post.go_round()
    assert messenger.texts() == ["done"]


async def test_a_notice_without_its_order_is_not_sent(post: Post, messenger: FakeMessenger) -> None:
    """There is nothing to tell of an order that is not there."""
    await post.owe("?", kind=OwedKind.NOTICE)
    await post.go_round()
    assert (messenger.tried, await post.left()) == ([], 0)


async def test_a_wish_that_changes_while_a_notice_waits_counts(
    post: Post, store: MemoryStore, messenger: FakeMessenger, order: Order
) -> None:
    """A notice that waits for its second is not sent when its user stops wanting it meanwhile."""
    for number in range(3):
        await post.owe_rows(notice(order, f"n{number}", final=False))
        await post.go_round(0.25)
    await post.owe_rows(*(notice(order, f"n{number}", final=number == 4) for number in (3, 4, 5)))
    await post.deliver()
    await idle()
    async with store.transaction() as tx:
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
    await post.go_round(10)
    assert messenger.texts() == ["n0", "n1", "n2", "n4"]


async def test_a_notice_has_the_order_and_the_user_with_it(post: Post, messenger: FakeMessenger, order: Order) -> None:
    """Telegram's side gets what it needs to put a notice into words."""
    await post.owe_rows(notice(order, "done", final=True))
    await post.go_round()
    [delivered] = messenger.delivered
    assert delivered.order == order
    assert delivered.user is not None
    assert delivered.user.id == ANN


async def test_a_card_is_drawn_where_the_order_is_shown(
    post: Post, store: MemoryStore, messenger: FakeMessenger, order: Order
) -> None:
    """A message that shows something else by now is not overwritten with the order's card."""
    view = CARD + 1
    async with store.transaction() as tx:
        await tx.orders.set_view(order.id, ANN, view)
    await post.owe_rows(
        *(NewOwed(chat_id=ANN, kind=OwedKind.CARD, payload={}, message_id=at, order_id=order.id) for at in (CARD, view))
    )
    async with store.transaction() as tx:
        await tx.orders.forget_view(ANN, view)
    await post.go_round()
    assert [one.owed.new.message_id for one in messenger.delivered] == [CARD]
    assert await post.left() == 0


async def test_operators_are_told_whatever_they_wish(post: Post, store: MemoryStore, messenger: FakeMessenger) -> None:
    """An operator's notice needs no order, and no wish."""
    async with store.transaction() as tx:
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
    payload = {"operator": "access", "text": "access"}
    await post.owe_rows(*(NewOwed(chat_id=at, kind=OwedKind.NOTICE, payload=payload) for at in (ANN, BOSS)))
    await post.go_round()
    assert messenger.texts() == ["access", "access"]
