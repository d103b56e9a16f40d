"""aiosqlite with one trip to the connection's thread for each statement instead of four.

SQLAlchemy opens a cursor, executes, fetches and closes in four trips, and each costs more than the statement
itself. Here a statement is executed and its rows are fetched in one, and the first takes BEGIN along.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
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
        await self._connection.in_thread(lambda plain: self._finish(plain.execute(statement, parameters)))  # type: ignore[arg-type]

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute once for each set of parameters."""
        await self._connection.in_thread(lambda plain: self._finish(plain.executemany(statement, parameters)))  # type: ignore[arg-type]

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that are here already."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: SQLite's own cursor was closed in its thread."""

    def _finish(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        if cursor.description:
            self._rows = cursor.fetchall()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class WholeConnection(aiosqlite.Connection):
    """A connection whose cursors need one trip, and which begins and ends only when there is something to do."""

    _begin: str | None = None
    _is_touched = False  # whether anything was sent since the last transaction ended

    def cursor(self) -> WholeCursor:  # type: ignore[override]
        """Open a cursor, in memory alone."""
        return WholeCursor(self)

    def begin_with(self, statement: str) -> None:
        """Begin a transaction with this statement, together with the first that follows."""
        self._begin = statement

    async def in_thread(self, function: Callable[[sqlite3.Connection], None]) -> None:
        """Call a function in the connection's thread, in a transaction if one was begun.

        BEGIN goes with the function that it was meant for: a task that is cancelled while it waits leaves both
        behind in the thread, and without BEGIN the statement would be committed by itself.
        """
        begin, self._begin = self._begin, None
        self._is_touched = True

        def call() -> None:
            if begin is not None:
                self._conn.execute(begin)
            function(self._conn)

        await self._execute(call)  # type: ignore[no-untyped-call]  # the library has no public way

    async def commit(self) -> None:
        """Commit, if anything was sent."""
        await self._end(super().commit)

    async def rollback(self) -> None:
        """Roll back, if anything was sent; SQLAlchemy asks for it after each commit too."""
        await self._end(super().rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self._begin = None
        if self._is_touched:
            await end()
            self._is_touched = False


async def connect(path: Path, pragmas: Sequence[str], busy_timeout_seconds: float) -> WholeConnection:
    """Open a connection that leaves transactions to its user, and set it up.

    Raises: sqlite3.Error.
    """
    connection = WholeConnection(
        lambda: sqlite3.connect(path, timeout=busy_timeout_seconds, isolation_level=None, check_same_thread=False), 64
    )
    connection._thread.daemon = True  # noqa: SLF001  or a forgotten connection would keep the program from ending
    try:
        await connection
    except BaseException:
        # The library only asks the thread to end; one that ends after the event loop fails in its last words.
        await asyncio.shield(asyncio.to_thread(connection._thread.join))  # noqa: SLF001
        raise
    try:
        for pragma in pragmas:
            await connection.cursor().execute(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return connection
