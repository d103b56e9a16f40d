"""A store in memory whose writing transactions fail as a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf

from bot.domain.errors import StoreError
from bot.store.in_memory import MemoryStore, MemoryTransaction

ALL = inf


class FailingStore(MemoryStore):
    """Fails so many transactions to come, or all at their commit."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: float = 0
        self.fails_to_commit = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        """Open a writing transaction, or fail."""
        if self.failures:
            self.failures -= 1
            raise StoreError("locked for too long")
        async with super().transaction() as tx:
            yield tx
            if self.fails_to_commit:
                raise StoreError("the disk is full")
