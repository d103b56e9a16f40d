"""What the migrations make is what the program takes for granted."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, text

from bot.ports import OrderFilter, OrderScope
from bot.store.migrate import config_for
from bot.store.sql_store import SqlStore
from bot.store.table_parts import metadata
from tests.contract.samples import NOW


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_tables_on_sqlite(sqlite_url: str) -> None:
    """On SQLite the migrated tables are those of `tables`."""
    await _assert_equal(sqlite_url)


async def test_tables_on_postgres(empty_postgres_url: str) -> None:
    """On PostgreSQL the migrated tables are those of `tables`."""
    await _assert_equal(empty_postgres_url)


async def _assert_equal(url: str) -> None:
    store = SqlStore(url)
    await store.open()
    async with store._engines.writer.connect() as connection:
        differences = await connection.run_sync(_differences)
    await store.close()
    assert differences == []


async def test_to_the_letter(sqlite_url: str, tmp_path: Path) -> None:
    """Checks, conditions of indexes and keys, which Alembic does not compare, are equal too, word by word."""
    store = SqlStore(sqlite_url)
    await store.open()
    await store.close()
    made = create_engine(f"sqlite:///{tmp_path}/made.db")
    metadata.create_all(made)
    made.dispose()
    migrated = _schema(sqlite_url.removeprefix("sqlite:///"))
    assert migrated.pop("alembic_version")
    assert migrated == _schema(f"{tmp_path}/made.db")


def _schema(path: str) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as plain:
        made = plain.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    # SQLite puts a column that was added later on the line of the last one.
    own_lines = {name: re.sub(r"(?<=[A-Z]), (?=[a-z_]+ [A-Z])", ",\n", sql) for name, sql in made}
    return {name: sorted(line.strip(" ,\t()") for line in sql.splitlines()) for name, sql in own_lines.items()}


async def test_opened_again(sqlite_url: str) -> None:
    """A database that is up to date is opened as it is, with all that is in it."""
    store = SqlStore(sqlite_url)
    await store.open()
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)
    await store.close()
    await store.open()
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") == ("1", NOW)
    await store.close()


async def test_opened_by_many_at_once(empty_postgres_url: str) -> None:
    """Several workers that start on an empty database make its tables once."""
    stores = [SqlStore(empty_postgres_url) for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    async with stores[0]._engines.writer.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM alembic_version"))).scalar_one() == 1
    await asyncio.gather(*(store.close() for store in stores))


async def test_rules_of_sqlite(sqlite_store: SqlStore) -> None:
    """Every connection keeps the rules that make a commit safe and the keys true; readers cannot write."""
    rules = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 50}
    for engine, query_only in ((sqlite_store._engines.writer, 0), (sqlite_store._engines.reader, 1)):
        async with engine.connect() as connection:
            for pragma, expected in {**rules, "query_only": query_only}.items():
                assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == expected, pragma


async def test_orders_from_before_filters_on_sqlite(sqlite_url: str) -> None:
    """Orders that were stored before there were filters are filtered and found like new ones, on SQLite."""
    await _assert_filtered(sqlite_url)


async def test_orders_from_before_filters_on_postgres(empty_postgres_url: str) -> None:
    """Orders that were stored before there were filters are filtered and found like new ones, on PostgreSQL."""
    await _assert_filtered(empty_postgres_url)


async def _assert_filtered(url: str) -> None:
    store = SqlStore(url)
    async with store._engines.writer.connect() as connection:
        await connection.run_sync(_fill_before_filters)
        await connection.commit()
    await store.open()
    async with store.snapshot() as tx:
        partly = await tx.orders.page(1, OrderFilter.PARTIAL, 0, 9)
        canceled = await tx.orders.page(1, OrderFilter.CANCELED, 0, 9)
        found = await tx.orders.page(1, OrderFilter.ALL, 0, 9, OrderScope(query="ПОДПИСЧИКИ a.example"))
    await store.close()
    assert [order.id for order in partly] == [1]
    assert [order.id for order in canceled] == [3, 2]
    assert [order.id for order in found] == [4, 3, 2, 1]


def _fill_before_filters(connection: Connection) -> None:
    """Make the tables as they were before there were filters, with a user's orders in them."""
    config = config_for(connection)
    before = ScriptDirectory.from_config(config).get_revision("0002").down_revision
    command.upgrade(config, str(before))
    rows = {
        "users": [{"id": 1, "name": "Ann", "access": "allowed", "notices": "all", "created_at": 0}],
        "categories": [{"id": 1, "name": "C", "position": 0, "services": 1}],
        "services": [dict.fromkeys(_SERVICE_TEXTS, "x") | dict.fromkeys(_SERVICE_NUMBERS, 1)],
        "orders": [
            {
                **_ORDER,
                "id": number,
                "token": str(number),
                "state": state,
                "is_open": state == "queued",
                "status": status,
            }
            for number, (state, status) in enumerate(_STANDINGS, 1)
        ],
    }
    for name, made in rows.items():
        table = Table(name, MetaData(), autoload_with=connection)
        connection.execute(table.insert(), made)


_STANDINGS = [("placed", "Partial"), ("refused", None), ("placed", "Refunded"), ("queued", None)]
_SERVICE_TEXTS = ("panel_id", "name", "type", "rate", "rate_text", "description", "average_time")
_SERVICE_NUMBERS = ("id", "category_id", "position", "rate_micros", "minimum", "maximum")
_ORDER = {
    **dict.fromkeys(("user_id", "chat_id", "service_id"), 1),
    **dict.fromkeys(("service_type", "panel_service_id"), "x"),
    **dict.fromkeys(("created_at", "changed_at", "attempts"), 0),
    "service_name": "Подписчики",
    "target": "https://a.example",
    "parameters": "{}",
}
