"""Questions before a refill or a cancel: answered once, by whom they were asked."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.domain.order import Order
from bot.domain.request import Outcome, Request, RequestKind, RequestState, ended
from bot.services.ask_request import AskRequest, Reason
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import ANN, BOB, NOON, arrange, later, place_orders, queue_orders, report


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
    assert (answer.kind, answer.orders, answer.asked, answer.held) == (RequestKind.REFILL, orders, orders, [])
    async with store.transaction() as tx:
        assert await ask.answer(tx, ANN, question.token, yes=True) is None
        queued = await tx.requests.claim_queued("looker", NOON, 1, 10)
    assert [(one.order_id, one.kind) for one in queued] == [(order.id, RequestKind.REFILL) for order in orders]


async def test_no_is_an_answer_too(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """After a no nothing is queued, and a later yes comes too late."""
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, RequestKind.CANCEL, orders)
        answer = await ask.answer(tx, ANN, question.token, yes=False)
        assert answer is not None
        assert (answer.asked, answer.held) == ((), ())
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
    assert [order.id for order in answer.asked] == [orders[0].id]


async def test_what_is_on_its_way_is_not_queued_again(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """Two questions about one order, both answered with yes, queue one request."""
    async with store.transaction() as tx:
        first = await ask.ask(tx, ANN, RequestKind.REFILL, orders[:1])
        second = await ask.ask(tx, ANN, RequestKind.REFILL, orders)
        assert await ask.answer(tx, ANN, first.token, yes=True) is not None
        answer = await ask.answer(tx, ANN, second.token, yes=True)
    assert answer is not None
    assert [order.id for order in answer.asked] == [orders[1].id]
    assert [(one.order.id, one.reason) for one in answer.held] == [(orders[0].id, Reason.PENDING)]


async def answered(store: MemoryStore, order: Order, kind: RequestKind, **facts: object) -> Request:
    """Let a request have been answered at noon."""
    async with store.transaction() as tx:
        assert await tx.requests.insert(order.id, ANN, kind, NOON) is not None
        [claimed] = await tx.requests.claim_queued("sender", NOON, 60, 1)
        done = replace(claimed, state=RequestState.ACCEPTED, due_at=later(60), **facts)
        await tx.requests.save(done, "sender")
    return done


async def reasons(store: MemoryStore, ask: AskRequest, kind: RequestKind, *orders: Order) -> list[object]:
    """Ask about orders and list why it cannot be."""
    async with store.transaction() as tx:
        question = await ask.ask(tx, ANN, kind, orders)
    assert len(question.orders) + len(question.held) == len(orders)
    return [(one.reason, one.until) for one in question.held]


async def test_one_refill_a_day(store: MemoryStore, ask: AskRequest, orders: list[Order], clock: ManualClock) -> None:
    """A day must lie between two refills of one order; the other order may be refilled."""
    await answered(store, orders[0], RequestKind.REFILL)
    assert await reasons(store, ask, RequestKind.REFILL, *orders) == [(Reason.TOO_SOON, NOON + timedelta(hours=24))]
    clock.set(later(24 * 3600))
    assert await reasons(store, ask, RequestKind.REFILL, *orders) == []


async def test_refused_refill_may_be_asked_again(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """What the panel refused has not been done, so it takes up no day."""
    async with store.transaction() as tx:
        await tx.requests.insert(orders[0].id, ANN, RequestKind.REFILL, NOON)
        [claimed] = await tx.requests.claim_queued("sender", NOON, 60, 1)
        await tx.requests.save(replace(claimed, state=RequestState.REFUSED, due_at=None), "sender")
    assert await reasons(store, ask, RequestKind.REFILL, orders[0]) == []


async def test_cancel_is_asked_once_while_it_is_pending(
    store: MemoryStore, ask: AskRequest, orders: list[Order]
) -> None:
    """An accepted cancel is pending until something came of it, or it is followed no more."""
    request = await answered(store, orders[0], RequestKind.CANCEL)
    assert await reasons(store, ask, RequestKind.CANCEL, *orders) == [(Reason.PENDING, None)]
    async with store.transaction() as tx:
        assert await tx.requests.end(ended(request, Outcome.REJECTED, NOON))
    assert await reasons(store, ask, RequestKind.CANCEL, *orders) == []


@pytest.mark.parametrize("kind", RequestKind)
async def test_what_the_service_does_not_offer(store: MemoryStore, ask: AskRequest, kind: RequestKind) -> None:
    """Where the service said no to it when it was ordered, the panel is not asked."""
    await arrange(store)
    [order] = await place_orders(store, refill=False, cancel=False)
    assert await reasons(store, ask, kind, order) == [(Reason.NOT_OFFERED, None)]


async def test_nothing_left_to_cancel(store: MemoryStore, ask: AskRequest, orders: list[Order]) -> None:
    """An order that has ended is not canceled."""
    assert await reasons(store, ask, RequestKind.CANCEL, replace(orders[0], report=report("Completed"))) == [
        (Reason.ENDED, None)
    ]


async def test_yes_that_comes_too_late(
    store: MemoryStore, ask: AskRequest, orders: list[Order], clock: ManualClock
) -> None:
    """A second question, asked before the first one was answered, does not get round the day between."""
    questions = []
    async with store.transaction() as tx:
        questions += [await ask.ask(tx, ANN, RequestKind.REFILL, orders[:1]) for _ in range(2)]
    async with store.transaction() as tx:
        assert await ask.answer(tx, ANN, questions[0].token, yes=True) is not None
        [claimed] = await tx.requests.claim_queued("sender", clock.now(), 60, 1)
        await tx.requests.save(replace(claimed, state=RequestState.ACCEPTED, due_at=None), "sender")
        answer = await ask.answer(tx, ANN, questions[1].token, yes=True)
    assert answer is not None
    assert answer.asked == []
    assert [one.reason for one in answer.held] == [Reason.TOO_SOON]
