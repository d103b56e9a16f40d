"""Orders that wait for a panel that is left alone: told at once, not churned, and sent soon when it is back."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.errors import PanelOutcomeUnknown, PanelResting, PanelUnreachable
from bot.domain.order import Order, OrderState, Submission
from bot.domain.outbox import OwedKind
from bot.services.submit_orders import SubmitOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel, Unsent
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import CARD, arrange, get_order, later, owed_now, queue_orders
from tests.unit.services.test_submit_orders import make_submit


class RestingPanel(FakePanel):
    """Turns orders away until a moment, and counts how often it was tried."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self.clock = clock
        self.back_at = clock.now()
        self.tried = 0

    async def add(self, submission: Submission, before_sending: Callable[[], Awaitable[None]]) -> object:
        self.tried += 1
        left = (self.back_at - self.clock.now()).total_seconds()
        if left > 0:
            raise PanelResting("left alone", retry_after_seconds=left)
        return await super().add(submission, before_sending)


@pytest.fixture
def panel(clock: ManualClock) -> RestingPanel:
    """A panel that may be left alone."""
    return RestingPanel(clock)


@pytest.fixture
async def submit(store: MemoryStore, panel: RestingPanel, clock: ManualClock) -> SubmitOrders:
    """A submit loop's round, and a service on sale."""
    await arrange(store)
    return make_submit(store, panel, clock)


async def rests(submit: SubmitOrders, rounds: int = 1) -> None:
    """Let rounds end as they do while the panel is left alone."""
    for _ in range(rounds):
        with pytest.raises(PanelResting):
            await submit()


async def all_now(store: MemoryStore, orders: list[Order]) -> list[Order]:
    return [await get_order(store, order) for order in orders]


async def test_it_waits_for_the_end_of_the_rest(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """However often it is put off, an order is due when the rest ends, and placed then; no wait grows behind it."""
    [order] = await queue_orders(store)
    for number in range(12):
        panel.back_at = later(60 * (number + 1))
        await rests(submit)
        waiting = await get_order(store, order)
        assert (waiting.state, waiting.attempts, waiting.due_at) == (OrderState.QUEUED, 1, panel.back_at)
        clock.set(panel.back_at)
    assert await submit()
    assert (await get_order(store, order)).state is OrderState.PLACED
    assert len(panel.taken) == 1


async def test_hundreds_wait_together(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """The panel is tried by the first few alone; all others are put off in two rounds, each card owed once."""
    orders = await queue_orders(store, 300)
    panel.back_at = later(60)
    await rests(submit, 3)
    assert panel.tried == 4
    assert {(one.attempts, one.due_at) for one in await all_now(store, orders)} == {(1, later(60))}
    cards = [row.new.order_id for row in await owed_now(store)]
    assert sorted(cards) == [order.id for order in orders]
    await rests(submit, 100)
    assert panel.tried == 4
    clock.set(later(60))
    panel.back_at = later(180)
    await rests(submit, 100)
    assert panel.tried == 5
    assert len(await owed_now(store)) == len(cards)


async def test_the_queue_goes_when_the_panel_is_back(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """After the rest the oldest order goes alone, and behind it all the others at the usual speed."""
    orders = await queue_orders(store, 20)
    panel.back_at = later(60)
    await rests(submit, 2)
    clock.set(later(60))
    sizes = []
    while len(panel.taken) < 20:
        before = len(panel.taken)
        assert await submit()
        sizes.append(len(panel.taken) - before)
    assert sizes == [1, 4, 4, 4, 4, 3]
    states = [one.state for one in await all_now(store, orders)]
    assert states == [OrderState.PLACED] * 20
    assert (await get_order(store, orders[0])).panel_order_id == "23501"


async def test_an_order_confirmed_meanwhile_is_told_at_once(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """While the panel is left alone, a new order is not tried, and its card says that it waits."""
    [first] = await queue_orders(store)
    panel.back_at = later(60)
    await rests(submit)
    clock.set(later(10))
    [second] = await queue_orders(store, card_message_id=CARD + 1)
    await rests(submit)
    assert panel.tried == 1
    waiting = await get_order(store, second)
    assert (waiting.attempts, waiting.due_at) == (1, later(60))
    cards = [(row.new.kind, row.new.order_id, row.new.message_id) for row in await owed_now(store)]
    assert cards == [(OwedKind.CARD, first.id, CARD), (OwedKind.CARD, second.id, CARD + 1)]


async def test_a_message_that_shows_it_since_is_told_too(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel
) -> None:
    """Every message that shows the order says that it waits."""
    [order] = await queue_orders(store)
    async with store.transaction() as tx:
        await tx.orders.set_view(order.id, order.new.user_id, 99)
    panel.back_at = later(60)
    await rests(submit)
    assert {row.new.message_id for row in await owed_now(store)} == {CARD, 99}


async def test_one_that_waited_already_is_not_told_again(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """An order whose card says that it waits, tried in vain before, keeps its count and owes nothing new."""
    [order] = await queue_orders(store)
    panel.outcomes.extend([Unsent(PanelUnreachable("no connection"))] * 2)
    for _ in range(2):
        with pytest.raises(PanelUnreachable):
            await submit()
        clock.set((await get_order(store, order)).due_at or later(0))
    async with store.transaction() as tx:
        await tx.outbox.drop_chat(order.new.chat_id)
    panel.back_at = later(60)
    await rests(submit)
    waiting = await get_order(store, order)
    assert (waiting.attempts, waiting.due_at) == (2, later(60))
    assert await owed_now(store) == []


async def test_the_first_after_a_rest_may_fail_otherwise(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """The order that goes first can end uncertain or be put off; the others then go on as usual."""
    orders = await queue_orders(store, 3)
    panel.back_at = later(60)
    await rests(submit, 2)
    clock.set(later(60))
    panel.outcomes.append(PanelOutcomeUnknown("cut"))
    assert await submit()
    assert await submit()
    states = [one.state for one in await all_now(store, orders)]
    assert states == [OrderState.UNCERTAIN, OrderState.PLACED, OrderState.PLACED]


async def test_a_single_failure_does_not_slow_the_rest(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """After a rest, an order that could not be sent for another reason leaves the usual number of turns."""
    await queue_orders(store, 9)
    panel.back_at = later(60)
    await rests(submit, 2)
    clock.set(later(60))
    panel.outcomes.append(Unsent(PanelUnreachable("too many requests", retry_after_seconds=30)))
    with pytest.raises(PanelUnreachable):
        await submit()
    assert await submit()
    assert panel.tried == 4 + 1 + 4


async def test_a_clock_set_back_ends_the_rest(
    submit: SubmitOrders, store: MemoryStore, panel: RestingPanel, clock: ManualClock
) -> None:
    """A rest whose end is farther off than it was ever long is over: new orders do not wait for the old hour."""
    await queue_orders(store)
    panel.back_at = later(60)
    await rests(submit)
    panel.back_at = later(-7200)
    clock.set(later(-3600))
    [fresh] = await queue_orders(store, created_at=later(-3600))
    assert await submit()
    assert (await get_order(store, fresh)).state is OrderState.PLACED
