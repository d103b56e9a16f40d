"""The bot is told to stop: what has left is waited for, what waits for its turn stays queued."""

import asyncio
from typing import Any

import pytest

from bot.domain.order import OrderState
from bot.domain.request import RequestKind, RequestState
from bot.services.send_requests import SendRequests
from bot.services.submit_orders import SubmitOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock, idle
from tests.unit.services.arrange import ANN, BOSS, OWNER, arrange, get_order, place_orders, queue_orders


@pytest.fixture(autouse=True)
async def _arranged(store: MemoryStore) -> None:
    await arrange(store)


@pytest.fixture
def stopping() -> asyncio.Event:
    """What tells the services that the bot ends."""
    return asyncio.Event()


@pytest.fixture
def parts(store: MemoryStore, panel: FakePanel, clock: ManualClock, stopping: asyncio.Event) -> dict[str, Any]:
    """What both services are made of."""
    shared = {"store": store, "panel": panel, "clock": clock, "owner": OWNER, "jitter": lambda: 1.0}
    return shared | {"stopping": stopping}


def make_submit(parts: dict[str, Any]) -> SubmitOrders:
    return SubmitOrders(**parts, operators=[BOSS], interval_seconds=60)


@pytest.fixture
def submit(parts: dict[str, Any]) -> SubmitOrders:
    """A submit loop's round."""
    return make_submit(parts)


class Door:
    """Lets calls to the panel wait for their turn, or for their answer."""

    def __init__(self, *, lets_through: int) -> None:
        self.waiting = 0
        self.open = asyncio.Event()
        self._left = lets_through

    async def __call__(self) -> None:
        if self._left:
            self._left -= 1
            return
        self.waiting += 1
        await self.open.wait()


async def test_what_waits_for_its_turn_stays_queued(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, stopping: asyncio.Event
) -> None:
    """Of three orders one has left and is waited for; two wait for their turn and stay queued, free and unsent."""
    orders = await queue_orders(store, 3)
    panel.turn, panel.on_wire = Door(lets_through=1), Door(lets_through=0)
    round_ = asyncio.create_task(submit())
    await idle()
    assert (panel.turn.waiting, panel.on_wire.waiting) == (2, 1)
    stopping.set()
    await round_
    finishing = asyncio.create_task(submit.finish())
    await idle()
    assert not finishing.done()
    panel.on_wire.open.set()
    await finishing
    found = [await get_order(store, order) for order in orders]
    assert [order.state for order in found] == [OrderState.PLACED, OrderState.QUEUED, OrderState.QUEUED]
    assert [order.attempts for order in found[1:]] == [0, 0]
    assert len(panel.taken) == 1
    async with store.transaction() as tx:
        assert len(await tx.orders.claim_queued("next", NOON, 60, 10)) == 2


async def test_turn_that_comes_too_late(
    submit: SubmitOrders, store: MemoryStore, panel: FakePanel, stopping: asyncio.Event
) -> None:
    """An order whose turn comes between the word to stop and the end of the round is handed back, not sent."""
    [order] = await queue_orders(store)
    panel.turn = Door(lets_through=0)
    round_ = asyncio.create_task(submit())
    await idle()
    stopping.set()
    panel.turn.open.set()
    await round_
    await submit.finish()
    assert panel.taken == []
    assert (await get_order(store, order)).state is OrderState.QUEUED


async def test_stopped_while_the_intent_is_committed(
    parts: dict[str, Any], store: MemoryStore, panel: FakePanel
) -> None:
    """Wherever a stop hits before the first byte, the order is queued afterwards, though its intent was committed."""
    ends = set()
    for turns in range(25):
        [order] = await queue_orders(store)
        panel.turn, panel.on_wire = None, Door(lets_through=0)
        sent, submit = len(panel.taken), make_submit(parts)
        round_ = asyncio.create_task(submit())
        for _ in range(turns):
            await asyncio.sleep(0)
        round_.cancel()
        finishing = asyncio.create_task(submit.finish())
        await asyncio.sleep(0)
        panel.on_wire.open.set()
        await asyncio.gather(round_, finishing, return_exceptions=True)
        await idle()
        found = await get_order(store, order)
        assert found.state is (OrderState.PLACED if len(panel.taken) > sent else OrderState.QUEUED)
        ends.add(found.state)
        async with store.transaction() as tx:
            await tx.orders.release(OWNER)
        panel.on_wire = None
        await make_submit(parts)()
    assert ends == {OrderState.PLACED, OrderState.QUEUED}


@pytest.mark.parametrize("is_told", [True, False])
async def test_request_that_waits_for_its_turn(
    parts: dict[str, Any], store: MemoryStore, panel: FakePanel, stopping: asyncio.Event, *, is_told: bool
) -> None:
    """A refill that waits for its turn when the bot ends stays queued, told to stop or cut; it is not uncertain."""
    [order] = await place_orders(store)
    async with store.transaction() as tx:
        await tx.requests.insert(order.id, ANN, RequestKind.REFILL, NOON)
    panel.turn = Door(lets_through=0)
    round_ = asyncio.create_task(SendRequests(**parts)())
    await idle()
    if is_told:
        stopping.set()
        panel.turn.open.set()
    else:
        round_.cancel()
    await asyncio.gather(round_, return_exceptions=True)
    assert ("refill", order.panel_order_id) not in panel.asked
    async with store.snapshot() as tx:
        request = await tx.requests.latest(order.id, ANN, RequestKind.REFILL)
    assert request is not None
    assert request.state is RequestState.QUEUED
