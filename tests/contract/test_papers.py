"""Wishes for files and pictures: each once, each made by one worker, gone when it was sent."""

import asyncio

from bot.domain.paper import Paper, PaperKind
from bot.ports import Store
from bot.store.plain import json_mapping
from tests.contract.samples import ANN, BOB, HOSTILE, LEASE, NOW, OTHER, OWNER, arrange, ids_of, later


async def _wish(store: Store, user_id: int = ANN, kind: PaperKind = PaperKind.EXPORT, **wish: object) -> bool:
    async with store.transaction() as tx:
        return await tx.papers.add(user_id, user_id, kind, wish, NOW)


async def _claim(store: Store, owner: str = OWNER, seconds: float = 0) -> list[Paper]:
    async with store.transaction() as tx:
        return list(await tx.papers.claim_due(owner, later(seconds), LEASE, 9))


async def test_wished(store: Store) -> None:
    """A wish is due at once, and what it says is kept as it was."""
    await arrange(store)
    assert await _wish(store, query=HOSTILE, service=2**40)
    [paper] = await _claim(store)
    assert paper == Paper(
        id=paper.id,
        user_id=ANN,
        chat_id=ANN,
        kind=PaperKind.EXPORT,
        wish=json_mapping({"query": HOSTILE, "service": 2**40}),
        created_at=NOW,
        due_at=NOW,
    )


async def test_wished_twice(store: Store) -> None:
    """The very same wish of a user is one; another kind, another content and another user's are wishes of their own."""
    await arrange(store)
    assert await _wish(store, which="all", service=1)
    assert not await _wish(store, service=1, which="all")
    assert await _wish(store, which="open")
    assert await _wish(store, BOB, which="all", service=1)
    assert await _wish(store, kind=PaperKind.TOTALS, which="all", service=1)
    assert len(await _claim(store)) == 4


async def test_wished_many_times_at_once(store: Store) -> None:
    """However often somebody taps, one paper is made."""
    await arrange(store)
    made = await asyncio.gather(*(_wish(store, which="all") for _ in range(8)))
    assert sum(made) == 1


async def test_claimed(store: Store) -> None:
    """A wish is claimed by one worker, until its lease runs out or ends."""
    await arrange(store)
    await _wish(store)
    [paper] = await _claim(store)
    assert await _claim(store, OTHER, LEASE - 1) == []
    assert await _claim(store, OTHER, LEASE) == [paper]
    async with store.transaction() as tx:
        await tx.papers.release(OTHER)
        assert await ids_of(tx.papers.claim_due, later(LEASE)) == [paper.id]


async def test_sent(store: Store) -> None:
    """A wish whose paper was sent is gone, and may be made anew; who lost it to another worker settles nothing."""
    await arrange(store)
    await _wish(store)
    [paper] = await _claim(store)
    async with store.transaction() as tx:
        assert not await tx.papers.settle(paper.id, OTHER)
        assert await tx.papers.settle(paper.id, OWNER)
        assert not await tx.papers.settle(paper.id, OWNER)
    assert await _wish(store)
    [again] = await _claim(store)
    assert again.id != paper.id


async def test_put_off(store: Store) -> None:
    """A wish that was put off counts the try, keeps its message, and is claimed at its time."""
    await arrange(store)
    await _wish(store)
    [paper] = await _claim(store)
    async with store.transaction() as tx:
        assert not await tx.papers.set_message(paper.id, OTHER, 5)
        assert await tx.papers.set_message(paper.id, OWNER, 77)
        assert not await tx.papers.postpone(paper.id, later(30), OTHER)
        assert await tx.papers.postpone(paper.id, later(30), OWNER)
        assert not await tx.papers.set_message(paper.id, OWNER, 78)
    assert await _claim(store, seconds=29) == []
    [again] = await _claim(store, seconds=30)
    assert (again.attempts, again.message_id, again.due_at) == (1, 77, later(30))


async def test_chat_that_blocked_the_bot(store: Store) -> None:
    """Nothing is made for a chat that blocked the bot; other chats' wishes stay."""
    await arrange(store)
    await _wish(store)
    await _wish(store, which="open")
    await _wish(store, BOB)
    [first, *_] = await _claim(store)
    async with store.transaction() as tx:
        await tx.papers.drop_chat(ANN)
        assert not await tx.papers.settle(first.id, OWNER)
    assert [one.user_id for one in await _claim(store, seconds=LEASE)] == [BOB]
