"""Whoever only reads what all chats share waits for nobody, and keeps nobody waiting."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.errors import StoreError
from bot.ports import Transaction
from bot.services.place_order import CURRENCY, find_currency
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.search_services import SearchServices
from bot.services.tell_changes import wants_changes
from bot.services.watch_panel import ORDERS_WAIT, find_wait
from bot.store.sql_store import SqlStore
from tests.contract.samples import NOW

Read = Callable[[Transaction], Awaitable[object]]

READS: dict[str, Read] = {
    CURRENCY: find_currency,
    ORDERS_WAIT: find_wait,
    CATALOGUE: lambda tx: SearchServices().refresh(tx),
    "changes_not_told:1": lambda tx: wants_changes(tx, 1),
}


@pytest.mark.parametrize("name", list(READS))
async def test_two_handlers_read_the_same(postgres_store: SqlStore, name: str) -> None:
    """Two handlers on PostgreSQL read one name in transactions that are both open, beside somebody who changes it."""
    read = READS[name]
    async with postgres_store.transaction() as writer:
        await writer.memory.recall(name)
        await writer.memory.keep(name, "1", NOW)
        async with postgres_store.transaction() as first:
            await read(first)
            async with postgres_store.transaction() as second:
                await read(second)


async def test_whoever_recalls_holds(postgres_store: SqlStore) -> None:
    """A second transaction that means to write waits for the first, whoever has peeked meanwhile."""
    async with postgres_store.transaction() as first, postgres_store.transaction() as reader:
        await reader.memory.peek("a")
        await first.memory.recall("a")
        with pytest.raises(StoreError, match="locked by another program for too long"):
            async with postgres_store.transaction() as second:
                await second.memory.recall("a")
