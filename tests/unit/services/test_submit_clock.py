"""A clock that makes a step, or a machine that was paused, while orders are on their way: leases end too early."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelUnreachable
from bot.domain.order import OrderState, Submission, not_taken
from bot.jobs.lost_ids import log_lost_id
from bot.services.panel_lease import lease_seconds
from bot.services.submit_orders import SubmitOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import arrange, get_order, later, owed_now, queue_orders
from tests.unit.services.test_submit_orders import make_submit

STEP = lease_seconds(20) + 80


class WaitingPanel(FakePanel):
    """Lets the first call wait for its turn in vain, and the others be under way until they are answered."""

    def __init__(self) -> None:
        super().__init__()
        self.gave_up = asyncio.Event()
        self.answered = asyncio.Event()
        self.calls = 0
        self.on_wire = self.answered.wait

    async def add(self, submission: Submission, before_sending: Callable[[], Awaitable[None]]) -> PanelOrderId:
        self.calls += 1
        if self.calls == 1:
            await self.gave_up.wait()
            raise PanelUnreachable("a question before it failed")
        return await super().add(submission, before_sending)


@pytest.fixture
def panel() -> WaitingPanel:
    """A panel that is waited for."""
    return WaitingPanel()


@pytest.fixture
async def submit(store: MemoryStore, panel: WaitingPanel, clock: ManualClock) -> SubmitOrders:
    """A submit loop's round, and a service on sale."""
    await arrange(store)
    return make_submit(store, panel, clock)


async def test_a_call_that_waits_is_not_begun_again(
    submit: SubmitOrders, store: MemoryStore, panel: WaitingPanel, clock: ManualClock
) -> None:
    """An order whose call still waits when its lease seems over has one call, and is sent once."""
    [order] = await queue_orders(store)
    await submit()
    clock.set(later(STEP))
    await submit()
    assert panel.calls == 1
    panel.gave_up.set()
    panel.answered.set()
    with pytest.raises(PanelUnreachable):
        await submit()
    clock.set(later(STEP + 60))
    await submit()
    assert (await get_order(store, order)).panel_order_id == "23501"
    assert len(panel.taken) == 1


async def test_what_another_call_has_sent_is_not_queued_again(
    submit: SubmitOrders, store: MemoryStore, panel: WaitingPanel, clock: ManualClock
) -> None:
    """Two workers of one name with one order: the one that never sent it changes nothing of it."""
    [order] = await queue_orders(store)
    twin = make_submit(store, panel, clock)
    await submit()
    clock.set(later(STEP))
    await twin()
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    panel.gave_up.set()
    with pytest.raises(PanelUnreachable):
        await submit()
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    panel.answered.set()
    await twin()
    assert (await get_order(store, order)).panel_order_id == "23501"
    assert len(panel.taken) == 1


async def test_a_call_under_way_is_no_crash(
    submit: SubmitOrders, store: MemoryStore, panel: WaitingPanel, clock: ManualClock
) -> None:
    """An order whose answer is still awaited when its lease seems over is not given up: the answer is stored."""
    panel.calls = 1
    [order] = await queue_orders(store)
    await submit()
    clock.set(later(STEP))
    await submit()
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    assert await owed_now(store) == []
    panel.answered.set()
    await submit()
    assert (await get_order(store, order)).panel_order_id == "23501"


async def test_a_call_that_waits_is_not_put_off(
    submit: SubmitOrders, store: MemoryStore, panel: WaitingPanel, clock: ManualClock
) -> None:
    """While the panel is left alone, an order whose call still waits is not taken from it."""
    [order] = await queue_orders(store)
    await submit()
    clock.set(later(STEP))
    submit._rest.begin(later(STEP), 60)
    await submit()
    assert (await get_order(store, order)).attempts == 0
    panel.gave_up.set()
    with pytest.raises(PanelUnreachable):
        await submit()
    assert (await get_order(store, order)).attempts == 1


async def give_up(store: MemoryStore, clock: ManualClock) -> None:
    """Let another process take a call under way for a crash."""
    clock.set(later(STEP))
    await make_submit(store, FakePanel(), clock, owner="heir")()


async def test_an_answer_after_it_was_given_up(
    submit: SubmitOrders, store: MemoryStore, panel: WaitingPanel, clock: ManualClock
) -> None:
    """The panel's own word ends the uncertainty: the id is stored, the case closed, and the user told."""
    panel.calls = 1
    [order] = await queue_orders(store)
    await submit()
    await give_up(store, clock)
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    panel.answered.set()
    await submit()
    found = await get_order(store, order)
    assert (found.state, found.panel_order_id) == (OrderState.PLACED, "23501")
    async with store.snapshot() as tx:
        assert await tx.cases.count_open() == 0
    assert [row.new.payload.get("kind") for row in await owed_now(store)][-1] == "placed"


async def test_an_answer_after_an_operator_closed_it(
    store: MemoryStore, panel: WaitingPanel, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    """An id that can be stored no more is not thrown away: the log names it and the order."""
    await arrange(store)
    submit = make_submit(store, panel, clock, lost_id=log_lost_id)
    panel.calls = 1
    [order] = await queue_orders(store)
    await submit()
    await give_up(store, clock)
    async with store.transaction() as tx:
        assert await tx.orders.settle(not_taken(await get_order(store, order), clock.now()))
    panel.answered.set()
    await submit()
    assert (await get_order(store, order)).state is OrderState.REFUSED
    [line] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert f"order {order.id} as 23501" in line.getMessage()
