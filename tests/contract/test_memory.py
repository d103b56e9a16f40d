"""Small state by name."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.ports import Store
from tests.contract.samples import HOSTILE, HOSTILE_STORED, NOW, later


async def test_unknown_name(store: Store) -> None:
    """What was never kept is not there."""
    async with store.snapshot() as tx:
        assert await tx.memory.recall("balance") is None
        assert await tx.memory.peek("balance") is None


async def test_peeked(store: Store) -> None:
    """Peeking shows what recalling does, what this transaction has just kept included."""
    async with store.transaction() as tx:
        await tx.memory.keep("balance", "1", NOW)
        await tx.memory.keep("other", HOSTILE, NOW)
        assert await tx.memory.peek("balance") == ("1", NOW)
        await tx.memory.keep("balance", "2", later(1))
        assert await tx.memory.peek("balance") == ("2", later(1))
    async with store.snapshot() as tx:
        assert await tx.memory.peek("balance") == ("2", later(1))
        assert await tx.memory.peek("other") == (HOSTILE_STORED, NOW)


async def test_kept(store: Store) -> None:
    """The newest text under a name is recalled, with its time; other names stay."""
    async with store.transaction() as tx:
        await tx.memory.keep("balance", "1", NOW)
        await tx.memory.keep("other", HOSTILE, NOW)
        await tx.memory.keep("balance", "2", later(1))
    async with store.snapshot() as tx:
        assert await tx.memory.recall("balance") == ("2", later(1))
        assert await tx.memory.recall("other") == (HOSTILE_STORED, NOW)


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc),  # noqa: UP017  any zone object will do
        datetime(2026, 3, 29, 3, 30, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc),  # noqa: UP017
    ],
)
async def test_time(store: Store, moment: datetime) -> None:
    """A moment comes back to the microsecond, as aware UTC, whatever zone it was told in."""
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", moment)
    async with store.snapshot() as tx:
        recalled = await tx.memory.recall("a")
    assert recalled is not None
    assert recalled[1] == moment
    assert recalled[1].utcoffset() == timedelta(0)


async def test_forgotten(store: Store) -> None:
    """What is old under names with a beginning is forgotten, and nothing else; no letter of it is a wildcard."""
    async with store.transaction() as tx:
        for name, at in (("a_b:1", NOW), ("a_b:2", later(9)), ("axb:1", NOW), ("a_b", NOW), ("c%", NOW)):
            await tx.memory.keep(name, "kept", at)
        await tx.memory.forget("a_b:", later(5))
        await tx.memory.forget("%", later(5))
    async with store.snapshot() as tx:
        kept = [name for name in ("a_b:1", "a_b:2", "axb:1", "a_b", "c%") if await tx.memory.recall(name)]
    assert kept == ["a_b:2", "axb:1", "a_b", "c%"]
