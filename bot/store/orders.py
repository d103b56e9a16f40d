"""Orders as their users see them, in SQL; the loops' side stands in `order_claims`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, true, update

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import NewOrder, Order
from bot.store.chunks import in_chunks
from bot.store.columns import At
from bot.store.dialect import insert_into
from bot.store.order_claims import OrderClaims
from bot.store.order_lists import COUNTS, OF_USER, PAGES, OrderLists
from bot.store.order_rows import life_values, new_values, order_from
from bot.store.tables import order_placed, orders

__all__ = ["COUNTS", "PAGES", "SqlOrders"]

MOST_LOOKED_AT = 10_000  # of a user's orders, for what is under them
FIND = OF_USER.where(orders.c.id == bindparam("order"))
FIND_BY_TOKEN = OF_USER.where(orders.c.token == bindparam("draft_token", type_=orders.c.token.type))
FIND_BY_PANEL_IDS = OF_USER.where(orders.c.panel_order_id.in_(bindparam("panel_ids", expanding=True)))
_newest = (
    select(orders.c.id, orders.c.children)
    .where(orders.c.user_id == bindparam("user"))
    .order_by(orders.c.id.desc())
    .limit(MOST_LOOKED_AT)
    .subquery("newest")
)
PARENTS = select(_newest).where(_newest.c.children.is_not(None))
_FIND_MANY = OF_USER.where(orders.c.id.in_(bindparam("ids", expanding=True)))
_GET_MANY = select(orders).where(orders.c.id.in_(bindparam("ids", expanding=True)))
COUNT_BY_STATE = select(orders.c.state, func.count()).group_by(orders.c.state)
NEXT_SENT = select(func.min(orders.c.submitted_at)).where(orders.c.submitted_at > bindparam("after", type_=At))
LIST_SENT = (
    select(orders)
    .where(orders.c.submitted_at >= bindparam("since", type_=At), orders.c.submitted_at <= bindparam("until", type_=At))
    .order_by(orders.c.submitted_at.desc())
    .limit(bindparam("count"))
)
LIST_BATCH = OF_USER.where(orders.c.batch_id == bindparam("batch")).order_by(orders.c.batch_line)
KNOWN_IDS = select(orders.c.panel_order_id).where(orders.c.panel_order_id.in_(bindparam("panel_ids", expanding=True)))
_ASK_NOW = (
    update(orders)
    .where(orders.c.id == bindparam("order"), orders.c.user_id == bindparam("user"), order_placed)
    .values(due_at=bindparam("at", type_=At), checked_at=None)
)
_SET_VIEW = (
    update(orders)
    .where(orders.c.id == bindparam("order"), orders.c.user_id == bindparam("user"))
    .values(view_message_id=bindparam("message"))
)
FORGET_VIEW = (
    update(orders)
    .where(orders.c.user_id == bindparam("user"), orders.c.view_message_id == bindparam("message"))
    .values(view_message_id=None)
)
OPEN_OF_SERVICE = (
    OF_USER.where(orders.c.is_open.is_(true()), orders.c.service_id == bindparam("service"))
    .order_by(orders.c.id.desc())
    .limit(bindparam("count"))
)
RECENT_SERVICES = (
    select(orders.c.service_id)
    .where(orders.c.user_id == bindparam("user"))
    .order_by(orders.c.id.desc())
    .limit(bindparam("count"))
)


class SqlOrders(OrderClaims, OrderLists):
    """Confirmed drafts."""

    async def insert(self, new: NewOrder) -> Order | None:
        """Store a queued order, due at once; None when its token has made an order before."""
        insert = insert_into(self._connection, orders).values(**_first_values(new))
        once = insert.on_conflict_do_nothing(index_elements=[orders.c.token]).returning(*orders.c)
        row = (await self._connection.execute(once)).one_or_none()
        return None if row is None else order_from(row)

    async def insert_many(self, new: Sequence[NewOrder]) -> None:
        """Store queued orders, as `insert` does one; those whose token has made an order before are passed over."""
        once = insert_into(self._connection, orders).on_conflict_do_nothing(index_elements=[orders.c.token])
        if new:
            await self._connection.execute(once, [_first_values(one) for one in new])

    async def find_by_token(self, token: str, user_id: int) -> Order | None:
        """Find the order that this user's draft became."""
        return next(iter(await self._list(FIND_BY_TOKEN, draft_token=token, user=user_id)), None)

    async def find(self, order_id: int, user_id: int) -> Order | None:
        """Find an order of this user by our id."""
        return next(iter(await self._list(FIND, order=order_id, user=user_id)), None)

    async def find_by_panel_ids(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Sequence[Order]:
        """Find the orders of this user that the panel knows by these ids, in the order of the ids."""
        asked = list(dict.fromkeys(panel_ids))
        found: dict[str | None, Order] = {}
        for part in in_chunks(asked):
            parts = await self._list(FIND_BY_PANEL_IDS, panel_ids=part, user=user_id)
            found |= {order.panel_order_id: order for order in parts}
        return [found[panel_id] for panel_id in asked if panel_id in found]

    async def find_parents(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Mapping[PanelOrderId, Order]:
        """Find the orders of this user under which the panel has placed these, by their ids."""
        under: dict[PanelOrderId, int] = {}
        for row in await self._connection.execute(PARENTS, {"user": user_id}):
            for child in row.children:
                if child in panel_ids:
                    under.setdefault(child, row.id)
        found = {order.id: order for order in await self._list(_FIND_MANY, ids=[*under.values()], user=user_id)}
        return {child: found[under[child]] for child in panel_ids if child in under}

    async def list_open_of_service(self, user_id: int, service_id: int, limit: int) -> Sequence[Order]:
        """List this user's open orders of a service, newest first."""
        return await self._list(OPEN_OF_SERVICE, user=user_id, service=service_id, count=limit)

    async def recent_services(self, user_id: int, limit: int) -> Sequence[int]:
        """List the services of this user's last orders, each once, latest first."""
        found = await self._connection.execute(RECENT_SERVICES, {"user": user_id, "count": limit})
        return list(dict.fromkeys(found.scalars()))

    async def get_many(self, order_ids: Collection[int]) -> Mapping[int, Order]:
        """Read orders of anybody by our ids; unknown ids are left out."""
        parts = [await self._list(_GET_MANY, ids=part) for part in in_chunks(order_ids)]
        found = {order.id: order for part in parts for order in part}
        return {order_id: found[order_id] for order_id in order_ids if order_id in found}

    async def count_by_state(self) -> Mapping[str, int]:
        """Count everybody's orders by state."""
        counted = await self._connection.execute(COUNT_BY_STATE)
        return {row[0]: row[1] for row in counted}

    async def list_sent(self, since: datetime, until: datetime, limit: int) -> Sequence[Order]:
        """List orders of anybody that were sent in a span of time, latest first."""
        return await self._list(LIST_SENT, since=since, until=until, count=limit)

    async def next_sent(self, after: datetime) -> datetime | None:
        """Tell when the first order of anybody was sent after a moment."""
        found: datetime | None = (await self._connection.execute(NEXT_SENT, {"after": after})).scalar_one()
        return found

    async def list_batch(self, batch_id: int, user_id: int) -> Sequence[Order]:
        """List the orders of a mass order of this user, by line."""
        return await self._list(LIST_BATCH, batch=batch_id, user=user_id)

    async def known_ids(self, panel_ids: Collection[PanelOrderId]) -> set[PanelOrderId]:
        """Return those of these ids that are orders of ours."""
        found: set[PanelOrderId] = set()
        for part in in_chunks(panel_ids):
            found |= set((await self._connection.execute(KNOWN_IDS, {"panel_ids": part})).scalars())
        return found

    async def ask_now(self, order_id: int, user_id: int, at: datetime) -> bool:
        """Make a `placed` order of this user due at `at`, and forget when it was last answered about."""
        asked = await self._connection.execute(_ASK_NOW, {"order": order_id, "user": user_id, "at": at})
        return bool(asked.rowcount)

    async def set_view(self, order_id: int, user_id: int, message_id: int) -> None:
        """Remember a message that shows this user's order beside its card; it shows no other order any more."""
        await self.forget_view(user_id, message_id)
        view = {"order": order_id, "user": user_id, "message": message_id}
        await self._connection.execute(_SET_VIEW, view)

    async def forget_view(self, user_id: int, message_id: int) -> None:
        """Forget that a message shows one of this user's orders."""
        await self._connection.execute(FORGET_VIEW, {"user": user_id, "message": message_id})


def _first_values(new: NewOrder) -> dict[str, Any]:
    """Make the columns of a queued order, due at once."""
    return new_values(new) | life_values(Order(id=0, new=new, changed_at=new.created_at, due_at=new.created_at))
