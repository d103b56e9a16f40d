"""What the tests run as processes of their own: `python -m tests.integration.store.processes WHAT URL NAME`."""

import asyncio
import sys
from datetime import UTC, datetime

from bot.store.sql_store import SqlStore


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _wait_for_the_others() -> None:
    _tell("ready")
    sys.stdin.readline()


async def claim(url: str, owner: str) -> None:
    """Claim orders three at a time until there are none; print their ids."""
    store = SqlStore(url)
    await store.open()
    _wait_for_the_others()
    now = datetime.now(UTC)
    while True:
        async with store.transaction() as tx:
            claimed = await tx.orders.claim_queued(owner, now, 600.0, 3)
        if not claimed:
            break
        _tell(" ".join(str(order.id) for order in claimed))
    await store.close()


async def count_up(url: str, name: str) -> None:
    """Add one to a number for ever; print each number once it is committed."""
    store = SqlStore(url)
    await store.open()
    while True:
        async with store.transaction() as tx:
            kept = await tx.memory.recall(name)
            number = int(kept[0]) + 1 if kept else 1
            await tx.memory.keep(name, str(number), datetime.now(UTC))
            await tx.memory.keep(f"{name} again", str(number) + "x" * 5_000, datetime.now(UTC))
        _tell(str(number))


async def add_up(url: str, name: str) -> None:
    """Add one to a number a hundred times."""
    store = SqlStore(url)
    await store.open()
    _wait_for_the_others()
    for _ in range(100):
        async with store.transaction() as tx:
            kept = await tx.memory.recall(name)
            await tx.memory.keep(name, str(int(kept[0]) + 1 if kept else 1), datetime.now(UTC))
    await store.close()


if __name__ == "__main__":
    what = {"claim": claim, "count_up": count_up, "add_up": add_up}[sys.argv[1]]
    asyncio.run(what(*sys.argv[2:]))
