"""Points out, once, orders that take far longer than their like usually do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order
from bot.domain.outbox import NewOwed
from bot.ports import Clock, Store, Transaction
from bot.services.owe import owe_card, owe_notice

AT_ONCE = 50
_FRESH = timedelta(minutes=15)  # the balance is read every five
_SETTLED = timedelta(minutes=6)  # after an outage every open order has been asked about again by then


@dataclass(frozen=True, slots=True)
class PointOutLate:
    """One round of the loop. It speaks to no panel: the orders are as the poll loop has left them."""

    store: Store
    clock: Clock

    async def __call__(self) -> bool:
        """Tell what has become late; tells whether there may be more.

        While the panel does not answer, nobody knows how an order stands, and nothing is said of it.
        """
        now = self.clock.now()
        async with self.store.snapshot() as tx:
            if not await _panel_answers(tx, now):
                return False
        async with self.store.transaction() as tx:
            taken = await tx.orders.take_late(now, AT_ONCE)
            owed = [item for order in taken for item in (*owe_card(order), _notice(order, now))]
            await tx.outbox.add(owed, now, None, 0)
        return len(taken) == AT_ONCE


async def _panel_answers(tx: Transaction, now: datetime) -> bool:
    """Tell whether the panel has answered for a while, as the readings of the balance show."""
    for at in (now, now - _SETTLED):
        reading = await tx.balances.before(at)
        if reading is None or at - reading.answered_at > _FRESH:
            return False
    return True


def _notice(order: Order, now: datetime) -> NewOwed:
    since = int((now - (order.placed_at or order.new.created_at)).total_seconds())
    return owe_notice(order, OrderEvent(kind=EventKind.LATE, order_id=order.id, since_seconds=since, final=True))
