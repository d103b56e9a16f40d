"""Refills and cancels: one of a kind on its way at a time, each sent by one worker."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.order import Order
from bot.domain.request import Outcome, Request, RequestKind, RequestState
from bot.ports import Store
from tests.contract.samples import (
    ANN,
    BOB,
    HOSTILE,
    HOSTILE_STORED,
    LEASE,
    NOW,
    OTHER,
    OWNER,
    arrange,
    ids_of,
    later,
    place_orders,
    queue_orders,
)

REFILL, CANCEL = RequestKind.REFILL, RequestKind.CANCEL


async def _order(store: Store) -> Order:
    await arrange(store)
    return (await place_orders(store, 1))[0]


async def _ask(store: Store, order: Order, kind: RequestKind = REFILL, user_id: int = ANN) -> Request | None:
    async with store.transaction() as tx:
        return await tx.requests.insert(order.id, user_id, kind, NOW)


async def _claim(store: Store, owner: str = OWNER, seconds: float = 0) -> Sequence[Request]:
    async with store.transaction() as tx:
        return await tx.requests.claim_queued(owner, later(seconds), LEASE, 9)


async def test_asked(store: Store) -> None:
    """A request is queued, due at once, and the newest of its kind."""
    order = await _order(store)
    asked = await _ask(store, order)
    assert asked is not None
    assert asked == Request(id=asked.id, order_id=order.id, user_id=ANN, kind=REFILL, created_at=NOW, due_at=NOW)
    async with store.snapshot() as tx:
        assert await tx.requests.latest(order.id, ANN, REFILL) == asked
        assert await tx.requests.latest(order.id, ANN, CANCEL) is None


async def test_asked_twice(store: Store) -> None:
    """While a request is on its way there is no second of its kind; the transaction goes on undisturbed."""
    order = await _order(store)
    first = await _ask(store, order)
    assert first is not None
    assert await _ask(store, order, CANCEL) is not None
    async with store.transaction() as tx:
        assert await tx.requests.insert(order.id, ANN, REFILL, NOW) is None
        await tx.memory.keep("a", "1", NOW)
    [refill, _] = await _claim(store)
    async with store.transaction() as tx:
        await tx.requests.mark_submitting(replace(refill, state=RequestState.SUBMITTING), OWNER)
        assert await tx.requests.insert(order.id, ANN, REFILL, NOW) is None
        await tx.requests.save(replace(refill, state=RequestState.REFUSED), OWNER)
        second = await tx.requests.insert(order.id, ANN, REFILL, NOW)
        assert second is not None
        assert await tx.requests.latest(order.id, ANN, REFILL) == second
        assert await tx.memory.recall("a") is not None


async def test_asked_many_times_at_once(store: Store) -> None:
    """However often somebody taps, one request comes of it."""
    order = await _order(store)
    asked = await asyncio.gather(*(_ask(store, order) for _ in range(10)))
    assert len([one for one in asked if one]) == 1


async def test_somebody_elses_order(store: Store) -> None:
    """For another user's order nothing can be asked, and nothing is found."""
    order = await _order(store)
    assert await _ask(store, order, user_id=BOB) is None
    assert await _ask(store, order) is not None
    async with store.snapshot() as tx:
        assert await tx.requests.latest(order.id, BOB, REFILL) is None


async def test_order_that_the_panel_does_not_have(store: Store) -> None:
    """For an order that is not placed nothing can be asked."""
    await arrange(store)
    [queued] = await queue_orders(store, 1)
    assert await _ask(store, queued) is None
    assert await _ask(store, replace(queued, id=queued.id + 1_000)) is None


async def test_claimed(store: Store) -> None:
    """A request is claimed by one worker, until its lease runs out."""
    asked = await _ask(store, await _order(store))
    assert list(await _claim(store)) == [asked]
    assert list(await _claim(store, OTHER, LEASE - 1)) == []
    assert list(await _claim(store, OTHER, LEASE)) == [asked]


async def test_claims_at_once(store: Store) -> None:
    """Workers that claim at the same time never get the same request."""
    await arrange(store)
    for order in await place_orders(store, 10):
        await _ask(store, order)
        await _ask(store, order, CANCEL)
    claims = await asyncio.gather(*(_claim(store, f"worker-{number}") for number in range(6)))
    ids = [one.id for claim in claims for one in claim]
    assert len(set(ids)) == len(ids) == 20


async def test_put_off(store: Store) -> None:
    """A request that was put off is claimed at its time."""
    await _ask(store, await _order(store))
    [asked] = await _claim(store)
    put_off = replace(asked, attempts=1, due_at=later(30))
    async with store.transaction() as tx:
        assert await tx.requests.save(put_off, OWNER)
    assert list(await _claim(store, seconds=29)) == []
    assert list(await _claim(store, seconds=30)) == [put_off]


