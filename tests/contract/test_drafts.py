"""Orders being put together."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.draft import LINK, Draft
from bot.domain.errors import DraftGone, ServiceGone
from bot.domain.outbox import Settled
from bot.ports import Store
from tests.contract.samples import ANN, BOB, HOSTILE, HOSTILE_STORED, NOW, arrange, later, owed, service_row


async def _open(store: Store, service_id: int, token: str = "t") -> Draft:
    async with store.transaction() as tx:
        return await tx.drafts.open(ANN, 77, service_id, token, NOW)


async def _found(store: Store, user_id: int = ANN) -> Draft | None:
    async with store.snapshot() as tx:
        return await tx.drafts.find_open(user_id)


async def test_opened(store: Store) -> None:
    """A new draft stands at its first step, with its service."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    expected = Draft(id=opened.id, user_id=ANN, chat_id=77, service=service, token="t", step=LINK, updated_at=NOW)
    assert opened == expected
    assert await _found(store) == expected
    assert await _found(store, BOB) is None


async def test_saved(store: Store) -> None:
    """Step, answers, token and card are kept."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    answered = replace(opened, step="quantity", answers={"link": "https://a.example"}, token="u", card_message_id=9)
    async with store.transaction() as tx:
        await tx.drafts.save(answered, later(5))
    assert await _found(store) == replace(answered, updated_at=later(5))


async def test_hostile_answers(store: Store) -> None:
    """Answers of any characters are kept, without half surrogate pairs."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    async with store.transaction() as tx:
        await tx.drafts.save(replace(opened, answers={"comments": HOSTILE}), NOW)
    found = await _found(store)
    assert found is not None
    assert found.answers["comments"].replace("\x00", "") == HOSTILE_STORED


async def test_second_draft(store: Store) -> None:
    """A second draft leaves the first, which can be neither saved nor closed any more."""
    service = await arrange(store)
    first, second = await _open(store, service.id, "first"), await _open(store, service.id, "second")
    assert await _found(store) == second
    async with store.transaction() as tx:
        assert not await tx.drafts.close(first.id, ANN, NOW)
        with pytest.raises(DraftGone):
            await tx.drafts.save(first, NOW)
    assert await _found(store) == second


async def test_opened_many_times_at_once(store: Store) -> None:
    """However many drafts a user opens at the same time, one is open in the end."""
    service = await arrange(store)
    opened = await asyncio.gather(*(_open(store, service.id, str(number)) for number in range(10)))
    found = await _found(store)
    assert found in opened
    async with store.transaction() as tx:
        closed = [await tx.drafts.close(draft.id, ANN, NOW) for draft in opened]
    assert closed.count(True) == 1


async def test_unknown_service(store: Store) -> None:
    """A draft of a service that never was is refused, and the open one stays."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    with pytest.raises(ServiceGone):
        await _open(store, service.id + 1_000)
    assert await _found(store) == opened


async def test_closed_once(store: Store) -> None:
    """A draft is closed once; five taps on Confirm find it closed four times."""
    service = await arrange(store)
    opened = await _open(store, service.id)

    async def close() -> bool:
        async with store.transaction() as tx:
            return await tx.drafts.close(opened.id, ANN, NOW)

    assert sorted(await asyncio.gather(*(close() for _ in range(5)))) == [False] * 4 + [True]
    assert await _found(store) is None


async def test_somebody_elses_draft(store: Store) -> None:
    """Another user's draft can be neither saved nor closed."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    async with store.transaction() as tx:
        with pytest.raises(DraftGone):
            await tx.drafts.save(replace(opened, user_id=BOB, token="stolen"), NOW)
    async with store.transaction() as tx:
        assert not await tx.drafts.close(opened.id, BOB, NOW)
    assert await _found(store) == opened


async def test_service_as_it_stands_now(store: Store) -> None:
    """A draft shows the service's price of now, and when it has gone."""
    service = await arrange(store)
    await _open(store, service.id)
    async with store.transaction() as tx:
        await tx.catalogue.replace([service_row(name="Renamed")], NOW)
    found = await _found(store)
    assert found is not None
    assert found.service.row.name == "Renamed"
    async with store.transaction() as tx:
        await tx.catalogue.replace([], later(9))
    found = await _found(store)
    assert found is not None
    assert found.service.gone_at == later(9)


async def test_card(store: Store) -> None:
    """A draft learns which message shows it, from its own user alone."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    async with store.transaction() as tx:
        await tx.drafts.set_card(opened.id, opened.user_id, 2**40)
        await tx.drafts.set_card(opened.id, opened.user_id + 1, 5)
    assert await _found(store) == replace(opened, card_message_id=2**40)


async def _prune(store: Store, limit: int = 100, **of: float) -> int:
    async with store.transaction() as tx:
        return await tx.drafts.prune(later(of.get("before", 100)), limit)


async def _drafts_of(store: Store, closed_at: Sequence[float]) -> list[Draft]:
    """Open drafts and leave each at its moment: one is left by closing it, the others by opening the next."""
    service = await arrange(store)
    drafts = []
    async with store.transaction() as tx:
        for number, seconds in enumerate([0, *closed_at[:-1]]):
            drafts.append(await tx.drafts.open(ANN, ANN, service.id, str(number), later(seconds)))
        await tx.drafts.close(drafts[-1].id, ANN, later(closed_at[-1]))
    return drafts


async def test_closed_ones_are_forgotten(store: Store) -> None:
    """What was answered goes when the draft has been closed for long, confirmed or left; no later, and no other's."""
    await _drafts_of(store, (10, 20, 200))
    bobs = await _open_of(store, BOB)
    assert await _prune(store, before=10) == 0
    assert await _prune(store) == 2
    assert await _prune(store) == 0
    assert await _found(store, BOB) == bobs
    assert await _prune(store, before=300) == 1


async def _open_of(store: Store, user_id: int) -> Draft:
    async with store.transaction() as tx:
        [service] = await tx.catalogue.list_all()
        return await tx.drafts.open(user_id, user_id, service.id, f"of {user_id}", NOW)


async def test_an_open_one_is_never_forgotten(store: Store) -> None:
    """A draft that its user has not left waits for them, however old it is."""
    service = await arrange(store)
    opened = await _open(store, service.id)
    assert await _prune(store, before=10**9) == 0
    assert await _found(store) == opened


async def test_forgotten_in_parts(store: Store) -> None:
    """No more are forgotten at once than were asked for."""
    await _drafts_of(store, (10, 20, 30))
    assert [await _prune(store, 2), await _prune(store, 2), await _prune(store, 2)] == [2, 1, 0]


async def test_one_whose_message_is_owed_stays(store: Store) -> None:
    """A closed draft that a message to be sent belongs to is forgotten when that has been sent."""
    [owing, _] = await _drafts_of(store, (10, 20))
    async with store.transaction() as tx:
        [row, _] = await tx.outbox.add([owed(draft_id=owing.id), owed()], NOW, None, 0)
    assert await _prune(store) == 1
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(row, 9)])
    assert await _prune(store) == 1
