"""A transaction is all or nothing, and transactions at the same time lose nothing."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from bot.domain.errors import StoreError
from bot.domain.people import User
from bot.ports import Store
from bot.store.sql_store import SqlStore
from tests.contract.samples import ANN, NOW, arrange, new_order, owed


class _Fault(Exception):
    """Whatever goes wrong in the middle."""


async def test_committed(store: Store) -> None:
    """What one transaction stored, the next one and a snapshot see."""
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)
    async with store.transaction() as tx:
        assert await tx.memory.recall("a") == ("1", NOW)
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") == ("1", NOW)


async def test_exception_leaves_nothing(store: Store) -> None:
    """Any exception undoes all that its block did, in every table."""
    service = await arrange(store)

    async def write_and_fail() -> None:
        async with store.transaction() as tx:
            draft = await tx.drafts.open(ANN, ANN, service.id, "t", NOW)
            await tx.orders.insert(new_order(service, "t"))
            await tx.outbox.add([owed(draft_id=draft.id)], NOW, None, 0)
            await tx.users.mark_blocked(ANN, NOW)
            await tx.catalogue.replace([], NOW)
            raise _Fault

    with pytest.raises(_Fault):
        await write_and_fail()
    async with store.snapshot() as tx:
        assert await tx.drafts.find_open(ANN) is None
        assert await tx.orders.find_by_token("t", ANN) is None
        assert await tx.outbox.count() == 0
        assert await tx.users.find(ANN) == User(id=ANN, name="Ann")
        assert await tx.catalogue.list_all() == [service]


async def test_cancelled_in_the_middle(store: Store) -> None:
    """A cancelled task leaves nothing, and the store goes on working."""
    begun = asyncio.Event()

    async def write_and_wait() -> None:
        async with store.transaction() as tx:
            await tx.memory.keep("a", "1", NOW)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.transaction() as tx:
        assert await tx.memory.recall("a") is None
        await tx.memory.keep("a", "2", NOW)


async def test_cancelled_while_waiting_for_its_turn(store: Store) -> None:
    """A task that is cancelled before its transaction began keeps nobody else from theirs."""
    async with store.transaction() as tx:
        await tx.memory.keep("a", "1", NOW)
        waiting = asyncio.create_task(_increment(store))
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await _increment(store) == 2


async def test_increments(store: Store) -> None:
    """Reading, adding one and writing, many times at once, counts each time."""
    assert sorted(await asyncio.gather(*(_increment(store) for _ in range(30)))) == list(range(1, 31))


async def _increment(store: Store) -> int:
    async with store.transaction() as tx:
        kept = await tx.memory.recall("a")
        number = int(kept[0]) + 1 if kept else 1
        await tx.memory.keep("a", str(number), NOW)
    return number


async def test_answers_of_one_draft(store: Store) -> None:
    """Answers that arrive at the same time are all in the draft."""
    service = await arrange(store)
    async with store.transaction() as tx:
        await tx.drafts.open(ANN, ANN, service.id, "t", NOW)

    async def answer(name: str) -> None:
        async with store.transaction() as tx:
            draft = await tx.drafts.find_open(ANN)
            assert draft is not None
            await tx.drafts.save(replace(draft, answers={**draft.answers, name: "x"}), NOW)

    await asyncio.gather(*(answer(f"field {number}") for number in range(15)))
    async with store.snapshot() as tx:
        draft = await tx.drafts.find_open(ANN)
    assert draft is not None
    assert len(draft.answers) == 15


async def test_snapshot_stands_still(store: Store) -> None:
    """A snapshot keeps nobody waiting, and shows one state however long it lasts."""
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") is None
        assert await _increment(store) == 1
        assert await tx.memory.recall("a") is None
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") == ("1", NOW)


async def test_snapshot_during_a_transaction(store: Store) -> None:
    """A snapshot does not wait for a transaction, and sees nothing of it before it has ended."""
    async with store.transaction() as writing:
        await writing.memory.keep("a", "1", NOW)
        async with store.snapshot() as reading:
            assert await reading.memory.recall("a") is None


async def test_snapshot_stores_nothing(store: Store) -> None:
    """What somebody writes into a snapshot by mistake is refused or forgotten."""
    with contextlib.suppress(StoreError):
        async with store.snapshot() as tx:
            await tx.memory.keep("a", "1", NOW)
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") is None


async def test_many_snapshots(store: Store) -> None:
    """More snapshots at once than there are connections are all served."""

    async def look() -> object:
        async with store.snapshot() as tx:
            return await tx.memory.recall("a")

    assert await asyncio.gather(*(look() for _ in range(40))) == [None] * 40


async def test_transaction_inside_a_transaction(store: Store) -> None:
    """A task that would wait for itself for ever is told so; on PostgreSQL both run side by side."""
    takes_turns = not isinstance(store, SqlStore) or store.is_single_process
    async with store.transaction() as tx:
        if takes_turns:
            with pytest.raises(RuntimeError, match="inside a transaction"):
                await _increment(store)
        else:
            assert await _increment(store) == 1
        await tx.memory.keep("a", "1", NOW)
    assert await _increment(store) == 2
