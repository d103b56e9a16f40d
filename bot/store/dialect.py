"""The few places where SQLite and PostgreSQL are told different things."""

from functools import cache

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def is_postgres(connection: AsyncConnection) -> bool:
    """Tell which of the two it is."""
    return connection.dialect.name == "postgresql"


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert:
    """Start an INSERT that knows ON CONFLICT; both dialects have the same methods for it."""
    return _insert(connection.dialect.name, table)


@cache
def _insert(dialect_name: str, table: Table) -> sqlite.Insert:
    if dialect_name == "postgresql":
        return postgresql.insert(table)  # type: ignore[return-value]
    return sqlite.insert(table)


async def hold(connection: AsyncConnection, name: str) -> None:
    """Let one transaction at a time pass here, until it ends.

    On SQLite there is only one writing transaction anyway. On PostgreSQL rows can be locked, but not the absence of
    a row: a lock by name does both.
    """
    if is_postgres(connection):
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
