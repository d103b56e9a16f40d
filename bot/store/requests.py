"""Refills and cancels in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Update, bindparam, func, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import Outcome, Request, RequestKind, RequestState
from bot.store.chunks import in_chunks
from bot.store.claim import NOW, claim, claimed_by, release
from bot.store.columns import EPOCH, At
from bot.store.dialect import insert_into
from bot.store.tables import order_placed, orders, request_followed, request_queued, request_submitting, requests

_c = requests.c
_NO_LEASE = {"lease_owner": null(), "lease_until": null()}
CLAIM_QUEUED = claim(requests, request_queued & (_c.due_at <= NOW), _c.due_at, _c.id)
CLAIM_FOLLOWED = claim(requests, request_followed & (_c.due_at <= NOW), _c.due_at, _c.id)
CLAIM_INTERRUPTED = claim(requests, request_submitting, _c.id)
LATEST = (
    select(requests)
    .where(_c.order_id == bindparam("order"), _c.user_id == bindparam("user"))
    .where(_c.kind == bindparam("what", type_=_c.kind.type))
    .order_by(_c.id.desc())
    .limit(1)
)
_newest = (
    select(func.max(_c.id)).where(_c.order_id == bindparam("order"), _c.user_id == bindparam("user")).group_by(_c.kind)
)
LATEST_OF_EACH = select(requests).where(_c.id.in_(_newest))
LIST_FOLLOWED = (
    select(requests)
    .where(_c.order_id.in_(bindparam("orders", expanding=True)), _c.kind == bindparam("what", type_=_c.kind.type))
    .where(request_followed, _c.outcome.is_(None))
)
# Asked once for somebody who is back: all requests are gone through, of which there are few beside the orders.
_CHANGED = (
    select(requests)
    .where(_c.user_id == bindparam("user"))
    .where((_c.answered_at >= bindparam("since", type_=At)) | (_c.outcome_at >= bindparam("since", type_=At)))
    .order_by(_c.id)
)
_END = update(requests).where(_c.id == bindparam("which"), request_followed, _c.outcome.is_(None))
SHARED_IDS = (
    select(_c.panel_request_id)
    .where(_c.panel_request_id.in_(bindparam("ids", expanding=True)))
    .group_by(_c.panel_request_id)
    .having(func.count() > 1)
)
_HELD = update(requests).where(_c.id == bindparam("which"), _c.lease_owner == bindparam("holder"))


class SqlRequests:
    """Refills and cancels."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def insert(self, order_id: int, user_id: int, kind: RequestKind, at: datetime) -> Request | None:
        """Queue a request for a placed order of this user; None when one of its kind is on its way already."""
        moment = literal(at, At)
        queued = select(
            *(orders.c.id, orders.c.user_id, literal(kind, _c.kind.type), literal(RequestState.QUEUED, _c.state.type)),
            *(literal(0), moment, moment),
        ).where(orders.c.id == order_id, orders.c.user_id == user_id, order_placed)
        names = ["order_id", "user_id", "kind", "state", "attempts", "created_at", "due_at"]
        insert = insert_into(self._connection, requests).from_select(names, queued)
        row = (await self._connection.execute(insert.on_conflict_do_nothing().returning(*_c))).one_or_none()
        return None if row is None else _request(row)

    async def latest(self, order_id: int, user_id: int, kind: RequestKind) -> Request | None:
        """Find the newest request of a kind for an order of this user."""
        wanted = {"order": order_id, "user": user_id, "what": kind}
        row = (await self._connection.execute(LATEST, wanted)).one_or_none()
        return None if row is None else _request(row)

    async def latest_of_each(self, order_id: int, user_id: int) -> Sequence[Request]:
        """List the newest request of each kind for an order of this user, by kind."""
        rows = await self._connection.execute(LATEST_OF_EACH, {"order": order_id, "user": user_id})
        return sorted(map(_request, rows), key=lambda request: request.kind)

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `queued` that are due, most overdue first."""
        return await self._claim(CLAIM_QUEUED, owner, now, lease_seconds, limit)

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `submitting` that nobody holds any more."""
        return await self._claim(CLAIM_INTERRUPTED, owner, now, lease_seconds, limit)

    async def claim_followed(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests whose outcome is due to be looked for."""
        return await self._claim(CLAIM_FOLLOWED, owner, now, lease_seconds, limit)

    async def list_changed(self, user_id: int, since: datetime) -> Sequence[Request]:
        """List this user's requests that the panel has answered, or of which something came, since a moment; by id."""
        rows = await self._connection.execute(_CHANGED, {"user": user_id, "since": since})
        return [_request(row) for row in rows]

    async def list_followed(self, order_ids: Collection[int], kind: RequestKind) -> Sequence[Request]:
        """List what is followed of a kind for orders of anybody."""
        found: list[Request] = []
        for part in in_chunks(order_ids):
            found += map(_request, await self._connection.execute(LIST_FOLLOWED, {"orders": part, "what": kind}))
        return found

    async def end(self, request: Request) -> bool:
        """Store what came of a followed request; whoever holds it has lost it then."""
        values = {"outcome": request.outcome, "outcome_at": request.outcome_at, "due_at": None, **_NO_LEASE}
        return bool((await self._connection.execute(_END.values(values), {"which": request.id})).rowcount)

    async def shared_ids(self, panel_request_ids: Collection[str]) -> set[str]:
        """Return those of the panel's ids that several requests of ours have."""
        found: set[str] = set()
        for part in in_chunks(panel_request_ids):
            found |= set((await self._connection.execute(SHARED_IDS, {"ids": part})).scalars())
        return found

    async def _claim(
        self, statement: Update, owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> Sequence[Request]:
        rows = await self._connection.execute(statement, claimed_by(owner, now, lease_seconds, limit))
        return sorted(map(_request, rows), key=lambda request: (request.due_at or EPOCH, request.id))

    async def mark_submitting(self, request: Request, owner: str) -> bool:
        """Store a `submitting` request while `owner` still holds its lease and it is still queued."""
        return await self._store(_HELD.where(request_queued).values(_life_values(request)), request, owner)

    async def save(self, request: Request, owner: str) -> bool:
        """Store a claimed request and end its lease; False when `owner` no longer holds it."""
        return await self._store(_HELD.values(_life_values(request) | _NO_LEASE), request, owner)

    async def _store(self, statement: Update, request: Request, owner: str) -> bool:
        stored = await self._connection.execute(statement, {"which": request.id, "holder": owner})
        return bool(stored.rowcount)

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        await self._connection.execute(release(requests, owner))


def _request(row: Row[Any]) -> Request:
    return Request(
        id=row.id,
        order_id=row.order_id,
        user_id=row.user_id,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        words=row.words,
        panel_request_id=row.panel_request_id,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        outcome_at=row.outcome_at,
    )


def _life_values(request: Request) -> dict[str, Any]:
    names = ("state", "words", "panel_request_id", "attempts", "due_at", "answered_at", "outcome", "outcome_at")
    return {name: getattr(request, name) for name in names}
