"""A database that cannot be used: plain words, no traceback's jargon, no password."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreError
from bot.store.look import look
from bot.store.sql_store import SqlStore
from tests.contract.samples import NOW, arrange, service_row

_NOBODY = 65_534


async def _opened(url: str) -> SqlStore:
    store = SqlStore(url, busy_timeout_seconds=0.05)
    await store.open()
    return store


async def _refusal(url: str) -> "Both":
    """Return what a look tells in advance, and a start then; each of the words that a test wants is in both."""
    with pytest.raises(StoreError) as foreseen:
        await look(url, busy_timeout_seconds=0.05)
    with pytest.raises(StoreError) as refusal:
        await _opened(url)
    return Both(str(foreseen.value), str(refusal.value))


@dataclass
class Both:
    """Two texts; what is in it is in each."""

    foreseen: str
    told: str

    def __contains__(self, words: str) -> bool:
        return words in self.foreseen and words in self.told


@contextmanager
def _without_roots_rights() -> Iterator[None]:
    """Be somebody whom file permissions bind, as root is not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        if not os.access(Path(__file__), os.R_OK, effective_ids=True):
            pytest.skip("these files are for root alone")
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:hunter2@host/bot",
        "nonsense with hunter2@ in it",
        "postgresql://user:hunter2@host:port/bot",
        "",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_address_that_is_none(url: str) -> None:
    """An address that cannot be used is told with an example, and without its password."""
    with pytest.raises(StoreError, match="sqlite:///") as refusal:
        SqlStore(url)
    assert "hunter2" not in str(refusal.value)


async def test_folder_is_made(tmp_path: Path) -> None:
    """A missing folder is made, with its parents."""
    store = await _opened(f"sqlite:///{tmp_path}/a/b c/bot.db")
    await store.close()
    assert (tmp_path / "a/b c/bot.db").stat().st_size > 0


async def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A folder below a file cannot be made."""
    (tmp_path / "file").write_text("")
    assert "cannot be made" in await _refusal(f"sqlite:///{tmp_path}/file/bot.db")


async def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that we may not write to is named."""
    # What Python loads at first use may stand where nobody may read: it is loaded before the rights go.
    await (await _opened(f"sqlite:///{tmp_path}/before.db")).close()
    await asyncio.to_thread(len, "")
    folder = _open_to_nobody(tmp_path)
    folder.chmod(0o555)
    with _without_roots_rights():
        words = await _refusal(f"sqlite:///{folder}/bot.db")
    assert "must be allowed to write to it and to its folder" in words
    assert str(folder) in words


async def test_read_only_file(tmp_path: Path) -> None:
    """A database file that we may only read is refused at the start."""
    folder = _open_to_nobody(tmp_path)
    store = await _opened(f"sqlite:///{folder}/bot.db")
    await store.close()
    (folder / "bot.db").chmod(0o444)
    with _without_roots_rights():
        assert "is read-only" in await _refusal(f"sqlite:///{folder}/bot.db")


def _open_to_nobody(tmp_path: Path) -> Path:
    """Make a folder that somebody without rights can reach and write to."""
    for parent in (tmp_path, *list(tmp_path.parents)[:-2]):
        parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


async def test_not_a_database(tmp_path: Path) -> None:
    """Some other file is not taken for a database, and not touched."""
    (tmp_path / "bot.db").write_text("something else " * 1_000)
    assert "is not a SQLite database" in await _refusal(f"sqlite:///{tmp_path}/bot.db")
    assert (tmp_path / "bot.db").read_text().startswith("something else")


async def test_somebody_elses_database(tmp_path: Path) -> None:
    """A database with tables of the same names, which are not ours, is refused and left as it was."""
    with closing(sqlite3.connect(tmp_path / "bot.db")) as plain:
        plain.execute("CREATE TABLE orders (number)")
    assert "table orders already exists" in await _refusal(f"sqlite:///{tmp_path}/bot.db")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as plain:
        assert plain.execute("SELECT name FROM sqlite_master").fetchall() == [("orders",)]


async def test_full_disk(sqlite_store: SqlStore) -> None:
    """A disk that is full is called so; nothing of the transaction stays, and what was there can be read."""
    store = sqlite_store
    service = await arrange(store)
    async with store._engines.writer.begin() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(StoreError, match="disk is full"):
        async with store.transaction() as tx:
            await tx.catalogue.replace([service_row(str(number), description="x" * 500) for number in range(99)], NOW)
    async with store.snapshot() as tx:
        assert await tx.catalogue.list_all() == [service]
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)


async def test_locked_for_too_long(sqlite_store: SqlStore, sqlite_url: str) -> None:
    """Somebody else's transaction that does not end is told; when it has ended, the store goes on."""
    store = sqlite_store
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program for too long"):
            async with store.transaction() as tx:
                await tx.memory.recall("a")
        async with store.snapshot() as tx:
            assert await tx.memory.recall("a") is None
        other.execute("ROLLBACK")
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)


async def test_cancelled_while_locked_out(sqlite_url: str) -> None:
    """A task that is cancelled while it waits for another program's lock stores nothing, then or later."""
    store = SqlStore(sqlite_url, busy_timeout_seconds=5)
    await store.open()

    async def write() -> None:
        async with store.transaction() as tx:
            await tx.memory.keep("a", "1", NOW)

    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0.05)  # until its first statement waits in the connection's thread
        waiting.cancel()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with store.transaction() as tx:
            assert await tx.memory.recall("a") is None
            await tx.memory.keep("b", "1", NOW)
        assert other.execute("SELECT name FROM memory").fetchall() == [("b",)]
    await store.close()


async def test_newer_database(sqlite_store: SqlStore, sqlite_url: str) -> None:
    """A database that a newer program made is refused by its revision, and left as it was."""
    await _become_newer(sqlite_store)
    assert "newer version of this program (revision 9999)" in await _refusal(sqlite_url)


async def test_newer_postgres(postgres_store: SqlStore, postgres_url: str) -> None:
    """On PostgreSQL too a newer database is refused."""
    await _become_newer(postgres_store)
    assert "newer version of this program" in await _refusal(postgres_url)


async def _become_newer(store: SqlStore) -> None:
    async with store._engines.writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


async def test_locked_postgres(postgres_store: SqlStore) -> None:
    """On PostgreSQL too a lock that does not end is told."""
    async with postgres_store.transaction() as tx:
        await tx.memory.recall("a")
        with pytest.raises(StoreError, match="locked by another program for too long"):
            async with postgres_store.transaction() as other:
                await other.memory.recall("a")


async def test_no_such_database(empty_postgres_url: str) -> None:
    """A database that the server does not have is called so."""
    assert "there is no such database" in await _refusal(empty_postgres_url.replace("/test_", "/none_"))


async def test_server_that_is_not_there(tmp_path: Path) -> None:
    """A server that does not answer is named, without the password."""
    words = await _refusal(f"postgresql://user:hunter2@/bot?host={tmp_path}")
    assert "cannot be reached" in words
    assert "hunter2" not in f"{words}"
    words = await _refusal("postgresql://user:hunter2@127.0.0.1:1/bot")
    assert "cannot be reached" in words
    assert "hunter2" not in f"{words}"


async def test_server_that_ends_the_connection(postgres_store: SqlStore) -> None:
    """A connection that the server ended is told, and the next transaction has a new one."""
    store = postgres_store
    ended = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(StoreError):
        async with store.transaction() as tx:
            await tx.memory._connection.execute(ended)
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)
