"""Several processes on one SQLite file: they share the work, and lose none of it."""

import asyncio
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from bot.store.sql_store import SqlStore
from tests.contract.samples import NOW, arrange, queue_orders

ROOT = Path(__file__).parents[3]


def _run_together(what: str, url: str, names: list[str]) -> list[str]:
    """Run one process for each name, begun at the same time; return what they printed."""
    with ExitStack() as stack:
        running = [stack.enter_context(_start(what, url, name)) for name in names]
        for process in running:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        printed = [process.communicate(timeout=60)[0] for process in running]
        assert [process.returncode for process in running] == [0] * len(running)
    return printed


def _start(what: str, url: str, name: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.integration.store.processes", what, url, name]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_claims(sqlite_url: str) -> None:
    """No order is claimed by two processes, and none is left."""
    store = SqlStore(sqlite_url)
    await store.open()
    await arrange(store)
    made = await queue_orders(store, 300)
    await store.close()
    shares = await asyncio.to_thread(_run_together, "claim", sqlite_url, ["worker-1", "worker-2", "worker-3"])
    claimed = [int(word) for share in shares for word in share.split()]
    assert sorted(claimed) == [order.id for order in made]
    assert len([share for share in shares if share]) > 1, "one process did it all: this tested nothing"


async def test_read_modify_write(sqlite_url: str) -> None:
    """Processes that make a new file at the same time, and count in it, lose no count."""
    await asyncio.to_thread(_run_together, "add_up", sqlite_url, ["n", "n", "n"])
    store = SqlStore(sqlite_url)
    async with store.snapshot() as tx:
        kept = await tx.memory.recall("n")
    await store.close()
    assert kept is not None
    assert kept[0] == "300"
    assert kept[1] > NOW
