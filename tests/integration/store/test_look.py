"""A look at a database tells how it stands for this version, and changes nothing in it or around it."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.domain.errors import StoreError
from bot.store.look import Look, Standing, look
from bot.store.sql_store import SqlStore
from tests.contract.samples import NOW, arrange, queue_orders
from tests.integration.store.filled import FILLED
from tests.integration.store.test_upgrade import BEFORE, dump, make


def around(url: str) -> dict[str, bytes]:
    """Read the files of a SQLite database, and whatever else is in its folder."""
    if not url.startswith("sqlite"):
        return {}
    return {path.name: path.read_bytes() for path in Path(url.removeprefix("sqlite:///")).parent.iterdir()}


async def tables(store: SqlStore) -> list[str]:
    """List the tables."""
    async with store._engines.writer.connect() as connection:
        found = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    await store.close()
    return found


async def test_none_yet(url: str) -> None:
    """Where no database is, none is made."""
    before = around(url)
    assert await look(url) == Look(Standing.ABSENT)
    assert around(url) == before
    if not url.startswith("sqlite"):
        assert await tables(SqlStore(url)) == []


async def test_no_folder_yet(tmp_path: Path) -> None:
    """A folder that the first start makes is not made by a look."""
    assert await look(f"sqlite:///{tmp_path}/a/b/bot.db") == Look(Standing.ABSENT)
    assert around(f"sqlite:///{tmp_path}/bot.db") == {}


async def test_empty_file(tmp_path: Path) -> None:
    """A file with nothing in it is no database yet, and stays empty."""
    (tmp_path / "bot.db").touch()
    assert await look(f"sqlite:///{tmp_path}/bot.db") == Look(Standing.ABSENT)
    assert around(f"sqlite:///{tmp_path}/bot.db") == {"bot.db": b""}


async def test_up_to_date(url: str) -> None:
    """What waits for an operator's word is counted in a database of this version."""
    store = SqlStore(url)
    await store.open()
    await arrange(store)
    [order, _] = await queue_orders(store, 2)
    async with store.transaction() as tx:
        await tx.cases.open(order.id, NOW)
    await store.close()
    before = around(url), await dump(store)
    await store.close()
    assert await look(url) == Look(Standing.CURRENT, waiting=1)
    assert (around(url), await dump(store)) == before
    await store.close()


@pytest.mark.parametrize("revision", BEFORE)
async def test_older(url: str, revision: str) -> None:
    """A database of an earlier version is told apart and left at its version, with every row as it was."""
    store = SqlStore(url)
    await make(store, revision, FILLED[revision])
    before = around(url), await dump(store), await tables(store)
    assert await look(url) == Look(Standing.OLDER)
    assert (around(url), await dump(store), await tables(store)) == before


async def test_beside_a_bot(url: str) -> None:
    """A look neither waits for whoever reads, nor keeps anybody waiting afterwards."""
    store = SqlStore(url, busy_timeout_seconds=0.05)
    await store.open()
    async with store.snapshot() as tx:
        await tx.memory.peek("a")
        assert await look(url) == Look(Standing.CURRENT)
        async with store.transaction() as writing:
            await writing.memory.keep("a", "1", NOW)
    await store.close()


async def test_a_user_who_may_make_no_tables(empty_postgres_url: str) -> None:
    """On PostgreSQL a user whose first start would fail is told so before it."""
    store = SqlStore(empty_postgres_url)
    async with store._engines.writer.connect() as connection:
        await connection.execute(text("DROP ROLE IF EXISTS guest"))
        await connection.execute(text("CREATE ROLE guest LOGIN"))
        await connection.commit()
    await store.close()
    with pytest.raises(StoreError, match="does not allow this user to create or change tables"):
        await look(empty_postgres_url.replace("postgres@", "guest@"))