async def test_answered(store: Store) -> None:
    """The panel's words and its id are kept, and the request is claimed no more."""
    order = await _order(store)
    await _ask(store, order)
    [asked] = await _claim(store)
    answered = replace(
        asked,
        state=RequestState.ACCEPTED,
        words=HOSTILE,
        panel_request_id="12345",
        answered_at=later(2),
        due_at=None,
        attempts=2,
    )
    async with store.transaction() as tx:
        assert await tx.requests.save(answered, OWNER)
        assert not await tx.requests.save(answered, OWNER)
        assert await tx.requests.latest(order.id, ANN, REFILL) == replace(answered, words=HOSTILE_STORED)
    assert list(await _claim(store, seconds=10_000)) == []


async def test_lost_lease(store: Store) -> None:
    """A worker that lost its lease neither sends nor stores."""
    await _ask(store, await _order(store))
    [asked] = await _claim(store)
    await _claim(store, OTHER, LEASE)
    async with store.transaction() as tx:
        assert not await tx.requests.mark_submitting(replace(asked, state=RequestState.SUBMITTING), OWNER)
        assert not await tx.requests.save(replace(asked, state=RequestState.ACCEPTED), OWNER)
        assert await tx.requests.latest(asked.order_id, ANN, REFILL) == asked


async def test_claimed_twice_by_one_worker(store: Store) -> None:
    """A worker that claims a request anew, after its own lease ran out, cannot send it twice."""
    await _ask(store, await _order(store))
    [first] = await _claim(store)
    [again] = await _claim(store, seconds=LEASE)
    async with store.transaction() as tx:
        assert await tx.requests.mark_submitting(replace(first, state=RequestState.SUBMITTING), OWNER)
        assert not await tx.requests.mark_submitting(replace(again, state=RequestState.SUBMITTING), OWNER)


async def test_interrupted(store: Store) -> None:
    """A request that stayed `submitting` is found when its lease has run out, or when all leases were ended."""
    await _ask(store, await _order(store))
    [asked] = await _claim(store)
    async with store.transaction() as tx:
        await tx.requests.mark_submitting(replace(asked, state=RequestState.SUBMITTING), OWNER)
        assert await ids_of(tx.requests.claim_interrupted) == []
        assert await ids_of(tx.requests.claim_interrupted, later(LEASE)) == [asked.id]
        await tx.requests.release(OTHER)
        assert await ids_of(tx.requests.claim_interrupted, later(LEASE)) == []
        await tx.requests.release(None)
        assert await ids_of(tx.requests.claim_interrupted) == [asked.id]
        assert await ids_of(tx.requests.claim_queued) == []


async def test_changed_since(store: Store) -> None:
    """What was answered, or came to something, since a moment is listed, for its user alone."""
    order = await _order(store)
    for kind in (REFILL, CANCEL):
        assert await _ask(store, order, kind) is not None
    async with store.transaction() as tx:
        claimed = {one.kind: one for one in await tx.requests.claim_queued(OWNER, NOW, LEASE, 9)}
        refill = replace(claimed[REFILL], state=RequestState.ACCEPTED, answered_at=later(5), due_at=later(9))
        await tx.requests.save(refill, OWNER)
        cancel = replace(claimed[CANCEL], state=RequestState.REFUSED, answered_at=later(20), due_at=None)
        await tx.requests.save(cancel, OWNER)
        assert await tx.requests.list_changed(ANN, later(5)) == [refill, cancel]
        assert await tx.requests.list_changed(ANN, later(6)) == [cancel]
        done = replace(refill, outcome=Outcome.DONE, outcome_at=later(30), due_at=None)
        assert await tx.requests.end(done)
        assert await tx.requests.list_changed(ANN, later(25)) == [done]
        assert await tx.requests.list_changed(ANN, later(31)) == []
        assert await tx.requests.list_changed(BOB, NOW) == []


async def test_latest_of_each(store: Store) -> None:
    """The newest request of each kind is found for an order, for its user alone."""
    order = await _order(store)
    assert await _ask(store, order) is not None
    async with store.transaction() as tx:
        [claimed] = await tx.requests.claim_queued(OWNER, NOW, LEASE, 9)
        await tx.requests.save(replace(claimed, state=RequestState.REFUSED), OWNER)
    again, cancel = await _ask(store, order), await _ask(store, order, CANCEL)
    async with store.snapshot() as tx:
        assert await tx.requests.latest_of_each(order.id, ANN) == [cancel, again]
        assert await tx.requests.latest_of_each(order.id, BOB) == []
        assert await tx.requests.latest_of_each(order.id + 1, ANN) == []
