"""Backups: consistent while others write, whole or not there, and safe to start a bot on."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.domain.inbox import StoredUpdate
from bot.domain.order import OrderState, submitting
from bot.domain.outbox import OwedKind
from bot.domain.paper import PaperKind
from bot.domain.request import RequestKind, RequestState
from bot.store.backup import back_up
from bot.store.sql_store import SqlStore
from tests.contract.samples import ANN, LEASE, NOW, OWNER, arrange, later, owed, place_orders, queue_orders

ROOT = Path(__file__).parents[3]
QUESTIONS = [f"question:{ANN}:x", f"awaited:{ANN}", f"renaming:{ANN}"]  # a text or a press would be their answer
KEPT = [f"link:{ANN}:x", f"search:{ANN}:x", f"orders:{ANN}:x", f"wish:{ANN}"]  # for buttons, and whoever is let in


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Read a file as it stands."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        return plain.execute(query).fetchall()


def names(folder: Path) -> list[str]:
    """List what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def refusal(url: str, target: Path) -> str:
    """Return why there is no backup."""
    with pytest.raises(StoreError) as refused:
        await asyncio.to_thread(back_up, url, target, NOW)
    return str(refused.value)


async def fill(store: SqlStore) -> None:
    """Let everything be under way: orders, requests, updates, replies, a draft, questions, a wish for a file."""
    service = await arrange(store)
    placed, asked = await place_orders(store, 2)
    queued, leaving, leased = await queue_orders(store, 3, ANN + 1)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_queued(OWNER, NOW, LEASE, 2)
        assert [order.id for order in claimed] == [queued.id, leaving.id]
        await tx.orders.postpone([queued.id], NOW, OWNER)
        await tx.orders.mark_submitting(submitting(leaving, NOW), OWNER)
        await tx.requests.insert(placed.id, ANN, RequestKind.REFILL, NOW)
        await tx.requests.insert(asked.id, ANN, RequestKind.CANCEL, NOW)
        [request, _] = await tx.requests.claim_queued(OWNER, NOW, LEASE, 2)
        await tx.requests.mark_submitting(replace(request, state=RequestState.SUBMITTING), OWNER)
        await tx.inbox.store([StoredUpdate(number, ANN, {"text": "secret"}, NOW) for number in (1, 2)], 3)
        await tx.inbox.mark_handled(1, NOW)
        draft = await tx.drafts.open(ANN, ANN, service.id, "token", NOW)
        sends = [owed(kind=kind, order_id=placed.id) for kind in OwedKind]
        await tx.outbox.add([*sends, owed(draft_id=draft.id)], NOW, OWNER, LEASE)
        for name in QUESTIONS:
            await tx.memory.keep(name, "{}", NOW)
        for name in KEPT:
            await tx.memory.keep(name, "1", NOW)
        await tx.papers.add(ANN, ANN, PaperKind.EXPORT, {}, NOW)
        await tx.memory.keep("balance", "5", NOW)
    assert leased.state is OrderState.QUEUED


async def assert_safe(store: SqlStore) -> None:
    """Assert that nothing that was under way can be done a second time, and that the rest is there."""
    async with store.transaction() as tx:
        assert await tx.orders.claim_queued("heir", later(10_000), LEASE, 10) == []
        assert len(await tx.orders.claim_interrupted("heir", NOW, LEASE, 10)) == 3
        assert len(await tx.orders.claim_due("heir", NOW, LEASE, 10)) == 2
        assert await tx.requests.claim_queued("heir", later(10_000), LEASE, 10) == []
        assert len(await tx.requests.claim_interrupted("heir", NOW, LEASE, 10)) == 2
        assert await tx.inbox.list_unhandled() == []
        assert await tx.inbox.offset() is None
        assert await tx.drafts.find_open(ANN) is None
        kept = await tx.outbox.claim_due("heir", NOW, LEASE, 10)
        assert [row.new.kind for row in kept] == [OwedKind.NOTICE, OwedKind.CARD]
        assert [name for name in QUESTIONS if await tx.memory.peek(name)] == []
        assert [name for name in KEPT if await tx.memory.peek(name)] == KEPT
        assert await tx.papers.claim_due("heir", later(10_000), LEASE, 10) == []
        assert await tx.memory.recall("balance") == ("5", NOW)
        assert await tx.users.find(ANN) is not None


