"""Uncertain orders as the operators' matter, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Update, bindparam, func, select, update
from sqlalchemy import case as choose
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Verdict
from bot.store.claim import claim, claimed_by, release
from bot.store.columns import At
from bot.store.dialect import insert_into
from bot.store.tables import case_is_open, cases

_c = cases.c
_OPEN = select(cases).where(case_is_open)
FIND_OPEN = _OPEN.where(_c.order_id == bindparam("order"))
LIST_OPEN = _OPEN.order_by(_c.order_id).limit(bindparam("count")).offset(bindparam("start"))
OPENED_SINCE = select(cases.c.id).where(case_is_open, cases.c.opened_at >= bindparam("moment", type_=At)).limit(1)
COUNT_OPEN = select(func.count()).select_from(cases).where(case_is_open)
CLAIM_UNTOLD = claim(cases, case_is_open & _c.told_at.is_(None), _c.order_id)
CLAIM_SOUGHT = claim(cases, case_is_open & _c.search_by.is_not(None), _c.order_id)
_CHANGE_OPEN = update(cases).where(_c.order_id == bindparam("order"), case_is_open)
_HELD = update(cases).where(_c.id == bindparam("which"), _c.lease_owner == bindparam("holder"), case_is_open)
_ENDED = {"lease_owner": None, "lease_until": None}


class SqlCases:
    """Cases."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, order_id: int, at: datetime) -> None:
        """Open a case; nothing when the order has an open one."""
        insert = insert_into(self._connection, cases).values(order_id=order_id, opened_at=at)
        await self._connection.execute(insert.on_conflict_do_nothing())

    async def count_open(self) -> int:
        """Count what waits for an operator's word."""
        return int((await self._connection.execute(COUNT_OPEN)).scalar_one())

    async def list_open(self, offset: int, limit: int) -> Sequence[Case]:
        """List open cases, oldest order first."""
        rows = await self._connection.execute(LIST_OPEN, {"start": offset, "count": limit})
        return [_case(row) for row in rows]

    async def find_open(self, order_id: int) -> Case | None:
        """Find the open case of an order."""
        row = (await self._connection.execute(FIND_OPEN, {"order": order_id})).one_or_none()
        return None if row is None else _case(row)

    async def opened_since(self, at: datetime) -> bool:
        """Tell whether a case that is open was opened at that moment or later."""
        return (await self._connection.execute(OPENED_SINCE, {"moment": at})).first() is not None

    async def ask_search(self, order_id: int, search_from: PanelOrderId | None, operator_id: int) -> bool:
        """Have the panel looked through for an operator; False when the case is not open."""
        wish = {"search_from": search_from, "search_by": operator_id}
        return bool((await self._connection.execute(_CHANGE_OPEN.values(wish), {"order": order_id})).rowcount)

    async def close(self, order_id: int, verdict: Verdict, operator_id: int, at: datetime) -> bool:
        """Close a case and remember who decided what and when; False when it is not open."""
        decision = {"verdict": verdict, "decided_by": operator_id, "decided_at": at}
        return bool((await self._connection.execute(_CHANGE_OPEN.values(decision), {"order": order_id})).rowcount)

    async def withdraw(self, order_id: int, at: datetime) -> bool:
        """Close a case that the panel itself has answered; False when it is not open."""
        return bool((await self._connection.execute(_CHANGE_OPEN.values(decided_at=at), {"order": order_id})).rowcount)

    async def claim_untold(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that nobody was told of, oldest order first."""
        return await self._claim(CLAIM_UNTOLD, claimed_by(owner, now, lease_seconds, limit))

    async def claim_sought(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that are to be looked up, oldest order first."""
        return await self._claim(CLAIM_SOUGHT, claimed_by(owner, now, lease_seconds, limit))

    async def _claim(self, statement: Update, parameters: dict[str, Any]) -> Sequence[Case]:
        rows = await self._connection.execute(statement, parameters)
        return sorted(map(_case, rows), key=lambda case: case.order_id)

    async def mark_told(self, case_id: int, at: datetime, owner: str) -> bool:
        """Store when operators were told and end the lease; False when it is not held, or decided meanwhile."""
        return await self._change_held(case_id, owner, {"told_at": at})

    async def end_search(self, case: Case, owner: str) -> bool:
        """Forget the look-up that the case was claimed with, not one asked for since, and end the lease."""
        is_served = (_c.search_by == case.search_by) & _c.search_from.is_not_distinct_from(case.search_from)
        left = {column.name: choose((is_served, None), else_=column) for column in (_c.search_from, _c.search_by)}
        return await self._change_held(case.id, owner, left)

    async def _change_held(self, case_id: int, owner: str, change: dict[str, Any]) -> bool:
        held = {"which": case_id, "holder": owner}
        return bool((await self._connection.execute(_HELD.values(change | _ENDED), held)).rowcount)

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        await self._connection.execute(release(cases, owner))


def _case(row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        order_id=row.order_id,
        opened_at=row.opened_at,
        told_at=row.told_at,
        search_from=row.search_from,
        search_by=row.search_by,
    )
