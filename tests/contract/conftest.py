"""One suite for every store: the double in memory, SQLite, PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.store.in_memory import MemoryStore
from bot.store.sql_store import SqlStore

AnyStore = MemoryStore | SqlStore


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def empty_store(request: pytest.FixtureRequest) -> AnyStore:
    """A store of one of the kinds, not opened yet."""
    return MemoryStore() if request.param == "memory" else SqlStore(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def store(empty_store: AnyStore) -> AsyncIterator[AnyStore]:
    """An open, empty store."""
    await empty_store.open()
    yield empty_store
    await empty_store.close()
