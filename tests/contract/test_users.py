"""People who wrote to the bot."""

import asyncio
from dataclasses import replace

from bot.domain.people import Access, NoticeWish, User
from bot.ports import Store
from tests.contract.samples import ANN, BOB, HOSTILE, HOSTILE_STORED, NOW, later

_ANN = User(id=ANN, name="Ann", username="ann", telegram_language="de", access=Access.ASKED)


async def _seen(store: Store, user: User) -> User:
    async with store.transaction() as tx:
        return await tx.users.note_seen(user, NOW)


async def _stored(store: Store) -> User | None:
    async with store.snapshot() as tx:
        return await tx.users.find(ANN)


async def test_stranger(store: Store) -> None:
    """Somebody who never wrote is not found, and changing them does nothing."""
    async with store.transaction() as tx:
        await tx.users.set_access(ANN, Access.ALLOWED)
        await tx.users.mark_blocked(ANN, NOW)
    assert await _stored(store) is None


async def test_first_seen(store: Store) -> None:
    """Somebody new is stored as given."""
    assert await _seen(store, _ANN) == _ANN
    assert await _stored(store) == _ANN


async def test_seen_again(store: Store) -> None:
    """Telegram's facts are taken over, what they or an operator chose is kept, and a block mark comes off."""
    await _seen(store, _ANN)
    async with store.transaction() as tx:
        await tx.users.set_access(ANN, Access.ALLOWED)
        await tx.users.set_language(ANN, "hi")
        await tx.users.set_notices(ANN, NoticeWish.FINAL)
        await tx.users.mark_blocked(ANN, NOW)
    chosen = replace(_ANN, access=Access.ALLOWED, language="hi", notices=NoticeWish.FINAL)
    assert await _stored(store) == replace(chosen, blocked_at=NOW)
    renamed = User(id=ANN, name="Anna", username=None, telegram_language="en")
    expected = replace(chosen, name="Anna", username=None, telegram_language="en")
    assert await _seen(store, renamed) == expected
    assert await _stored(store) == expected


async def test_language_follows_telegram_again(store: Store) -> None:
    """A language can be unchosen."""
    await _seen(store, replace(_ANN, language="hi"))
    async with store.transaction() as tx:
        await tx.users.set_language(ANN, None)
    assert await _stored(store) == _ANN


async def test_others_are_left_alone(store: Store) -> None:
    """A change of one user changes no other."""
    await _seen(store, _ANN)
    await _seen(store, replace(_ANN, id=BOB))
    async with store.transaction() as tx:
        await tx.users.set_access(BOB, Access.IGNORED)
        await tx.users.mark_blocked(BOB, later(1))
    assert await _stored(store) == _ANN


async def test_hostile_name(store: Store) -> None:
    """A name of any characters is stored, without what no database takes, and is no news the next time."""
    expected = replace(_ANN, name=HOSTILE_STORED)
    assert await _seen(store, replace(_ANN, name=HOSTILE)) == expected
    assert await _seen(store, replace(_ANN, name=HOSTILE)) == expected
    assert await _stored(store) == expected


async def test_first_seen_twice_at_once(store: Store) -> None:
    """Two first updates of one person at the same time make one user."""
    assert await asyncio.gather(*(_seen(store, _ANN) for _ in range(8))) == [_ANN] * 8


async def test_asked(store: Store) -> None:
    """Requests that nobody answered are listed, the oldest first, and no more than wanted."""
    ids = [BOB, ANN, 7, 8]
    for seconds, user_id in enumerate(ids):
        async with store.transaction() as tx:
            await tx.users.note_seen(replace(_ANN, id=user_id), later(seconds))
    async with store.transaction() as tx:
        await tx.users.set_access(ANN, Access.ALLOWED)
    async with store.snapshot() as tx:
        assert [user.id for user in await tx.users.list_asked(10)] == [BOB, 7, 8]
        assert [user.id for user in await tx.users.list_asked(2)] == [BOB, 7]
        assert [user.id for user in await tx.users.list_asked(2, but={BOB, 9})] == [7, 8]
        assert [user.id for user in await tx.users.list_asked(2, but=[BOB, 7, 8])] == []


async def test_several(store: Store) -> None:
    """Several people are read at once; whoever never wrote is left out."""
    bob = User(id=BOB, name="Bob")
    await _seen(store, _ANN)
    await _seen(store, bob)
    async with store.snapshot() as tx:
        assert await tx.users.get_many([BOB, 7, ANN]) == {ANN: _ANN, BOB: bob}
        assert await tx.users.get_many([]) == {}
