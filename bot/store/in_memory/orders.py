"""Orders in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.order import NewOrder, Order, OrderState
from bot.store.columns import EPOCH
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.order_lists import MemoryOrderLists
from bot.store.in_memory.state import is_free, is_held, lease, release


class MemoryOrders(MemoryOrderLists):
    """Confirmed drafts."""

    async def insert(self, new: NewOrder) -> Order | None:
        """Store a queued order, due at once; None when its token has made an order before."""
        assert new.user_id in self._state.users, "an order's user must have been noted"
        assert new.service_id in self._state.services, "an order's service must be in the catalogue"
        if any(order.new.token == new.token for order in self._state.orders.values()):
            return None
        order_id = self._state.new_id("orders")
        order = as_stored(Order(id=order_id, new=new, changed_at=new.created_at, due_at=new.created_at))
        self._state.orders[order_id] = order
        return order

    async def insert_many(self, new: Sequence[NewOrder]) -> None:
        """Store queued orders; those whose token has made an order before are passed over."""
        for one in new:
            await self.insert(one)

    async def find_by_token(self, token: str, user_id: int) -> Order | None:
        """Find the order that this user's draft became."""
        return next((order for order in self._of(user_id) if order.new.token == token), None)

    async def find(self, order_id: int, user_id: int) -> Order | None:
        """Find an order of this user by our id."""
        return next((order for order in self._of(user_id) if order.id == order_id), None)

    async def find_by_panel_ids(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Sequence[Order]:
        """Find the orders of this user that the panel knows by these ids."""
        found = {order.panel_order_id: order for order in self._of(user_id)}
        return [found[panel_id] for panel_id in dict.fromkeys(panel_ids) if panel_id in found]

    async def find_parents(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Mapping[PanelOrderId, Order]:
        """Find the orders of this user under which the panel has placed these, by their ids."""
        found = {child: order for order in self._of(user_id) if order.report for child in order.report.children}
        return {panel_id: found[panel_id] for panel_id in panel_ids if panel_id in found}

    async def list_open_of_service(self, user_id: int, service_id: int, limit: int) -> Sequence[Order]:
        """List this user's open orders of a service, newest first."""
        opened = [order for order in reversed(self._of(user_id)) if order.is_open]
        return [order for order in opened if order.new.service_id == service_id][:limit]

    async def recent_services(self, user_id: int, limit: int) -> Sequence[int]:
        """List the services of this user's last orders, each once, latest first."""
        last = [order.new.service_id for order in reversed(self._of(user_id))][:limit]
        return list(dict.fromkeys(last))

    async def get_many(self, order_ids: Collection[int]) -> Mapping[int, Order]:
        """Read orders of anybody."""
        return {order_id: self._state.orders[order_id] for order_id in order_ids if order_id in self._state.orders}

    async def count_by_state(self) -> Mapping[str, int]:
        """Count everybody's orders by state."""
        return Counter(order.state.value for order in self._state.orders.values())

    async def list_sent(self, since: datetime, until: datetime, limit: int) -> Sequence[Order]:
        """List orders of anybody that were sent in a span of time, latest first."""
        sent = [(one.submitted_at, one) for one in self._state.orders.values() if one.submitted_at is not None]
        found = [(at, one) for at, one in sent if since <= at <= until]
        return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)][:limit]

    async def next_sent(self, after: datetime) -> datetime | None:
        """Tell when the first order of anybody was sent after a moment."""
        sent = (one.submitted_at for one in self._state.orders.values() if one.submitted_at is not None)
        return min((at for at in sent if at > after), default=None)

    async def list_batch(self, batch_id: int, user_id: int) -> Sequence[Order]:
        """List the orders of a mass order of this user, by line."""
        found = [order for order in self._of(user_id) if order.new.batch_id == batch_id]
        return sorted(found, key=lambda order: order.new.batch_line or 0)

    async def known_ids(self, panel_ids: Collection[PanelOrderId]) -> set[PanelOrderId]:
        """Return those of these ids that are orders of ours."""
        known = (order.panel_order_id for order in self._state.orders.values())
        return {one for one in known if one is not None and one in panel_ids}

    async def settle(self, order: Order) -> bool:
        """Store what an operator has decided about an uncertain order; False when it is uncertain no more."""
        if self._state.orders[order.id].state is not OrderState.UNCERTAIN:
            return False
        self._store(order)
        return True

    async def adopt(self, order: Order) -> bool:
        """Store an order as the panel says it has taken it; False when it is placed or refused already."""
        if self._state.orders[order.id].state in (OrderState.PLACED, OrderState.REFUSED):
            return False
        self._store(order)
        self._state.order_leases.pop(order.id, None)
        return True

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease queued orders that are due."""
        return self._claim(_due(OrderState.QUEUED, now), owner, now, lease_seconds, limit)

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease placed orders that are due."""
        return self._claim(_due(OrderState.PLACED, now), owner, now, lease_seconds, limit)

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `submitting` that nobody holds any more."""
        return self._claim(lambda order: order.state is OrderState.SUBMITTING, owner, now, lease_seconds, limit)

    def _claim(
        self, wanted: Callable[[Order], bool], owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> Sequence[Order]:
        leases = self._state.order_leases
        free = [one for one in self._state.orders.values() if wanted(one) and is_free(leases, one.id, now)]
        claimed = sorted(free, key=lambda order: (order.due_at or EPOCH, order.id))[:limit]
        lease(leases, [order.id for order in claimed], owner, now, lease_seconds)
        return claimed

    async def mark_submitting(self, order: Order, owner: str) -> bool:
        """Store a `submitting` order while `owner` still holds its lease and it is still queued."""
        kept = self._state.orders[order.id]
        if not is_held(self._state.order_leases, order.id, owner) or kept.state is not OrderState.QUEUED:
            return False
        self._store(order)
        return True

    async def save(self, saved: Sequence[Order], owner: str, was: OrderState | None = None) -> Sequence[int]:
        """Store claimed orders and end their leases."""
        held = [order for order in saved if self._is_held(order.id, owner, was)]
        for order in held:
            self._store(order)
            del self._state.order_leases[order.id]
        return [order.id for order in held]

    def _is_held(self, order_id: int, owner: str, was: OrderState | None) -> bool:
        return is_held(self._state.order_leases, order_id, owner) and was in (None, self._state.orders[order_id].state)

    def _store(self, order: Order) -> None:
        others = (one for one in self._state.orders.values() if one.id != order.id)
        if order.panel_order_id and any(one.panel_order_id == order.panel_order_id for one in others):
            raise PanelOrderIdTaken("the panel gave an order an id that another order has")
        kept = self._state.orders[order.id]
        self._state.orders[order.id] = as_stored(_kept_apart(order, kept))

    async def postpone(
        self, order_ids: Sequence[int], due_at: datetime | None, owner: str, was: OrderState | None = None
    ) -> None:
        """Set one due time for many claimed orders, and end their leases."""
        for order_id in order_ids:
            if self._is_held(order_id, owner, was):
                self._state.orders[order_id] = replace(self._state.orders[order_id], due_at=due_at)
                del self._state.order_leases[order_id]

    async def ask_now(self, order_id: int, user_id: int, at: datetime) -> bool:
        """Make a `placed` order of this user due."""
        order = await self.find(order_id, user_id)
        if order is None or order.state is not OrderState.PLACED:
            return False
        self._state.orders[order_id] = replace(order, due_at=at, checked_at=None)
        return True

    async def set_view(self, order_id: int, user_id: int, message_id: int) -> None:
        """Remember a message that shows this user's order beside its card; it shows no other order any more."""
        await self.forget_view(user_id, message_id)
        order = await self.find(order_id, user_id)
        if order is not None:
            self._state.orders[order_id] = replace(order, view_message_id=message_id)

    async def forget_view(self, user_id: int, message_id: int) -> None:
        """Forget that a message shows one of this user's orders."""
        for order in self._of(user_id):
            if order.view_message_id == message_id:
                self._state.orders[order.id] = replace(order, view_message_id=None)

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        release(self._state.order_leases, owner)


def _kept_apart(order: Order, kept: Order) -> Order:
    """Leave what is not the loops' to store as it is."""
    return replace(order, new=kept.new, view_message_id=kept.view_message_id, late_told_at=kept.late_told_at)


def _due(state: OrderState, now: datetime) -> Callable[[Order], bool]:
    return lambda order: order.state is state and order.due_at is not None and order.due_at <= now
