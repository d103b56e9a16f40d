"""Questions before a refill or a cancel: answered once, by whom they were asked."""

from itertools import count

import pytest

from bot.domain.order import Order
from bot.domain.request import RequestKind
from bot.services.ask_request import AskRequest
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import ANN, BOB, arrange, place_orders, queue_orders


@pytest.fixture
def ask(clock: ManualClock) -> AskRequest:
    """Questions with tokens q0, q1, q2 and so on."""
    numbers = count()
    return AskRequest(clock, lambda: f"q{next(numbers)}")


@pytest.fixture
async def orders(store: MemoryStore) -> list[Order]:
    """Two placed orders of Ann's."""
    await arrange(store)
    return await place_orders(store, 2)


async def test_yes_queues_each_request_once(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """A yes queues a request for each order; a second tap on it does nothing."""
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, RequestKind.REFILL, orders)
    async with store.transaction() as tx:
        answer = await ask.answer(tx, ANN, question.token, yes=True)
    assert answer is not None
    kind, about, queued = answer
    assert (kind, [order.id for order in about]) == (RequestKind.REFILL, [order.id for order in orders])
    assert [(request.order_id, request.kind) for request in queued] == [(order.id, kind) for order in orders]
    async with store.transaction() as tx:
        assert await ask.answer(tx, ANN, question.token, yes=True) is None
        assert len(await tx.requests.claim_queued("looker", queued[0].created_at, 1, 10)) == 2


async def test_no_is_an_answer_too(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """After a no nothing is queued, and a later yes comes too late."""
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, RequestKind.CANCEL, orders)
        answer = await ask.answer(tx, ANN, question.token, yes=False)
        assert answer is not None
        assert answer[2] == ()
        assert await ask.answer(tx, ANN, question.token, yes=True) is None


@pytest.mark.parametrize("user_id", [BOB, 5, 50])
async def test_nobody_else_can_answer(store: MemoryStore, ask: AskRequest, orders: list[Order], user_id: int) -> None:
    """Another user's press finds no question, and leaves it open for its owner."""
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, RequestKind.CANCEL, orders)
        for forged in (question.token, f"{ANN}:{question.token}", f"1:{question.token}"):
            assert await ask.answer(tx, user_id, forged, yes=True) is None
        assert await ask.answer(tx, ANN, question.token, yes=True) is not None


@pytest.mark.parametrize("token", ["", "q9", "*", ":", "q0\x00", "q" * 64])
async def test_a_forged_token_answers_nothing(
    store: MemoryStore, ask: AskRequest, orders: list[Order], token: str
) -> None:
    """A token that was never made is as good as one that is used up."""
    async with store.transaction() as tx:
        assert await ask.answer(tx, ANN, token, yes=True) is None


async def test_only_ones_own_placed_orders_are_asked_about(
    store: MemoryStore, ask: AskRequest, orders: list[Order]
) -> None:
    """Others' orders, and those that the panel has not taken, are left out."""
    others = await place_orders(store, 1, BOB)
    waiting = await queue_orders(store)
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, RequestKind.CANCEL, [*others, *waiting, orders[0]])
        assert list(question.orders) == [orders[0]]
        answer = await ask.answer(tx, ANN, question.token, yes=True)
    assert answer is not None
    assert [request.order_id for request in answer[2]] == [orders[0].id]


async def test_what_is_on_its_way_is_not_queued_again(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """Two questions about one order, both answered with yes, queue one request."""
    async with store.transaction() as tx:
        first = await ask.ask(tx, ANN, RequestKind.REFILL, orders[:1])
        second = await ask.ask(tx, ANN, RequestKind.REFILL, orders)
        assert await ask.answer(tx, ANN, first.token, yes=True) is not None
        answer = await ask.answer(tx, ANN, second.token, yes=True)
    assert answer is not None
    assert [request.order_id for request in answer[2]] == [orders[1].id]
