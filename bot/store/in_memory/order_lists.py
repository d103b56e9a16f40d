"""A user's orders as lists, searched and summed up, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain.order import Ending, Order, OrderState
from bot.domain.order_search import search_ids, search_key, search_words
from bot.domain.status import Status
from bot.domain.usual_time import PastOrder, late_at
from bot.ports import EVERYTHING, OrderFilter, OrderScope, Spent
from bot.store.in_memory.state import State

_WANTED: dict[OrderFilter, Callable[[Order], bool]] = {
    OrderFilter.ALL: lambda _: True,
    OrderFilter.OPEN: lambda order: order.is_open,
    OrderFilter.DONE: lambda order: not order.is_open,
    OrderFilter.PARTIAL: lambda order: order.ending is Ending.PARTIAL,
    OrderFilter.CANCELED: lambda order: order.ending is Ending.CANCELED,
}


class MemoryOrderLists:
    """Lists of orders."""

    def __init__(self, state: State) -> None:
        self._state = state

    def _of(self, user_id: int) -> list[Order]:
        return [order for order in self._state.orders.values() if order.new.user_id == user_id]

    def _listed(self, user_id: int, which: OrderFilter, scope: OrderScope) -> list[Order]:
        wanted = _WANTED[which]
        return [order for order in reversed(self._of(user_id)) if wanted(order) and _is_within(order, scope)]

    async def page(
        self, user_id: int, which: OrderFilter, offset: int, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List a page of this user's orders, newest first."""
        return self._listed(user_id, which, scope)[offset : offset + limit]

    async def count(self, user_id: int, which: OrderFilter, scope: OrderScope = EVERYTHING) -> int:
        """Count this user's orders."""
        return len(self._listed(user_id, which, scope))

    async def list_before(
        self, user_id: int, which: OrderFilter, before: int | None, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List this user's newest orders whose id is below `before`, newest first."""
        return [one for one in self._listed(user_id, which, scope) if before is None or one.id < before][:limit]

    async def list_changed(self, user_id: int, since: datetime, after: int, limit: int) -> Sequence[Order]:
        """List this user's orders that changed since a moment, in order of that, beginning behind an id."""
        changed = [one for one in self._of(user_id) if (one.changed_at, one.id) > (since, after)]
        return sorted(changed, key=lambda order: (order.changed_at, order.id))[:limit]

    async def spent(self, user_id: int, since: datetime, until: datetime) -> Sequence[Spent]:
        """Sum up this user's placed orders of a span of time by currency, the most orders first."""
        found: dict[str | None, Spent] = {}
        for order in self._of(user_id):
            if order.state is OrderState.PLACED and since <= order.new.created_at < until:
                currency, charge = _charged(order)
                so_far = found.get(currency, Spent(currency, 0, Decimal(0)))
                found[currency] = Spent(currency, so_far.orders + 1, so_far.charge + charge)
        return sorted(found.values(), key=lambda one: (-one.orders, one.currency or ""))

    async def list_completed(self, service_id: int, limit: int) -> Sequence[PastOrder]:
        """List how long anybody's last completed orders of a service took; those in runs left out."""
        of_service = [one for one in self._state.orders.values() if one.new.service_id == service_id]
        completed = [
            (one.finished_at, one.placed_at, one)
            for one in of_service
            if one.status == Status.COMPLETED and one.finished_at is not None
        ]
        last = sorted(completed, key=lambda found: found[0], reverse=True)[:limit]
        return [
            PastOrder(one.new.quantity, finished - placed)
            for finished, placed, one in last
            if placed is not None and "runs" not in one.new.submission.parameters
        ]

    async def take_late(self, now: datetime, limit: int) -> Sequence[Order]:
        """Mark open orders that take far longer than usual as told about, and return them."""
        waiting = [(late_at(one), one) for one in self._state.orders.values() if one.is_open and not one.late_told_at]
        due = [(at, one) for at, one in waiting if at is not None and at <= now]
        taken = [one for _, one in sorted(due, key=lambda pair: pair[0])[:limit]]
        for order in taken:
            self._state.orders[order.id] = replace(order, late_told_at=now)
        return sorted((self._state.orders[one.id] for one in taken), key=lambda order: order.id)


def _is_within(order: Order, scope: OrderScope) -> bool:
    if scope.service_id is not None and order.new.service_id != scope.service_id:
        return False
    if scope.target is not None and order.new.submission.target != scope.target:
        return False
    return scope.query is None or _is_found(order, scope.query)


def _is_found(order: Order, query: str) -> bool:
    words, key = search_words(query), search_key(order.new.service_name, order.new.submission.target)
    return order.panel_order_id in search_ids(query) or (bool(words) and all(word in key for word in words))


def _charged(order: Order) -> tuple[str | None, Decimal]:
    report = order.report
    charge = order.new.expected_charge if report is None or report.charge is None else report.charge
    return (report and report.currency) or order.new.currency, charge or Decimal(0)
