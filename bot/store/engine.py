"""From an address to engines: connections that keep the store's rules.

SQLite: WAL, so that readers never wait; synchronous=FULL, so that what is committed survives a power cut;
foreign keys; and SQLAlchemy's own transaction handling switched off, since its default silently loses
read-modify-write updates. One connection writes, a few read.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.domain.errors import StoreError
from bot.store import sqlite_driver
from bot.store.address import Address

SQLITE_READERS = 4
POSTGRES_CONNECTIONS = 10
CONNECT_SECONDS = 10
# A checkpoint keeps the one who commits waiting: four small ones rather than a long one (SQLite's default is 1,000).
_PRAGMAS = (
    "journal_mode=WAL",
    "wal_autocheckpoint=250",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-8000",
)


@dataclass(frozen=True)
class Engines:
    """One engine for writing transactions and one for snapshots."""

    writer: AsyncEngine
    reader: AsyncEngine

    async def dispose(self) -> None:
        """Close all connections."""
        await self.writer.dispose()
        await self.reader.dispose()


def create_engines(address: Address, busy_timeout_seconds: float) -> Engines:
    """Create the engines of a database; nothing is connected yet.

    Raises: StoreError when the driver for PostgreSQL is not installed.
    """
    if address.path is not None:
        return _sqlite(address, busy_timeout_seconds)
    try:
        return _postgres(address, busy_timeout_seconds)
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs one package more: pip install '.[postgres]'") from error


def create_looker(address: Address, busy_timeout_seconds: float) -> AsyncEngine:
    """Create an engine to look with: it leaves a file's journal mode as it is. Raises: StoreError."""
    if address.path is None:
        return create_engines(address, busy_timeout_seconds).writer
    return _sqlite_engine(address, busy_timeout_seconds, 1, (), "BEGIN IMMEDIATE")


def _sqlite(address: Address, busy_timeout_seconds: float) -> Engines:
    writer = _sqlite_engine(address, busy_timeout_seconds, 1, _PRAGMAS, "BEGIN IMMEDIATE")
    reader = _sqlite_engine(address, busy_timeout_seconds, SQLITE_READERS, (*_PRAGMAS, "query_only=ON"), "BEGIN")
    return Engines(writer, reader)


def _sqlite_engine(
    address: Address, busy_timeout_seconds: float, size: int, pragmas: tuple[str, ...], begin: str
) -> AsyncEngine:
    assert address.path is not None
    engine = create_async_engine(
        "sqlite+aiosqlite:///file",  # only names the dialect: the connection is made by our own driver
        async_creator=partial(sqlite_driver.connect, address.path, pragmas, busy_timeout_seconds),
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "begin", partial(_begin, statement=begin))
    return engine


def _begin(connection: Connection, *, statement: str) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite_driver.WholeConnection)
    driver.begin_with(statement)


def _postgres(address: Address, lock_seconds: float) -> Engines:
    arguments: dict[str, Any] = {
        "timeout": CONNECT_SECONDS,
        "server_settings": {"application_name": "smm-panel-bot", "lock_timeout": f"{int(lock_seconds * 1000)}ms"},
    }
    writer = create_async_engine(
        address.url,
        connect_args=arguments,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=POSTGRES_CONNECTIONS,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    return Engines(writer, writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True))
