"""A store on SQLite, open for one test."""

from collections.abc import AsyncIterator

import pytest

from bot.store.sql_store import SqlStore


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    """An open, empty store on a file of its own."""
    store = SqlStore(sqlite_url, busy_timeout_seconds=0.05)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def postgres_store(postgres_url: str) -> AsyncIterator[SqlStore]:
    """An open, empty store on a PostgreSQL database of its own."""
    store = SqlStore(postgres_url, busy_timeout_seconds=0.05)
    await store.open()
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return sqlite_url
    postgres_url: str = request.getfixturevalue("empty_postgres_url")
    return postgres_url
