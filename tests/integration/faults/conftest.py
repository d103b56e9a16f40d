"""A house for each test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.store.sql_store import SqlStore
from tests.integration.faults.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The services on a database file of their own."""
    file = tmp_path / "bot.db"
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        yield House(store, file, stack)
