"""The whole bot on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.e2e.house import CUSTOMER, House, until
from tests.e2e.test_ordering import LINK, order_followers


class PostgresHouse(House):
    """A house whose bot keeps its rows in PostgreSQL."""

    __slots__ = ()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database through a connection of our own."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._rows(query)).result()

    async def _rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self.settings["DATABASE_URL"])
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        except asyncpg.UndefinedTableError:  # not migrated yet
            return []
        finally:
            await connection.close()


@pytest.fixture
async def house(tmp_path: Path, empty_postgres_url: str) -> AsyncIterator[House]:
    """A house on an empty database."""
    built = await PostgresHouse.build(tmp_path, DATABASE_URL=empty_postgres_url)
    try:
        yield built
    finally:
        await built.close()


async def test_order(running: House) -> None:
    """An order goes through the chat, survives kill -9, is told of when it is done, and is placed once."""
    customer = running.talker(CUSTOMER)
    summary = await order_followers(customer)
    # What a dead worker holds is another's only when its lease ends: two minutes are too long for a test.
    await until(lambda: running.rows("SELECT count(*) FROM outbox") == [(0,)])
    await running.kill()
    await running.start()
    queries = [customer.press(summary, "Confirm") for _ in range(3)]
    await customer.sees("#23501")
    for query in queries:
        await running.world.answer_to(query)
    customer.seen = running.world.events.last
    running.sandbox.complete("23501")
    await customer.sees("#23501", "Completed", LINK)
    assert len(running.adds()) == 1
    assert running.rows("SELECT state, panel_order_id FROM orders") == [("placed", "23501")]
    assert await running.stop() == 0
    assert running.rows("SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)]
    assert "Traceback" not in running.log()
