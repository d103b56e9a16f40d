"""Orders as the loops see them, in SQL: claimed with a lease, stored, put off."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import PanelOrderIdTaken
from bot.domain.order import Order, OrderState
from bot.store.chunks import in_chunks
from bot.store.claim import NOW, claim, claimed_by, release
from bot.store.columns import EPOCH, At
from bot.store.order_rows import life_values, order_from
from bot.store.tables import order_placed, order_queued, order_submitting, order_uncertain, orders

_DUE = orders.c.due_at <= NOW
_OLDEST_FIRST = (orders.c.due_at, orders.c.id)
CLAIM_QUEUED = claim(orders, order_queued & _DUE, *_OLDEST_FIRST)
CLAIM_DUE = claim(orders, order_placed & _DUE, *_OLDEST_FIRST)
CLAIM_INTERRUPTED = claim(orders, order_submitting, *_OLDEST_FIRST)

_HELD = (
    orders.c.id.in_(bindparam("ids", expanding=True)),
    orders.c.lease_owner == bindparam("holder"),
    orders.c.state.in_(bindparam("was", expanding=True)),
)
_HOLD = select(orders.c.id).where(*_HELD).with_for_update()
_STORE = update(orders).where(orders.c.id == bindparam("which"))
_MARK = _STORE.where(orders.c.lease_owner == bindparam("holder"), order_queued)
_SETTLE = _STORE.where(order_uncertain)
_ADOPT = _STORE.where(orders.c.state.not_in([OrderState.PLACED, OrderState.REFUSED]))
_POSTPONE = update(orders).where(*_HELD).values(due_at=bindparam("due", type_=At), lease_owner=None, lease_until=None)


@contextmanager
def _ids_once() -> Iterator[None]:
    """Say in our words that an id of the panel's is another order's already."""
    try:
        yield
    except IntegrityError as error:
        if "panel_order_id" in str(error.orig):
            raise PanelOrderIdTaken("the panel gave an order an id that another order has") from error
        raise


def _holding(order_ids: Sequence[int], owner: str, was: OrderState | None) -> dict[str, object]:
    return {"ids": order_ids, "holder": owner, "was": list(OrderState) if was is None else [was]}


class OrderClaims:
    """Claims of orders."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease queued orders that are due and free, most overdue first."""
        return await self._claim(CLAIM_QUEUED, owner, now, lease_seconds, limit)

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease placed orders that are due and free, most overdue first."""
        return await self._claim(CLAIM_DUE, owner, now, lease_seconds, limit)

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `submitting` that nobody holds any more."""
        return await self._claim(CLAIM_INTERRUPTED, owner, now, lease_seconds, limit)

    async def _claim(
        self, statement: Update, owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> Sequence[Order]:
        rows = await self._connection.execute(statement, claimed_by(owner, now, lease_seconds, limit))
        return sorted(map(order_from, rows), key=lambda order: (order.due_at or EPOCH, order.id))

    async def mark_submitting(self, order: Order, owner: str) -> bool:
        """Store a `submitting` order while `owner` still holds its lease; False when it does not.

        False also when the order is not queued any more: a worker that claimed it anew after its own lease had run
        out would otherwise send it a second time.
        """
        marked = await self._connection.execute(_MARK.values(life_values(order)), {"which": order.id, "holder": owner})
        return bool(marked.rowcount)

    async def save(self, saved: Sequence[Order], owner: str, was: OrderState | None = None) -> Sequence[int]:
        """Store claimed orders and end their leases; returns the ids of those that `owner` still held.

        Raises: PanelOrderIdTaken; the transaction is then to be left.
        """
        held = await self._held([order.id for order in saved], owner, was)
        changes = [
            {"which": order.id, **life_values(order), "lease_owner": None, "lease_until": None}
            for order in saved
            if order.id in held
        ]
        if changes:
            await self._store(changes)
        return [order.id for order in saved if order.id in held]

    async def _held(self, order_ids: Sequence[int], owner: str, was: OrderState | None) -> set[int]:
        held: set[int] = set()
        for part in in_chunks(order_ids):
            held |= set((await self._connection.execute(_HOLD, _holding(part, owner, was))).scalars())
        return held

    async def _store(self, changes: list[dict[str, object]]) -> None:
        with _ids_once():
            await self._connection.execute(_STORE, changes)

    async def settle(self, order: Order) -> bool:
        """Store what an operator has decided about an uncertain order; False when it is uncertain no more."""
        with _ids_once():
            settled = await self._connection.execute(_SETTLE, {"which": order.id, **life_values(order)})
        return bool(settled.rowcount)

    async def adopt(self, order: Order) -> bool:
        """Store an order as the panel says it has taken it; False when it is placed or refused already."""
        values = {"which": order.id, **life_values(order), "lease_owner": None, "lease_until": None}
        with _ids_once():
            return bool((await self._connection.execute(_ADOPT, values)).rowcount)

    async def postpone(
        self, order_ids: Sequence[int], due_at: datetime | None, owner: str, was: OrderState | None = None
    ) -> None:
        """Set one due time for many claimed orders, and end their leases."""
        for part in in_chunks(order_ids):
            await self._connection.execute(_POSTPONE, {**_holding(part, owner, was), "due": due_at})

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody. What is `submitting` stays so, and counts as interrupted."""
        await self._connection.execute(release(orders, owner))
