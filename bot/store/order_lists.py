"""A user's orders as lists, searched and summed up; and what orders of a service took. In SQL."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.order import Ending, Order
from bot.domain.order_search import search_ids, search_words
from bot.domain.usual_time import PastOrder
from bot.ports import EVERYTHING, OrderFilter, OrderScope, Spent
from bot.store.columns import At
from bot.store.order_rows import order_from
from bot.store.tables import order_completed, order_not_told_late, order_placed, orders

_c = orders.c
OF_USER = select(orders).where(_c.user_id == bindparam("user"))
_COUNT = select(func.count()).select_from(orders).where(_c.user_id == bindparam("user"))
_FILTERS: dict[OrderFilter, tuple[ColumnElement[bool], ...]] = {
    OrderFilter.ALL: (),
    OrderFilter.OPEN: (_c.is_open.is_(true()),),
    OrderFilter.DONE: (_c.is_open.is_(false()),),
    OrderFilter.PARTIAL: (_c.ending == Ending.PARTIAL,),
    OrderFilter.CANCELED: (_c.ending == Ending.CANCELED,),
}


def within(scope: OrderScope) -> list[ColumnElement[bool]]:
    """Write a scope as conditions; each is tried on one user's orders alone."""
    conditions = []
    if scope.service_id is not None:
        conditions.append(_c.service_id == scope.service_id)
    if scope.target is not None:
        conditions.append(_c.target == scope.target)
    if scope.query is not None:
        conditions.append(_found_by(scope.query))
    return conditions


def _found_by(query: str) -> ColumnElement[bool]:
    words = search_words(query)
    in_key = and_(*(_c.search_key.contains(word, autoescape=True) for word in words)) if words else false()
    return or_(_c.panel_order_id.in_(search_ids(query)), in_key)


def page_of(which: OrderFilter, scope: OrderScope = EVERYTHING) -> Select[Any]:
    """Build the statement of a page, newest first."""
    wanted = OF_USER.where(*_FILTERS[which], *within(scope))
    return wanted.order_by(_c.id.desc()).limit(bindparam("count")).offset(bindparam("start"))


def part_of(which: OrderFilter, scope: OrderScope = EVERYTHING) -> Select[Any]:
    """Build the statement of the next part of a long list."""
    wanted = OF_USER.where(*_FILTERS[which], *within(scope)).where(_c.id < bindparam("before"))
    return wanted.order_by(_c.id.desc()).limit(bindparam("count"))


def count_of(which: OrderFilter, scope: OrderScope = EVERYTHING) -> Select[Any]:
    """Build the statement that counts a list."""
    return _COUNT.where(*_FILTERS[which], *within(scope))


COUNTS = {which: count_of(which) for which in OrderFilter}
PAGES = {which: page_of(which) for which in OrderFilter}
SPENT = select(
    func.coalesce(_c.charge_currency, _c.currency).label("currency"),
    func.coalesce(_c.charge, case((_c.quantity.is_not(None), _c.expected_charge))).label("charge"),  # no rate per post
).where(
    _c.user_id == bindparam("user"),
    _c.created_at >= bindparam("since", type_=At),
    _c.created_at < bindparam("until", type_=At),
    order_placed,
)
LIST_CHANGED = (
    OF_USER.where(tuple_(_c.changed_at, _c.id) > tuple_(bindparam("since", type_=At), bindparam("after")))
    .order_by(_c.changed_at, _c.id)
    .limit(bindparam("count"))
)
LIST_COMPLETED = (
    select(_c.quantity, _c.parameters, _c.placed_at, _c.finished_at)
    .where(_c.service_id == bindparam("service"), order_completed, _c.finished_at.is_not(None))
    .order_by(_c.finished_at.desc())
    .limit(bindparam("count"))
)
_NOW = bindparam("now", type_=At)
_late = (
    select(_c.id)
    .where(order_not_told_late, _c.late_at <= _NOW)
    .order_by(_c.late_at)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
    .cte("late")
)
TAKE_LATE = update(orders).where(_c.id.in_(select(_late.c.id))).values(late_told_at=_NOW).returning(*_c)
_NO_ID = 2**63 - 1


class OrderLists:
    """Lists of orders."""

    _connection: AsyncConnection

    async def page(
        self, user_id: int, which: OrderFilter, offset: int, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List a page of this user's orders, newest first."""
        statement = PAGES[which] if scope == EVERYTHING else page_of(which, scope)
        return await self._list(statement, user=user_id, start=offset, count=limit)

    async def count(self, user_id: int, which: OrderFilter, scope: OrderScope = EVERYTHING) -> int:
        """Count this user's orders."""
        statement = COUNTS[which] if scope == EVERYTHING else count_of(which, scope)
        return int((await self._connection.execute(statement, {"user": user_id})).scalar_one())

    async def list_before(
        self, user_id: int, which: OrderFilter, before: int | None, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List this user's newest orders whose id is below `before`, newest first."""
        last = _NO_ID if before is None else before
        return await self._list(part_of(which, scope), user=user_id, before=last, count=limit)

    async def list_changed(self, user_id: int, since: datetime, after: int, limit: int) -> Sequence[Order]:
        """List this user's orders that changed since a moment, in order of that, beginning behind an id."""
        return await self._list(LIST_CHANGED, user=user_id, since=since, after=after, count=limit)

    async def spent(self, user_id: int, since: datetime, until: datetime) -> Sequence[Spent]:
        """Sum up this user's placed orders of a span of time by currency, the most orders first.

        Summed up here: a sum of what a panel writes may be more than a BIGINT.
        """
        counts: dict[str | None, int] = defaultdict(int)
        charges: dict[str | None, Decimal] = defaultdict(Decimal)
        rows = await self._connection.execute(SPENT, {"user": user_id, "since": since, "until": until})
        for row in rows:
            counts[row.currency] += 1
            charges[row.currency] += row.charge or 0
        found = [Spent(currency, counts[currency], charges[currency]) for currency in counts]
        return sorted(found, key=lambda one: (-one.orders, one.currency or ""))

    async def list_completed(self, service_id: int, limit: int) -> Sequence[PastOrder]:
        """List how long anybody's last completed orders of a service took; those in runs left out."""
        rows = await self._connection.execute(LIST_COMPLETED, {"service": service_id, "count": limit})
        return [
            PastOrder(row.quantity, row.finished_at - row.placed_at)
            for row in rows
            if row.placed_at is not None and "runs" not in row.parameters
        ]

    async def take_late(self, now: datetime, limit: int) -> Sequence[Order]:
        """Mark open orders that take far longer than usual as told about, and return them."""
        return sorted(await self._list(TAKE_LATE, now=now, count=limit), key=lambda order: order.id)

    async def _list(self, statement: Any, **parameters: Any) -> list[Order]:
        return [order_from(row) for row in await self._connection.execute(statement, parameters)]
