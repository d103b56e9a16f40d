"""A database of every earlier version, filled, is brought to this one: each row is there and is read as before."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, select, text

from bot.domain.order import OrderState
from bot.domain.outbox import OwedKind
from bot.domain.people import Access, NoticeWish
from bot.domain.request import RequestKind, RequestState
from bot.ports import OrderFilter
from bot.store.migrate import _FOLDER, config_for
from bot.store.sql_store import SqlStore
from tests.integration.store.filled import ANN, BOB, EVE, FILLED, MINUTE, T0, Filling

SCRIPTS = ScriptDirectory(str(_FOLDER))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
BEFORE = [revision for revision in REVISIONS if revision not in SCRIPTS.get_heads()]


def test_every_earlier_version_has_its_rows() -> None:
    """Whoever adds a migration writes down what the version before it wrote."""
    assert set(BEFORE) <= set(FILLED) <= set(REVISIONS)


async def make(store: SqlStore, revision: str, filling: Filling) -> None:
    """Make a database as a version made it, and write what that version wrote."""

    def work(connection: Connection) -> None:
        command.upgrade(config_for(connection), revision)
        for name, rows in filling.items():
            table = Table(name, MetaData(), autoload_with=connection)
            assert {column for row in rows for column in row} <= set(table.columns.keys())
            for row in rows:
                connection.execute(table.insert().values(**row))
            _count_on(connection, table)

    async with store._engines.writer.connect() as connection:
        await connection.begin()
        await connection.run_sync(work)
        await connection.commit()
    await store.close()


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give the next id after those that were written, as it had when it gave them itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = text("SELECT pg_get_serial_sequence(:name, 'id')")
    if (found := connection.execute(sequence, {"name": table.name}).scalar()) is not None:
        connection.execute(text(f"SELECT setval('{found}', (SELECT max(id) FROM {table.name}))"))


async def dump(store: SqlStore) -> dict[str, list[dict[str, Any]]]:
    """Read all rows of all tables, as columns."""

    def work(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        tables = [Table(name, MetaData(), autoload_with=connection) for name in names]
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }

    async with store._engines.writer.connect() as connection:
        return await connection.run_sync(work)


@pytest.mark.parametrize("revision", list(FILLED))
async def test_every_row_is_there(url: str, revision: str) -> None:
    """After the upgrade every row of before is there and unchanged, and no column was left out."""
    store = SqlStore(url)
    await make(store, revision, FILLED[revision])
    before = await dump(store)
    assert {name: len(rows) for name, rows in FILLED[revision].items()} == {n: len(r) for n, r in before.items()}
    for name, rows in before.items():
        assert not [column for column in rows[0] if all(row[column] is None for row in rows)], name
    await store.open()
    after = await dump(store)
    await store.close()
    for name, rows in before.items():
        kept = [{column: row[column] for column in old} for old, row in zip(rows, after[name], strict=True)]
        assert kept == rows


@pytest.mark.parametrize("revision", list(FILLED))
async def test_tables_are_those_of_a_fresh_database(url: str, sqlite_url: str, revision: str) -> None:
    """The upgraded tables, keys and indexes are those that a new database has."""
    store = SqlStore(url)
    await make(store, revision, FILLED[revision])
    await store.open()
    upgraded = await shape(store)
    await store.close()
    fresh = SqlStore(sqlite_url + ".fresh") if url == sqlite_url else store
    if fresh is store:
        await _drop_all(store)
    await fresh.open()
    assert upgraded == await shape(fresh)
    await fresh.close()


async def _drop_all(store: SqlStore) -> None:
    async with store._engines.writer.connect() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
        await connection.commit()


async def shape(store: SqlStore) -> dict[str, Any]:
    """Describe the tables as the database sees them; on SQLite to the letter."""

    def work(connection: Connection) -> dict[str, Any]:
        if connection.dialect.name == "sqlite":
            made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
            return {row.name: row.sql for row in made}
        found = inspect(connection)
        return {
            name: (
                [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)],
                sorted(map(str, found.get_indexes(name))),
                sorted(map(str, found.get_check_constraints(name))),
                sorted(map(str, found.get_foreign_keys(name))),
            )
            for name in found.get_table_names()
        }

    async with store._engines.writer.connect() as connection:
        return await connection.run_sync(work)


def at(micros: int) -> datetime:
    """Return the moment of a column."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


@pytest.fixture(params=list(FILLED))
async def upgraded(url: str, request: pytest.FixtureRequest) -> AsyncIterator[SqlStore]:
    """An open store on a database that an earlier version filled."""
    store = SqlStore(url)
    await make(store, request.param, FILLED[request.param])
    await store.open()
    yield store
    await store.close()


