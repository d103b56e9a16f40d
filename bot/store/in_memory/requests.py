"""Refills and cancels in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.order import OrderState
from bot.domain.request import Request, RequestKind, RequestState
from bot.store.columns import EPOCH
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State, is_free, is_held, lease, release

_UNFINISHED = (RequestState.QUEUED, RequestState.SUBMITTING)


class MemoryRequests:
    """Refills and cancels."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def insert(self, order_id: int, user_id: int, kind: RequestKind, at: datetime) -> Request | None:
        """Queue a request for a placed order of this user; None when one of its kind is on its way already."""
        order = self._state.orders.get(order_id)
        if order is None or order.new.user_id != user_id or order.state is not OrderState.PLACED:
            return None
        if any(one.state in _UNFINISHED for one in self._of(order_id, user_id, kind)):
            return None
        request_id = self._state.new_id("requests")
        request = Request(id=request_id, order_id=order_id, user_id=user_id, kind=kind, created_at=at, due_at=at)
        self._state.requests[request_id] = as_stored(request)
        return self._state.requests[request_id]

    async def latest(self, order_id: int, user_id: int, kind: RequestKind) -> Request | None:
        """Find the newest request of a kind for an order of this user."""
        return next(reversed(self._of(order_id, user_id, kind)), None)

    async def latest_of_each(self, order_id: int, user_id: int) -> Sequence[Request]:
        """List the newest request of each kind for an order of this user, by kind."""
        found = [await self.latest(order_id, user_id, kind) for kind in sorted(RequestKind)]
        return [one for one in found if one is not None]

    def _of(self, order_id: int, user_id: int, kind: RequestKind) -> list[Request]:
        wanted = (order_id, user_id, kind)
        return [one for one in self._state.requests.values() if (one.order_id, one.user_id, one.kind) == wanted]

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease queued requests that are due."""

        def is_due(one: Request) -> bool:
            return one.state is RequestState.QUEUED and one.due_at is not None and one.due_at <= now

        return self._claim(is_due, owner, now, lease_seconds, limit)

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `submitting` that nobody holds any more."""
        return self._claim(lambda one: one.state is RequestState.SUBMITTING, owner, now, lease_seconds, limit)

    async def claim_followed(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests whose outcome is due to be looked for."""

        def is_due(one: Request) -> bool:
            return one.state is RequestState.ACCEPTED and one.due_at is not None and one.due_at <= now

        return self._claim(is_due, owner, now, lease_seconds, limit)

    async def list_changed(self, user_id: int, since: datetime) -> Sequence[Request]:
        """List this user's requests that the panel has answered, or of which something came, since a moment; by id."""
        own = [one for one in self._state.requests.values() if one.user_id == user_id]
        return [one for one in own if any(at is not None and at >= since for at in (one.answered_at, one.outcome_at))]

    async def list_followed(self, order_ids: Collection[int], kind: RequestKind) -> Sequence[Request]:
        """List what is followed of a kind for orders of anybody."""
        kept = self._state.requests.values()
        return [one for one in kept if one.is_followed and one.kind is kind and one.order_id in order_ids]

    async def end(self, request: Request) -> bool:
        """Store what came of a followed request; whoever holds it has lost it then."""
        kept = self._state.requests[request.id]
        if not kept.is_followed:
            return False
        outcome = replace(kept, outcome=request.outcome, outcome_at=request.outcome_at, due_at=None)
        self._state.requests[request.id] = as_stored(outcome)
        self._state.request_leases.pop(request.id, None)
        return True

    async def shared_ids(self, panel_request_ids: Collection[str]) -> set[str]:
        """Return those of the panel's ids that several requests of ours have."""
        counted = Counter(one.panel_request_id for one in self._state.requests.values())
        return {one for one in panel_request_ids if counted[one] > 1}

    def _claim(
        self, wanted: Callable[[Request], bool], owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> Sequence[Request]:
        leases = self._state.request_leases
        free = [one for one in self._state.requests.values() if wanted(one) and is_free(leases, one.id, now)]
        claimed = sorted(free, key=lambda one: (one.due_at or EPOCH, one.id))[:limit]
        lease(leases, [one.id for one in claimed], owner, now, lease_seconds)
        return claimed

    async def mark_submitting(self, request: Request, owner: str) -> bool:
        """Store a `submitting` request while `owner` still holds its lease and it is still queued."""
        kept = self._state.requests[request.id]
        if not is_held(self._state.request_leases, request.id, owner) or kept.state is not RequestState.QUEUED:
            return False
        self._state.requests[request.id] = as_stored(request)
        return True

    async def save(self, request: Request, owner: str) -> bool:
        """Store a claimed request and end its lease."""
        if not is_held(self._state.request_leases, request.id, owner):
            return False
        self._state.requests[request.id] = as_stored(request)
        del self._state.request_leases[request.id]
        return True

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        release(self._state.request_leases, owner)
