"""Asks the panel about every order that is due, a hundred in one request, and tells what changed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelError, PanelRefused
from bot.domain.events import OrderEvent
from bot.domain.order import Order, Report
from bot.domain.polling import next_due, observe
from bot.ports import Clock, Panel, Store
from bot.services.owe import owe_card, owe_notice

BATCH = 100  # ids in one request; source: panel API, "Multiple order status"
BATCHES_AT_ONCE = 10
LEASE_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOrders:
    """One round of the poll loop."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    interval_seconds: int

    async def __call__(self) -> bool:
        """Ask about what is due; tells whether there may be more.

        Raises: PanelError when a request failed; its orders are asked about at a later tick.
        """
        limit = BATCH * BATCHES_AT_ONCE
        async with self.store.transaction() as tx:
            claimed = await tx.orders.claim_due(self.owner, self.clock.now(), LEASE_SECONDS, limit)
        batches = [claimed[start : start + BATCH] for start in range(0, len(claimed), BATCH)]
        ends = await asyncio.gather(*(self._poll(batch) for batch in batches), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return len(claimed) == limit

    async def _poll(self, orders: Sequence[Order]) -> None:
        try:
            answers = await self.panel.order_statuses([_panel_id(order) for order in orders])
        except PanelError:
            later = self.clock.now() + timedelta(seconds=self.interval_seconds)
            async with self.store.transaction() as tx:
                await tx.orders.postpone([order.id for order in orders], later, self.owner)
            raise
        await self._record(orders, answers)

    async def _record(self, orders: Sequence[Order], answers: Mapping[PanelOrderId, Report | PanelRefused]) -> None:
        now = self.clock.now()
        told: dict[int, tuple[Order, list[OrderEvent]]] = {}
        unchanged: dict[datetime | None, list[int]] = defaultdict(list)
        for order in orders:
            seen, events = self._fold(order, answers.get(_panel_id(order)), now)
            if _is_worth_storing(order, seen):
                told[order.id] = (seen, events)
            else:
                unchanged[seen.due_at].append(order.id)
        async with self.store.transaction() as tx:
            for due_at, ids in unchanged.items():
                await tx.orders.postpone(ids, due_at, self.owner)
            stored = await tx.orders.save([order for order, _ in told.values()], self.owner)
            owed = [
                item
                for order, events in (told[order_id] for order_id in stored)
                for item in (*owe_card(order), *(owe_notice(order, event) for event in events))
            ]
            await tx.outbox.add(owed, now, None, 0)

    def _fold(
        self, order: Order, answer: Report | PanelRefused | None, now: datetime
    ) -> tuple[Order, list[OrderEvent]]:
        """Fold one row of the answer; an absent or refused row changes nothing but the next due time."""
        if isinstance(answer, Report):
            return observe(order, answer, now, self.interval_seconds)
        due_at = None if order.finished_at else next_due(now, order.changed_at, self.interval_seconds)
        return replace(order, due_at=due_at), []


def _is_worth_storing(before: Order, after: Order) -> bool:
    """Somebody waits for the answer (no `checked_at`), or the panel said something new."""
    was_waited_for = before.checked_at is None and after.checked_at is not None
    return was_waited_for or before.report != after.report


def _panel_id(order: Order) -> PanelOrderId:
    assert order.panel_order_id is not None, "only placed orders are claimed"
    return order.panel_order_id
