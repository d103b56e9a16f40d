"""The store on SQLite or PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import StoreError
from bot.store.address import read_address
from bot.store.balances import SqlBalances
from bot.store.batches import SqlBatches, SqlPresets
from bot.store.cases import SqlCases
from bot.store.catalogue import SqlCatalogue
from bot.store.changes import SqlChanges
from bot.store.dialect import hold
from bot.store.digest import SqlDigest
from bot.store.drafts import SqlDrafts
from bot.store.engine import create_engines
from bot.store.favourites import SqlFavourites
from bot.store.inbox import SqlInbox
from bot.store.make_safe import safe_at, statements_for
from bot.store.memory import SqlMemory
from bot.store.migrate import upgrade
from bot.store.orders import SqlOrders
from bot.store.outbox import SqlOutbox
from bot.store.papers import SqlPapers
from bot.store.refusals import in_plain_words, while_opening
from bot.store.requests import SqlRequests
from bot.store.table_parts import metadata
from bot.store.turns import Turns
from bot.store.users import SqlUsers

BUSY_TIMEOUT_SECONDS = 15.0


class SqlTransaction:
    """One transaction's view of the store."""

    def __init__(self, connection: AsyncConnection, *, locking: bool) -> None:
        self.users = SqlUsers(connection)
        self.catalogue = SqlCatalogue(connection)
        self.drafts = SqlDrafts(connection, locking=locking)
        self.orders = SqlOrders(connection)
        self.outbox = SqlOutbox(connection)
        self.inbox = SqlInbox(connection)
        self.requests = SqlRequests(connection)
        self.papers = SqlPapers(connection)
        self.cases = SqlCases(connection)
        self.balances = SqlBalances(connection)
        self.batches = SqlBatches(connection)
        self.presets = SqlPresets(connection)
        self.digest = SqlDigest(connection)
        self.changes = SqlChanges(connection)
        self.favourites = SqlFavourites(connection)
        self.memory = SqlMemory(connection, locking=locking)


class SqlStore:
    """The database: the truth and the queue.

    `url` is `sqlite:///folder/file.db` or `postgresql://user:password@host/name`. `busy_timeout_seconds` is how long
    a transaction waits for one of another process.
    """

    def __init__(self, url: str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        """Read the address; nothing is opened yet. Raises: StoreError."""
        self._address = read_address(url)
        self._engines = create_engines(self._address, busy_timeout_seconds)
        self._turns = Turns() if self._address.path else None

    @property
    def is_single_process(self) -> bool:
        """Whether the database is a file, which one process of the bot has to itself."""
        return self._turns is not None

    async def open(self) -> None:
        """Make the database, or bring it to this version.

        Raises: StoreError when it cannot be reached, written or read, or is newer than this program.
        """
        self._make_folder()
        try:
            with while_opening(self._address.name):
                async with self._connection(self._engines.writer) as connection:
                    await hold(connection, "migrations")
                    await connection.run_sync(upgrade, self._address.name)
                    await connection.commit()
        except BaseException:
            await self.close()
            raise

    async def make_safe(self, at: datetime) -> None:
        """Let nothing in a database that was restored from a copy be sent or done a second time. Raises: StoreError."""
        with in_plain_words(self._address.name):
            async with self._connection(self._engines.writer) as connection:
                for statement in statements_for(metadata.tables):
                    parameters = safe_at(at) if ":at" in statement else {}
                    await connection.execute(text(statement), parameters)
                await connection.commit()

    async def close(self) -> None:
        """Close all connections; the store may be opened again."""
        await self._engines.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """Open a writing transaction; it commits at the end of the block and rolls back on any exception.

        On SQLite the transactions of this process queue up here, rather than at the file's lock.
        Raises: StoreError; RuntimeError for a transaction inside a transaction of the same task.
        """
        if self._turns is None:
            async with self._transaction() as transaction:
                yield transaction
        else:
            async with self._turns.one(), self._transaction() as transaction:
                yield transaction

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[SqlTransaction]:
        with in_plain_words(self._address.name):
            async with self._connection(self._engines.writer) as connection:
                yield SqlTransaction(connection, locking=True)
                await connection.commit()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[SqlTransaction]:
        """Open a reading transaction: one consistent state, no writer is kept waiting."""
        with in_plain_words(self._address.name):
            async with self._connection(self._engines.reader) as connection:
                yield SqlTransaction(connection, locking=False)

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Take a connection and begin; what is not committed in the block is rolled back."""
        async with AsyncExitStack() as stack:
            with while_opening(self._address.name):
                connection = await stack.enter_async_context(engine.connect())
                await connection.begin()
            yield connection

    def _make_folder(self) -> None:
        path = self._address.path
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
