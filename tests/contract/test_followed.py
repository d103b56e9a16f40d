"""What came of refills and cancels: followed while nothing is known, ended once."""

from dataclasses import replace

import pytest

from bot.domain.order import Order
from bot.domain.request import Outcome, Request, RequestKind, RequestState, ended
from bot.ports import Store
from tests.contract.samples import ANN, LEASE, NOW, OTHER, OWNER, arrange, ids_of, later, place_orders

REFILL, CANCEL = RequestKind.REFILL, RequestKind.CANCEL


async def _answered(store: Store, order: Order, kind: RequestKind, **facts: object) -> Request:
    """Store a request that the panel has accepted, to be looked at at NOW."""
    async with store.transaction() as tx:
        assert await tx.requests.insert(order.id, ANN, kind, NOW) is not None
        [claimed] = await tx.requests.claim_queued(OWNER, NOW, LEASE, 1)
        done = replace(claimed, **{"state": RequestState.ACCEPTED, "answered_at": NOW, **facts})
        assert await tx.requests.save(done, OWNER)
    return done


async def test_followed(store: Store) -> None:
    """What was accepted is claimed at its time, by one worker; what is not due ever is not."""
    await arrange(store)
    orders = await place_orders(store, 4)
    accepted = await _answered(store, orders[0], REFILL, panel_request_id="7", due_at=later(5))
    sooner = await _answered(store, orders[1], CANCEL, due_at=later(1))
    await _answered(store, orders[2], CANCEL, state=RequestState.REFUSED, due_at=NOW)
    await _answered(store, orders[3], REFILL, due_at=None)
    async with store.transaction() as tx:
        assert await ids_of(tx.requests.claim_followed, later(4)) == [sooner.id]
        assert await tx.requests.claim_followed(OTHER, later(5), LEASE, 9) == [accepted]
        assert await ids_of(tx.requests.claim_followed, later(5)) == []
        assert await ids_of(tx.requests.claim_queued, later(1000)) == []


async def test_looked_at_again(store: Store) -> None:
    """A look that found nothing puts the request off."""
    await arrange(store)
    [order] = await place_orders(store, 1)
    request = await _answered(store, order, CANCEL, due_at=NOW)
    async with store.transaction() as tx:
        [claimed] = await tx.requests.claim_followed(OWNER, NOW, LEASE, 9)
        assert claimed == request
        assert await tx.requests.save(replace(claimed, due_at=later(60)), OWNER)
        assert await ids_of(tx.requests.claim_followed, later(59)) == []
        assert await ids_of(tx.requests.claim_followed, later(60)) == [request.id]


async def test_ended_once(store: Store) -> None:
    """What came of a request is stored once, whoever holds it, and its holder cannot write over it."""
    await arrange(store)
    [order] = await place_orders(store, 1)
    request = await _answered(store, order, CANCEL, due_at=NOW)
    async with store.transaction() as tx:
        [claimed] = await tx.requests.claim_followed(OTHER, NOW, LEASE, 9)
        assert await tx.requests.end(ended(request, Outcome.DONE, later(2)))
        assert not await tx.requests.end(ended(request, Outcome.REJECTED, later(3)))
        assert not await tx.requests.save(replace(claimed, due_at=later(60)), OTHER)
    async with store.snapshot() as tx:
        kept = await tx.requests.latest(order.id, ANN, CANCEL)
        assert kept == replace(request, outcome=Outcome.DONE, outcome_at=later(2), due_at=None)
        assert await tx.requests.list_followed([order.id], CANCEL) == []


async def test_listed_by_order(store: Store) -> None:
    """What is followed is found by its orders and its kind."""
    await arrange(store)
    first, second, third = await place_orders(store, 3)
    cancel = await _answered(store, first, CANCEL, due_at=NOW)
    await _answered(store, first, REFILL, due_at=NOW)
    await _answered(store, second, CANCEL, due_at=NOW)
    async with store.transaction() as tx:
        assert await tx.requests.insert(third.id, ANN, CANCEL, NOW) is not None
        assert await tx.requests.list_followed([first.id, third.id], CANCEL) == [cancel]
        assert await tx.requests.list_followed([], CANCEL) == []


@pytest.mark.parametrize("state", [RequestState.REFUSED, RequestState.UNCERTAIN])
async def test_request_that_was_not_accepted_does_not_end(store: Store, state: RequestState) -> None:
    """Nothing comes of what the panel refused, or may never have heard of, though an earlier version made it due."""
    await arrange(store)
    [order] = await place_orders(store, 1)
    request = await _answered(store, order, CANCEL, state=state, due_at=NOW)
    async with store.transaction() as tx:
        assert await ids_of(tx.requests.claim_followed, later(1)) == []
        assert await tx.requests.list_followed([order.id], CANCEL) == []
        assert not await tx.requests.end(ended(request, Outcome.DONE, NOW))


@pytest.mark.parametrize("kind", RequestKind)
async def test_another_after_one_that_could_not_be_confirmed(store: Store, kind: RequestKind) -> None:
    """It does not stand in the way of a second one, which is the newest from then on."""
    await arrange(store)
    [order] = await place_orders(store, 1)
    await _answered(store, order, kind, state=RequestState.UNCERTAIN, due_at=None)
    async with store.transaction() as tx:
        second = await tx.requests.insert(order.id, ANN, kind, later(1))
        assert second is not None
        assert await tx.requests.latest(order.id, ANN, kind) == second
        assert await ids_of(tx.requests.claim_queued, later(1)) == [second.id]


async def test_shared_ids(store: Store) -> None:
    """An id that the panel gave to several requests is found out."""
    await arrange(store)
    first, second, third = await place_orders(store, 3)
    await _answered(store, first, REFILL, panel_request_id="1")
    await _answered(store, second, REFILL, panel_request_id="1")
    await _answered(store, third, REFILL, panel_request_id="2")
    async with store.snapshot() as tx:
        assert await tx.requests.shared_ids(["1", "2", "3"]) == {"1"}
        assert await tx.requests.shared_ids([]) == set()
