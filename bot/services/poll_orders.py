"""Asks the panel about every order that is due, a hundred in one request, and tells what changed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelError, PanelRefused, PanelUnreachable
from bot.domain.events import OrderEvent
from bot.domain.order import Order, Report
from bot.domain.polling import next_due, observe, unanswered
from bot.domain.request import RequestKind, cancel_outcome, ended
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.owe import owe_card, owe_notice
from bot.services.panel_lease import DEFAULT_TIMEOUT_SECONDS, lease_seconds
from bot.services.panel_outage import PanelOutage

BATCH = 100  # ids in one request; source: panel API, "Multiple order status"
BATCHES_AT_ONCE = 10
_ROUND_SECONDS = 1.0  # what a round of requests takes at the most as a rule; ticks count from its end
_TRIES = 3  # of a request, by the panel client; a lease should outlive them


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOrders:
    """One round of the poll loop. `timeout_seconds` is how long the panel may take to answer."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    interval_seconds: int
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    _outage: PanelOutage = field(default_factory=PanelOutage)

    async def __call__(self) -> bool:
        """Ask about what is due; tells whether there may be more.

        Raises: PanelError when a request failed, and again in rounds with nothing to ask; the orders are asked about
        at a later tick.
        """
        limit, lease = BATCH * BATCHES_AT_ONCE, _TRIES * lease_seconds(self.timeout_seconds)
        now = self.clock.now()
        async with self.store.transaction() as tx:
            claimed = await tx.orders.claim_due(self.owner, now, lease, limit)
        batches = [claimed[start : start + BATCH] for start in range(0, len(claimed), BATCH)]
        ticks_from = now + timedelta(seconds=min(_ROUND_SECONDS, self.interval_seconds / 2))
        polls = (self._poll(batch, ticks_from) for batch in batches)
        self._outage.conclude(await asyncio.gather(*polls, return_exceptions=True))
        return len(claimed) == limit

    async def _poll(self, orders: Sequence[Order], ticks_from: datetime) -> None:
        try:
            answers = await self.panel.order_statuses([_panel_id(order) for order in orders])
        except PanelError as failure:
            async with self.store.transaction() as tx:
                await tx.orders.postpone([order.id for order in orders], self._tick_after(failure), self.owner)
            raise
        async with self.store.transaction() as tx:
            await self._record(tx, [order.id for order in orders], answers, ticks_from)

    def _tick_after(self, failure: PanelError) -> datetime:
        """Return a tick, so that what failed together is asked together with the rest."""
        asked = failure.retry_after_seconds if isinstance(failure, PanelUnreachable) else None
        earliest = self.clock.now() + timedelta(seconds=asked or 0)
        return next_due(earliest, earliest, self.interval_seconds)

    async def _record(
        self,
        tx: Transaction,
        order_ids: Sequence[int],
        answers: Mapping[PanelOrderId, Report | PanelRefused],
        ticks_from: datetime,
    ) -> None:
        # Read anew: meanwhile somebody may have begun to wait for the answer, or opened the order in another message.
        orders = await tx.orders.get_many(order_ids)
        now = self.clock.now()
        told: dict[int, tuple[Order, list[OrderEvent]]] = {}
        unchanged: dict[datetime | None, list[int]] = defaultdict(list)
        for order in (orders[order_id] for order_id in order_ids):
            seen, events = self._fold(order, answers.get(_panel_id(order)), now, ticks_from)
            if _is_worth_storing(order, seen):
                told[order.id] = (seen, events)
            else:
                unchanged[seen.due_at].append(order.id)
        for due_at, ids in unchanged.items():
            await tx.orders.postpone(ids, due_at, self.owner)
        stored = await tx.orders.save([order for order, _ in told.values()], self.owner)
        await _end_cancels(tx, {order_id: told[order_id] for order_id in stored}, now)
        owed = [
            item
            for order, events in (told[order_id] for order_id in stored)
            for item in (*owe_card(order), *(owe_notice(order, event) for event in events))
        ]
        await tx.outbox.add(owed, now, None, 0)

    def _fold(
        self, order: Order, answer: Report | PanelRefused | None, now: datetime, ticks_from: datetime
    ) -> tuple[Order, list[OrderEvent]]:
        """Fold one row of the answer; an absent or refused row changes nothing but the next due time."""
        if isinstance(answer, Report):
            return observe(order, answer, now, self.interval_seconds, ticks_from)
        return unanswered(order, now, self.interval_seconds, ticks_from), []


async def _end_cancels(tx: Transaction, told: dict[int, tuple[Order, list[OrderEvent]]], now: datetime) -> None:
    """Say with the change that ended an order what came of the wish to cancel it: one message, not two."""
    final = {order_id: order for order_id, (order, events) in told.items() if events and events[-1].final}
    for request in await tx.requests.list_followed(final, RequestKind.CANCEL) if final else ():
        outcome = cancel_outcome(final[request.order_id].status)
        if outcome is not None and await tx.requests.end(ended(request, outcome, now)):
            _, events = told[request.order_id]
            events[-1] = replace(events[-1], cancel=outcome)


def _is_worth_storing(before: Order, after: Order) -> bool:
    """Somebody waits for the answer (no `checked_at`), or the panel said something new."""
    was_waited_for = before.checked_at is None and after.checked_at is not None
    return was_waited_for or before.report != after.report


def _panel_id(order: Order) -> PanelOrderId:
    assert order.panel_order_id is not None, "only placed orders are claimed"
    return order.panel_order_id
