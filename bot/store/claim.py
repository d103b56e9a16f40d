"""Leases: how rows are handed to workers, one worker a row. Orders, requests and the outbox share it.

A claim is one statement: it picks rows that are free, marks them and returns them. PostgreSQL passes over rows that
another claim has locked; SQLite has one writer at a time, and its compiler leaves FOR UPDATE out.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, bindparam, or_, select, update

from bot.store.columns import At

NOW = bindparam("claim_now", type_=At)


def is_free(table: Table) -> ColumnElement[bool]:
    """Rows that nobody holds at NOW."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= NOW)


def claim(table: Table, wanted: ColumnElement[bool], *order: ColumnElement[Any]) -> Update:
    """Build the statement that leases the first rows that are wanted and free, and returns them, unordered."""
    picked = (
        select(table.c.id)
        .where(wanted, is_free(table))
        .order_by(*order)
        .limit(bindparam("claim_limit"))
        .with_for_update(skip_locked=True, of=table)
        .cte("picked")
    )
    return (
        update(table)
        .where(table.c.id.in_(select(picked.c.id)))
        .values(lease_owner=bindparam("claim_owner"), lease_until=bindparam("claim_until", type_=At))
        .returning(*table.c)
    )


def claimed_by(owner: str, now: datetime, lease_seconds: float, limit: int) -> dict[str, Any]:
    """Return the parameters of a claim."""
    until = now + timedelta(seconds=lease_seconds)
    return {"claim_owner": owner, "claim_now": now, "claim_until": until, "claim_limit": limit}


def release(table: Table, owner: str | None) -> Update:
    """Build the statement that ends the leases of an owner; None: of everybody."""
    held = table.c.lease_owner.is_not(None) if owner is None else table.c.lease_owner == owner
    return update(table).where(held).values(lease_owner=None, lease_until=None)
