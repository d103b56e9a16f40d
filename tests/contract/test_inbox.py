"""Updates that Telegram gave us: each is handled once."""

import asyncio

from bot.domain.inbox import StoredUpdate
from bot.ports import Store
from tests.contract.samples import ANN, HOSTILE, HOSTILE_STORED, NOW, later


def _update(update_id: int, text: str = "hi") -> StoredUpdate:
    return StoredUpdate(update_id, ANN, {"update_id": update_id, "message": {"text": text, "entities": []}}, NOW)


async def _store(store: Store, *updates: StoredUpdate, offset: int | None = None) -> list[StoredUpdate]:
    async with store.transaction() as tx:
        return list(await tx.inbox.store(updates, offset))


async def _unhandled(store: Store) -> list[StoredUpdate]:
    async with store.snapshot() as tx:
        return list(await tx.inbox.list_unhandled())


async def test_empty(store: Store) -> None:
    """A new store has no updates and no offset."""
    async with store.snapshot() as tx:
        assert await tx.inbox.offset() is None
        assert list(await tx.inbox.list_unhandled()) == []


async def test_stored(store: Store) -> None:
    """Updates are kept with the offset that confirms them, and listed by their ids."""
    batch = [_update(12), _update(10), _update(11)]
    assert await _store(store, *batch, offset=13) == batch
    assert await _unhandled(store) == [batch[1], batch[2], batch[0]]
    async with store.snapshot() as tx:
        assert await tx.inbox.offset() == 13


async def test_repeated(store: Store) -> None:
    """An update that Telegram gives again is not new, handled or not; the offset moves all the same."""
    await _store(store, _update(10), _update(11), offset=12)
    async with store.transaction() as tx:
        await tx.inbox.mark_handled(10, NOW)
    again = _update(11, "changed")
    assert await _store(store, _update(10), again, _update(12), _update(12, "changed"), offset=13) == [_update(12)]
    assert await _unhandled(store) == [_update(11), _update(12)]
    async with store.snapshot() as tx:
        assert await tx.inbox.offset() == 13


async def test_offset_alone(store: Store) -> None:
    """An offset can be kept with no update; updates without an offset leave it."""
    assert await _store(store, offset=2**31) == []
    await _store(store, _update(1))
    async with store.snapshot() as tx:
        assert await tx.inbox.offset() == 2**31


async def test_handled_once(store: Store) -> None:
    """Of many that handle an update at the same time one is told to go on."""
    await _store(store, _update(10))

    async def handle() -> bool:
        async with store.transaction() as tx:
            return await tx.inbox.mark_handled(10, NOW)

    assert sorted(await asyncio.gather(*(handle() for _ in range(8)))) == [False] * 7 + [True]
    assert await _unhandled(store) == []


async def test_unknown_update(store: Store) -> None:
    """An update that was never stored cannot be handled."""
    async with store.transaction() as tx:
        assert not await tx.inbox.mark_handled(10, NOW)


async def test_pruned(store: Store) -> None:
    """Handled updates are forgotten after their time; what is not handled stays, however old."""
    await _store(store, *(_update(number) for number in range(10, 14)))
    async with store.transaction() as tx:
        for number, seconds in ((10, 0), (11, 60), (12, 61)):
            await tx.inbox.mark_handled(number, later(seconds))
        await tx.inbox.prune(later(61))
    assert await _store(store, *(_update(number) for number in range(10, 14))) == [_update(10), _update(11)]


async def test_hostile_update(store: Store) -> None:
    """An update of any characters and sizes is kept."""
    await _store(store, StoredUpdate(10, -(2**40), {"text": HOSTILE, "id": 2**53, "big": 10**30}, NOW))
    [stored] = await _unhandled(store)
    assert stored.payload["text"].replace("\x00", "") == HOSTILE_STORED
    assert (stored.sender, stored.payload["id"], stored.payload["big"]) == (-(2**40), 2**53, 10**30)
