"""Queued orders on their way to the panel, and what each of its answers makes of them."""

from typing import Any

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelUnreachable,
    StoreError,
)
from bot.domain.order import Order, OrderState
from bot.domain.outbox import NewOwed, OwedKind
from bot.services.submit_orders import SubmitOrders, is_operators_matter
from bot.store.in_memory import MemoryStore
from tests.fakes.failing_store import FailingStore
from tests.fakes.fake_panel import FakePanel, Unsent
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import (
    BOSS,
    CARD,
    OWNER,
    arrange,
    get_order,
    later,
    owed_now,
    place_orders,
    queue_orders,
)


@pytest.fixture
async def submit(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> SubmitOrders:
    """A submit loop's round, and a service on sale."""
    await arrange(store)
    return make_submit(store, panel, clock)


def make_submit(store: MemoryStore, panel: FakePanel, clock: ManualClock, **facts: Any) -> SubmitOrders:
    plain: dict[str, Any] = {
        "owner": OWNER,
        "operators": [BOSS],
        "interval_seconds": 60,
        "jitter": lambda: 1.0,
    }
    return SubmitOrders(store=store, panel=panel, clock=clock, **(plain | facts))


async def told(store: MemoryStore) -> list[tuple[int, OwedKind, object]]:
    """List what is owed: to whom, what sort, about what."""
    rows = [row.new for row in await owed_now(store)]
    return [(new.chat_id, new.kind, new.payload.get("kind") or new.payload.get("operator")) for new in rows]


async def test_a_placed_order_gets_its_id_and_its_card(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """The panel's id is stored, the order is asked about at the next tick, and its card is owed."""
    [order] = await queue_orders(store)
    assert await submit()
    placed = await get_order(store, order)
    assert (placed.state, placed.panel_order_id) == (OrderState.PLACED, "23501")
    assert (placed.placed_at, placed.due_at) == (NOON, later(60))
    assert panel.taken == [order.new.submission]
    assert [row.new for row in await owed_now(store)] == [
        NewOwed(chat_id=order.new.chat_id, kind=OwedKind.CARD, payload={}, message_id=CARD, order_id=order.id)
    ]
    assert not await submit()
    assert len(panel.taken) == 1


async def test_submitting_is_committed_before_anything_is_sent(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """While the request is under way another reader sees `submitting`, and nobody can claim the order."""
    [order] = await queue_orders(store)
    seen: list[Order] = []

    async def look() -> None:
        seen.append(await get_order(store, order))
        async with store.transaction() as tx:  # no transaction is open over the network
            assert await tx.orders.claim_queued("other", later(1), 60, 10) == []
            assert await tx.orders.claim_interrupted("other", later(1), 60, 10) == []

    panel.on_wire = look
    await submit()
    assert [(one.state, one.submitted_at) for one in seen] == [(OrderState.SUBMITTING, NOON)]


async def test_a_refusal_is_final_and_in_the_panels_words(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """A refused order is told by card and notice, and never sent again."""
    [order] = await queue_orders(store)
    panel.outcomes.append(PanelRefused("Incorrect service ID"))
    await submit()
    refused = await get_order(store, order)
    assert (refused.state, refused.refusal, refused.due_at) == (OrderState.REFUSED, "Incorrect service ID", None)
    user_id = order.new.user_id
    assert await told(store) == [(user_id, OwedKind.CARD, None), (user_id, OwedKind.NOTICE, "refused")]


@pytest.mark.parametrize(
    "words", ["Invalid API key", "Not enough funds on balance", "neworder.error.not_enough_funds", "INVALID_API_KEY"]
)
async def test_a_refusal_for_the_operators_fault_is_told_to_them_too(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, words: str
) -> None:
    """The key and the money are the operators' matter."""
    await queue_orders(store)
    panel.outcomes.append(PanelRefused(words))
    await submit()
    assert (BOSS, OwedKind.NOTICE, "refused") in await told(store)


def test_other_refusals_are_the_users_matter() -> None:
    """A bad link or quantity does not trouble the operators."""
    assert not any(map(is_operators_matter, ["Bad link", "Quantity less than minimal 50", "Incorrect service ID", ""]))


@pytest.mark.parametrize(
    "fault",
    [PanelOutcomeUnknown("no answer in time"), PanelAnswerMalformed("<html>"), ZeroDivisionError("a fault of ours")],
    ids=["unknown", "malformed", "a fault of ours"],
)
async def test_what_may_have_been_taken_is_uncertain(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock, fault: Exception
) -> None:
    """After the first byte a failure leaves the order uncertain: told, with a case for operators, never sent again."""
    [order] = await queue_orders(store)
    panel.outcomes.append(fault)
    if isinstance(fault, ZeroDivisionError):
        with pytest.raises(ZeroDivisionError):
            await submit()
    else:
        await submit()
    uncertain = await get_order(store, order)
    assert (uncertain.state, uncertain.due_at, uncertain.submitted_at) == (OrderState.UNCERTAIN, None, NOON)
    user_id = order.new.user_id
    assert await told(store) == [
        (user_id, OwedKind.CARD, None),
        (user_id, OwedKind.NOTICE, "uncertain"),
    ]
    async with store.snapshot() as tx:
        assert [case.order_id for case in await tx.cases.list_open(0, 9)] == [order.id]
    clock.set(later(86_400))
    await submit()
    assert len(panel.taken) == 1


async def test_a_panel_that_is_away_gets_the_order_later(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """What never left is queued again with growing waits, and placed when the panel is back."""
    [order] = await queue_orders(store)
    panel.outcomes.extend([Unsent(PanelUnreachable("no connection"))] * 4)
    waits = []
    for attempt in range(1, 5):
        with pytest.raises(PanelUnreachable):
            await submit()
        queued = await get_order(store, order)
        assert (queued.state, queued.attempts, queued.submitted_at) == (OrderState.QUEUED, attempt, None)
        assert queued.due_at is not None
        waits.append((queued.due_at - clock.now()).total_seconds())
        clock.set(queued.due_at)
    assert waits == [2, 4, 8, 16]
    assert panel.taken == []
    await submit()
    assert (await get_order(store, order)).state is OrderState.PLACED


async def test_the_card_tells_once_that_the_panel_is_away(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The first attempt in vain changes the card; the next ones change nothing that it shows."""
    await queue_orders(store)
    panel.outcomes.extend([Unsent(PanelUnreachable("no connection"))] * 2)
    with pytest.raises(PanelUnreachable):
        await submit()
    async with store.transaction() as tx:
        cards = await tx.outbox.claim_due("looker", NOON, 60, 10)
        assert [row.new.kind for row in cards] == [OwedKind.CARD]
        await tx.outbox.drop_chat(cards[0].new.chat_id)
    clock.set(later(2))
    with pytest.raises(PanelUnreachable):
        await submit()
    assert await owed_now(store) == []


async def test_a_429_is_waited_for_as_long_as_asked(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """An order that the panel put off after it was sent is queued again, no sooner than the panel asked for."""
    [order] = await queue_orders(store)
    panel.outcomes.append(PanelUnreachable("too many requests", retry_after_seconds=45))
    with pytest.raises(PanelUnreachable):
        await submit()
    queued = await get_order(store, order)
    assert (queued.state, queued.due_at, queued.submitted_at) == (OrderState.QUEUED, later(45), None)
    clock.set(later(44))
    with pytest.raises(PanelUnreachable):
        await submit()
    assert len(panel.taken) == 1


async def test_an_idle_round_does_not_look_like_the_panels_return(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """While the panel is away, rounds with nothing to send fail like the last; one that succeeds ends it."""
    await queue_orders(store)
    panel.outcomes.append(Unsent(PanelUnreachable("no connection")))
    for _ in range(3):
        with pytest.raises(PanelUnreachable, match="no connection"):
            await submit()
    clock.set(later(60))
    assert await submit()
    assert not await submit()


async def test_a_fault_before_the_first_byte_leaves_the_order_queued(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """A fault of ours before anything was sent costs a wait, and is raised."""
    [order] = await queue_orders(store)
    panel.outcomes.append(Unsent(ZeroDivisionError("a fault of ours")))
    with pytest.raises(ZeroDivisionError):
        await submit()
    queued = await get_order(store, order)
    assert (queued.state, queued.due_at) == (OrderState.QUEUED, later(2))


async def test_a_fault_of_ours_is_not_hidden_by_the_panels(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """Of several failures in a round the one that must end the process is raised."""
    await queue_orders(store, 3)
    panel.outcomes.extend([Unsent(PanelUnreachable("no connection")), Unsent(ZeroDivisionError())])
    with pytest.raises(ZeroDivisionError):
        await submit()


async def test_one_bad_order_spoils_no_other(submit: SubmitOrders, store: MemoryStore, panel: FakePanel) -> None:
    """Orders of one round have each its own end."""
    orders = await queue_orders(store, 4)
    panel.outcomes.extend(
        [PanelRefused("Bad link"), PanelOutcomeUnknown("cut"), Unsent(PanelUnreachable("x")), PanelOrderId("9")]
    )
    with pytest.raises(PanelUnreachable):
        await submit()
    states = [(await get_order(store, order)).state for order in orders]
    assert states == [OrderState.REFUSED, OrderState.UNCERTAIN, OrderState.QUEUED, OrderState.PLACED]


async def test_an_id_of_another_order_makes_ours_uncertain(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """An answer with an id that another order has says nothing sure of this one."""
    [first] = await place_orders(store)
    [order] = await queue_orders(store)
    assert first.panel_order_id is not None
    panel.outcomes.append(first.panel_order_id)
    await submit()
    uncertain = await get_order(store, order)
    assert (uncertain.state, uncertain.panel_order_id, uncertain.placed_at) == (OrderState.UNCERTAIN, None, None)
    async with store.snapshot() as tx:
        assert await tx.cases.find_open(order.id) is not None
    assert (await get_order(store, first)).panel_order_id == first.panel_order_id


async def test_who_waited_long_is_told_by_a_notice(
    submit: SubmitOrders, store: MemoryStore, clock: ManualClock
) -> None:
    """After more than a minute the card alone would be overlooked."""
    [order] = await queue_orders(store)
    clock.set(later(61))
    await submit()
    assert (order.new.user_id, OwedKind.NOTICE, "placed") in await told(store)


async def test_who_has_no_card_is_told_by_a_notice(submit: SubmitOrders, store: MemoryStore) -> None:
    """An order that no message shows is not placed in silence."""
    [order] = await queue_orders(store, card_message_id=None)
    await submit()
    assert await told(store) == [(order.new.user_id, OwedKind.NOTICE, "placed")]


async def test_every_message_that_shows_the_order_is_brought_up_to_date(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """A message in which the order was opened while it was under way is edited too."""
    [order] = await queue_orders(store)

    async def open_elsewhere() -> None:
        async with store.transaction() as tx:
            await tx.orders.set_view(order.id, order.new.user_id, 99)

    panel.on_wire = open_elsewhere
    await submit()
    assert {row.new.message_id for row in await owed_now(store)} == {CARD, 99}


async def test_what_the_panel_said_survives_a_busy_database(panel: FakePanel, clock: ManualClock) -> None:
    """The panel's id is stored although the database fails at first."""
    store = FailingStore()
    await arrange(store)
    [order] = await queue_orders(store)

    async def break_down() -> None:
        store.failures = 2

    panel.on_wire = break_down
    await clock.finish(make_submit(store, panel, clock)())
    assert (await get_order(store, order)).panel_order_id == "23501"


async def test_a_database_that_stays_away_makes_the_order_uncertain(panel: FakePanel, clock: ManualClock) -> None:
    """When the answer cannot be stored its id is told of, and the order found `submitting` later: not sent again."""
    lost: list[Order] = []
    store = FailingStore()
    await arrange(store)
    [order] = await queue_orders(store)

    async def break_down() -> None:
        store.failures = 10

    panel.on_wire = break_down
    submit = make_submit(store, panel, clock, lost_id=lost.append)
    with pytest.raises(StoreError):
        await clock.finish(submit())
    store.failures = 0
    assert [(one.id, one.panel_order_id) for one in lost] == [(order.id, "23501")]
    clock.set(later(3600))
    await submit()
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    assert len(panel.taken) == 1


async def test_a_rolled_back_record_owes_nothing(panel: FakePanel, clock: ManualClock) -> None:
    """What is stored of an order and what is owed for it are one transaction: both or neither."""
    store = FailingStore()
    await arrange(store)
    [order] = await queue_orders(store)

    async def break_down() -> None:
        store.fails_to_commit = True

    panel.on_wire = break_down
    with pytest.raises(StoreError):
        await clock.finish(make_submit(store, panel, clock)())
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    assert await owed_now(store) == []