async def test_copy_is_safe_and_the_original_untouched(sqlite_store: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    """In the copy nothing waits to be sent or handled; in the original all of it still does."""
    await fill(sqlite_store)
    original, copy = tmp_path / "bot.db", tmp_path / "copy.db"
    tables = ("orders", "requests", "updates", "outbox", "drafts", "papers", "memory", "users", "services")
    before = {name: rows(original, f"SELECT * FROM {name}") for name in tables}
    await asyncio.to_thread(back_up, sqlite_url, copy, NOW)
    assert {name: rows(original, f"SELECT * FROM {name}") for name in tables} == before
    assert names(tmp_path) == ["bot.db", "bot.db-shm", "bot.db-wal", "copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
    assert rows(copy, "SELECT payload FROM updates") == [("{}",), ("{}",)]
    restored = SqlStore(f"sqlite:///{copy}")
    await restored.open()
    await assert_safe(restored)
    await restored.close()


async def test_restored_on_postgres(postgres_store: SqlStore) -> None:
    """A PostgreSQL database that was restored is made safe in the same way."""
    await fill(postgres_store)
    await postgres_store.make_safe(NOW)
    await assert_safe(postgres_store)


def counting(url: str) -> subprocess.Popen[str]:
    """Start a process that counts up, a commit for each number, until it is killed."""
    command = [sys.executable, "-m", "tests.integration.store.processes", "count_up", url, "n"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


async def test_while_another_process_writes(sqlite_url: str, tmp_path: Path) -> None:
    """Copies made while somebody commits all the time hold whole transactions, each a later state."""
    store = SqlStore(sqlite_url)
    await store.open()
    await store.close()
    seen = []
    with counting(sqlite_url) as process:
        assert process.stdout
        try:
            for number in range(5):
                reported = int(process.stdout.readline())
                await asyncio.to_thread(back_up, sqlite_url, tmp_path / f"{number}.db", NOW)
                kept = dict(rows(tmp_path / f"{number}.db", "SELECT name, value FROM memory"))
                assert str(kept["n again"]).rstrip("x") == kept["n"]
                seen.append(int(str(kept["n"])))
                assert seen[-1] >= reported
        finally:
            process.kill()
    assert seen == sorted(seen)


async def test_refusals(sqlite_store: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    """Whatever would overwrite something, or lead nowhere, is refused in plain words, and leaves nothing behind."""
    (tmp_path / "there.db").write_text("precious")
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere.db")
    (tmp_path / "folder").mkdir()
    before = names(tmp_path)
    for name, words in {
        "there.db": "is there already",
        "link.db": "is there already",
        "bot.db": "is the database itself",
        "bot.db-journal": "needs for itself",
        "folder": "is a folder",
        "none/copy.db": "there is no folder",
    }.items():
        assert words in await refusal(sqlite_url, tmp_path / name)
    assert (tmp_path / "there.db").read_text() == "precious"
    assert names(tmp_path) == before


async def test_no_database_of_ours(tmp_path: Path) -> None:
    """A file that is not there, is no database, or is somebody else's, is not copied."""
    assert "there is no database" in await refusal(f"sqlite:///{tmp_path}/bot.db", tmp_path / "copy.db")
    (tmp_path / "letter.db").write_text("dear aunt " * 1000)
    assert "is not a SQLite database" in await refusal(f"sqlite:///{tmp_path}/letter.db", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as plain:
        plain.execute("CREATE TABLE songs (title)")
    assert "is no database of this bot" in await refusal(f"sqlite:///{tmp_path}/other.db", tmp_path / "copy.db")
    assert names(tmp_path) == ["letter.db", "other.db"]


async def test_postgres_is_told_its_program() -> None:
    """For PostgreSQL the command to run is named, without the password."""
    words = await refusal("postgresql://ann:hunter2@db.example:5433/bot?sslmode=require", Path("a copy.dump"))
    expected = "pg_dump --format=custom '--file=a copy.dump' 'postgresql://ann@db.example:5433/bot?sslmode=require'"
    assert words.endswith(expected)


def begin(url: str, target: Path, largest: str = "unlimited") -> subprocess.Popen[str]:
    """Start the command, which may write no file that is larger than this, in half kilobytes."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_TOKEN": "123456:ABCdef-ghi_jkl",
        "PANEL_KEY": "k3y-of-the-panel",
        "ADMIN_IDS": "7",
        "DATABASE_URL": url,
    }
    return subprocess.Popen(
        ["/bin/sh", "-c", f'ulimit -f {largest}; exec "$@"', "sh", sys.executable, "-m", "bot", "backup", str(target)],
        cwd=target.parent,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )


async def test_no_room_for_the_copy(sqlite_store: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    """A copy that cannot be written to its end is told in one line, and nothing of it is left."""
    await fill(sqlite_store)
    (tmp_path / "copies").mkdir()
    with begin(sqlite_url, tmp_path / "copies" / "copy.db", "40") as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert len(said.splitlines()) == 1
    assert "There is no backup: the disk failed" in said
    assert names(tmp_path / "copies") == []


async def test_told_to_stop(sqlite_store: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    """A backup that is told to stop ends with the whole copy or with nothing."""
    await fill(sqlite_store)
    folder = tmp_path / "copies"
    folder.mkdir()
    with begin(sqlite_url, folder / "copy.db") as process:
        while process.poll() is None and not names(folder):
            pass
        process.terminate()
        process.communicate(timeout=30)
    whole = process.returncode == 0
    assert names(folder) == (["copy.db"] if whole else [])
    assert not whole or rows(folder / "copy.db", "PRAGMA integrity_check") == [("ok",)]
