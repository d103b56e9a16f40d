"""What this bot's own history says, and whom it alarms."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.evidence import BalanceReading
from bot.domain.order import Order
from bot.services.point_out_late import PointOutLate
from bot.services.usual_times import UsualTimes
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import arrange, get_order, later, owed_now, place_orders, report

HOUR = 3600


async def complete(store: MemoryStore, orders: list[Order], seconds: float) -> None:
    """Let orders have been completed so long after noon."""
    async with store.transaction() as tx:
        await tx.orders.claim_due("poller", later(10**6), 60, 100)
        done = [replace(one, report=report("Completed"), finished_at=later(seconds), due_at=None) for one in orders]
        await tx.orders.save(done, "poller")
        await tx.orders.release(None)


async def note_balance(store: MemoryStore, seconds: float) -> None:
    """Let the panel have told its balance so long after noon."""
    async with store.transaction() as tx:
        at = later(seconds)
        await tx.balances.note(BalanceReading(asked_at=at, answered_at=at, amount=Decimal(1)))


async def test_history_is_looked_up_once_in_a_while(store: MemoryStore, clock: ManualClock) -> None:
    """What is usual is kept for some minutes, and then looked up anew."""
    service = await arrange(store)
    usual = UsualTimes(clock)
    async with store.snapshot() as tx:
        assert await usual(tx, service.id, 50) is None
    await complete(store, await place_orders(store, 5), 2 * HOUR)
    async with store.snapshot() as tx:
        assert await usual(tx, service.id, 50) is None
        clock.set(later(300))
        assert await usual(tx, service.id, 50) == timedelta(hours=2)


@pytest.fixture
async def slow(store: MemoryStore) -> Order:
    """An order that usually takes two hours, placed at noon."""
    await arrange(store)
    return (await place_orders(store, usual_seconds=2 * HOUR))[0]


async def test_late_order_is_pointed_out_once(store: MemoryStore, clock: ManualClock, slow: Order) -> None:
    """After three times its usual time its user is told and its card changes, once."""
    round_ = PointOutLate(store, clock)
    for seconds in (6 * HOUR - 400, 6 * HOUR - 1):
        await note_balance(store, seconds)
    clock.set(later(6 * HOUR - 1))
    await round_()
    assert list(await owed_now(store)) == []
    clock.set(later(6 * HOUR))
    for _ in range(2):
        assert not await round_()
    told = [row.new for row in await owed_now(store)]
    assert [new.kind.value for new in told] == ["card", "notice"]
    assert told[1].payload == {"kind": "late", "order_id": slow.id, "since_seconds": 6 * HOUR, "final": True}
    assert not told[1].silent
    assert (await get_order(store, slow)).late_told_at == later(6 * HOUR)


@pytest.mark.parametrize("readings", [[], [0], [7 * HOUR - 1], [7 * HOUR - 3600, 7 * HOUR - 10]])
async def test_nobody_is_alarmed_while_the_panel_is_away(
    store: MemoryStore, clock: ManualClock, slow: Order, readings: list[float]
) -> None:
    """While the panel does not answer, or has only just begun to, nobody knows how the order stands."""
    for seconds in readings:
        await note_balance(store, seconds)
    clock.set(later(7 * HOUR))
    await PointOutLate(store, clock)()
    assert list(await owed_now(store)) == []
    assert (await get_order(store, slow)).late_told_at is None


async def test_completed_order_is_not_late(store: MemoryStore, clock: ManualClock, slow: Order) -> None:
    """An order that ended, however late, is nothing to point out."""
    await complete(store, [slow], HOUR)
    for seconds in (7 * HOUR - 400, 7 * HOUR):
        await note_balance(store, seconds)
    clock.set(NOON + timedelta(hours=7))
    await PointOutLate(store, clock)()
    assert list(await owed_now(store)) == []
