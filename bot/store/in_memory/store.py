"""The double itself: a transaction works on a copy, which becomes the truth when the block ends well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.in_memory.batches import MemoryBatches, MemoryPresets
from bot.store.in_memory.cases import MemoryBalances, MemoryCases
from bot.store.in_memory.catalogue import MemoryCatalogue
from bot.store.in_memory.chats import MemoryInbox, MemoryMemory, MemoryOutbox
from bot.store.in_memory.digest import MemoryDigest
from bot.store.in_memory.orders import MemoryOrders
from bot.store.in_memory.papers import MemoryPapers
from bot.store.in_memory.people import MemoryDrafts, MemoryUsers
from bot.store.in_memory.requests import MemoryRequests
from bot.store.in_memory.shelf import MemoryChanges, MemoryFavourites
from bot.store.in_memory.state import State
from bot.store.turns import Turns


class MemoryTransaction:
    """One transaction's view."""

    def __init__(self, state: State) -> None:
        self.users = MemoryUsers(state)
        self.catalogue = MemoryCatalogue(state)
        self.drafts = MemoryDrafts(state)
        self.orders = MemoryOrders(state)
        self.outbox = MemoryOutbox(state)
        self.inbox = MemoryInbox(state)
        self.requests = MemoryRequests(state)
        self.papers = MemoryPapers(state)
        self.cases = MemoryCases(state)
        self.balances = MemoryBalances(state)
        self.batches = MemoryBatches(state)
        self.presets = MemoryPresets(state)
        self.digest = MemoryDigest(state)
        self.changes = MemoryChanges(state)
        self.favourites = MemoryFavourites(state)
        self.memory = MemoryMemory(state)


class MemoryStore:
    """A store that forgets everything with the process."""

    def __init__(self) -> None:
        self._state = State()
        self._turns = Turns()

    async def open(self) -> None:
        """Do nothing: it is open."""

    async def close(self) -> None:
        """Do nothing."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        """Open a writing transaction; one at a time."""
        async with self._turns.one():
            state = self._state.copy()
            yield MemoryTransaction(state)
            await asyncio.sleep(0)  # a commit takes a moment, in which others may look
            self._state = state

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[MemoryTransaction]:
        """Open a reading transaction; what it writes goes nowhere."""
        yield MemoryTransaction(self._state.copy())