async def test_people_and_catalogue_are_read_as_before(upgraded: SqlStore) -> None:
    """Users with their rights and wishes, services with their exact prices, an open draft with its answers."""
    async with upgraded.snapshot() as tx:
        ann, bob, eve = [await tx.users.find(user) for user in (ANN, BOB, EVE)]
        assert ann is not None
        assert (ann.name, ann.username, ann.language, ann.access) == ("Ann 👩‍👩‍👧‍👦", "ann", "en", Access.ALLOWED)
        assert bob is not None
        assert (bob.notices, bob.blocked_at) == (NoticeWish.FINAL, at(T0))
        assert [user.id for user in await tx.users.list_asked(5)] == [EVE]
        assert eve is not None
        [service] = await tx.catalogue.list_all()
        assert (service.row.rate, service.row.rate_text, service.row.cancel) == (
            Decimal("0.9000001"),
            "$0.9000001",
            True,
        )
        gone = await tx.catalogue.find(2)
        assert gone is not None
        assert (gone.row.maximum, gone.gone_at) == (2**63 - 1, at(T0))
        draft = await tx.drafts.find_open(ANN)
        assert draft is not None
        assert (draft.step, draft.token, draft.card_message_id) == ("quantity", "tokenOfDraft0001", 90)
        assert draft.answers == {"link": "https://instagram.com/p/9"}
        assert await tx.memory.recall("balance") == ("12.50", at(T0))


async def test_orders_are_read_as_before(upgraded: SqlStore) -> None:
    """Orders of every state, with what the panel said of them, to the millionth."""
    async with upgraded.snapshot() as tx:
        orders = await tx.orders.get_many(range(1, 12))
        assert [orders[number].state for number in range(1, 12)] == [
            *(OrderState.QUEUED, OrderState.QUEUED, OrderState.SUBMITTING, OrderState.REFUSED, OrderState.UNCERTAIN),
            *[OrderState.PLACED] * 6,
        ]
        assert [orders[number].status for number in range(6, 12)] == [
            None,
            *map(str, ("In progress", "Completed", "Partial", "Wird geprüft", "Canceled")),
        ]
        running = orders[7].report
        assert running is not None
        assert (running.remains, running.start_count, running.charge, running.charge_text) == (
            *(157, 3572),
            *(Decimal("0.27819"), "0.27819"),
        )
        assert orders[10].report is not None
        assert orders[10].report.children == ("23601", "23602")
        assert orders[10].new.quantity is None
        assert (orders[10].new.expected_charge, orders[10].new.rate_per_post) == (None, Decimal("0.9"))
        assert orders[4].refusal == "Not enough funds on balance"
        assert orders[8].view_message_id == 208
        assert orders[1].new.created_at == at(T0 + MINUTE)
        assert orders[1].new.submission.parameters == {"quantity": "1000"}
        assert orders[1].new.expected_charge == Decimal("0.9")
        assert await tx.orders.count(ANN, OrderFilter.OPEN) == 7
        assert [order.id for order in await tx.orders.find_by_panel_ids(["ord_01HXYZ"], BOB)] == [11]


async def test_what_was_under_way_goes_on(upgraded: SqlStore) -> None:
    """Queues, leases, requests, the inbox and the outbox work on rows of before, and new ids follow the old."""
    now = at(T0 + 60 * MINUTE)
    async with upgraded.transaction() as tx:
        for queue in (tx.orders, tx.outbox, tx.requests):
            await queue.release(None)
        assert [order.id for order in await tx.orders.claim_queued("me", now, 60, 9)] == [1, 2]
        assert [order.id for order in await tx.orders.claim_interrupted("me", now, 60, 9)] == [3]
        assert [order.id for order in await tx.orders.claim_due("me", now, 60, 9)] == [6, 7, 8, 9, 10]
        assert [one.id for one in await tx.requests.claim_queued("me", now, 60, 9)] == [1]
        assert [one.id for one in await tx.requests.claim_interrupted("me", now, 60, 9)] == [2]
        accepted = await tx.requests.latest(8, ANN, RequestKind.REFILL)
        assert accepted is not None
        assert (accepted.state, accepted.panel_request_id) == (RequestState.ACCEPTED, "12")
        assert [one.update_id for one in await tx.inbox.list_unhandled()] == [100_000_002]
        assert await tx.inbox.offset() == 100_000_003
        rows = await tx.outbox.claim_due("me", now, 60, 9)
        assert [row.new.kind for row in rows] == [
            *(OwedKind.SEND, OwedKind.EDIT, OwedKind.ANSWER, OwedKind.NOTICE, OwedKind.NOTICE, OwedKind.CARD),
        ]
        asked = await tx.requests.insert(6, ANN, RequestKind.CANCEL, now)
        assert asked is not None
        assert asked.id > 5


async def test_file_of_before_in_one_piece(sqlite_url: str) -> None:
    """An upgraded SQLite file passes SQLite's own checks, keys included."""
    for number, (revision, filling) in enumerate(FILLED.items()):
        url = f"{sqlite_url}{number}"
        store = SqlStore(url)
        await make(store, revision, filling)
        await store.open()
        await store.close()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
