"""aiosqlite with one trip to the connection's thread for each statement instead of four.

SQLAlchemy opens a cursor, executes, fetches and closes in four trips, and each costs more than the statement
itself. Here a statement is executed and its rows are fetched in one.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite


class WholeCursor:
    """A cursor that has all its rows as soon as it has executed; the shape that SQLAlchemy's adapter asks for."""

    def __init__(self, connection: "WholeConnection") -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        """Execute and fetch."""
        await self._connection.in_thread(partial(self._run, statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute once for each set of parameters."""
        await self._connection.in_thread(partial(self._run_many, statement, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that are here already."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: SQLite's own cursor was closed in its thread."""

    def _run(self, statement: str, parameters: Iterable[Any]) -> None:
        self._finish(self._connection._conn.execute(statement, parameters))  # type: ignore[arg-type]  # noqa: SLF001

    def _run_many(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        self._finish(self._connection._conn.executemany(statement, parameters))  # type: ignore[arg-type]  # noqa: SLF001

    def _finish(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        if cursor.description:
            self._rows = cursor.fetchall()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class WholeConnection(aiosqlite.Connection):
    """A connection whose cursors need one trip, and which rolls back only when there is something to."""

    def cursor(self) -> WholeCursor:  # type: ignore[override]
        """Open a cursor, in memory alone."""
        return WholeCursor(self)

    async def in_thread(self, function: Callable[[], None]) -> None:
        """Call a function in the connection's thread; the library has no public way to it."""
        await self._execute(function)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        """Roll back; SQLAlchemy asks for it after each commit too."""
        if self.in_transaction:
            await super().rollback()


async def connect(path: Path, pragmas: Sequence[str], busy_timeout_seconds: float) -> WholeConnection:
    """Open a connection that leaves transactions to its user, and set it up.

    Raises: sqlite3.Error.
    """
    connection = WholeConnection(
        lambda: sqlite3.connect(path, timeout=busy_timeout_seconds, isolation_level=None, check_same_thread=False), 64
    )
    connection._thread.daemon = True  # noqa: SLF001  or a forgotten connection would keep the program from ending
    await connection
    try:
        for pragma in pragmas:
            await connection.cursor().execute(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return connection
