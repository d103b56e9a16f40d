"""Orders and what belongs to them: requests, cases, the balance over time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.batch import Batch, BatchState, Preset
from bot.domain.case import Case
from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import BalanceReading
from bot.domain.order import NewOrder, Order, OrderState, Verdict
from bot.domain.paper import Paper, PaperKind
from bot.domain.request import Request, RequestKind
from bot.domain.usual_time import PastOrder


class OrderFilter(StrEnum):
    """Which of a user's orders are listed."""

    ALL = "all"
    OPEN = "open"  # something is still expected to happen
    DONE = "done"  # nothing more is: well or not
    PARTIAL = "partial"
    CANCELED = "canceled"  # refused, refunded and failed too


@dataclass(frozen=True, slots=True)
class OrderScope:
    """Which of a user's orders are looked at, whatever their state; None of these: all."""

    service_id: int | None = None
    target: str | None = None
    query: str | None = None  # as typed: words of the service's name, parts of the link, the panel's ids


EVERYTHING = OrderScope()


@dataclass(frozen=True, slots=True)
class Spent:
    """What was ordered in one currency; orders of which no charge is known count as 0."""

    currency: str | None
    orders: int
    charge: Decimal


class Orders(Protocol):
    """Confirmed drafts. Everything a user sees goes by `user_id`; claims serve the loops."""

    async def insert(self, new: NewOrder) -> Order | None:
        """Store a queued order, due at once; None when its token has made an order before."""

    async def insert_many(self, new: Sequence[NewOrder]) -> None:
        """Store queued orders, as `insert` does one; those whose token has made an order before are passed over."""

    async def find_by_token(self, token: str, user_id: int) -> Order | None:
        """Find the order that this user's draft became."""

    async def find(self, order_id: int, user_id: int) -> Order | None:
        """Find an order of this user by our id."""

    async def find_by_panel_ids(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Sequence[Order]:
        """Find the orders of this user that the panel knows by these ids."""

    async def find_parents(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Mapping[PanelOrderId, Order]:
        """Find the orders of this user under which the panel says that it has placed these, by their ids.

        Looked for among the newest 10,000 orders; ids that are under none are left out.
        """

    async def page(
        self, user_id: int, which: OrderFilter, offset: int, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List a page of this user's orders, newest first."""

    async def count(self, user_id: int, which: OrderFilter, scope: OrderScope = EVERYTHING) -> int:
        """Count this user's orders."""

    async def list_open_of_service(self, user_id: int, service_id: int, limit: int) -> Sequence[Order]:
        """List this user's orders of a service of which something is still expected, newest first."""

    async def list_before(
        self, user_id: int, which: OrderFilter, before: int | None, limit: int, scope: OrderScope = EVERYTHING
    ) -> Sequence[Order]:
        """List this user's newest orders whose id is below `before`, newest first: long lists in parts."""

    async def list_changed(self, user_id: int, since: datetime, after: int, limit: int) -> Sequence[Order]:
        """List this user's orders that changed at `since` and have an id above `after`, or changed later, in order."""

    async def spent(self, user_id: int, since: datetime, until: datetime) -> Sequence[Spent]:
        """Sum up this user's placed orders of a span of time, `until` excluded, by currency.

        An order counts with what the panel charged; until it says so, with what was expected. One that is priced per
        post counts with nothing, until the panel names a charge.
        """

    async def list_completed(self, service_id: int, limit: int) -> Sequence[PastOrder]:
        """List how long anybody's last completed orders of a service took; those in runs left out."""

    async def take_late(self, now: datetime, limit: int) -> Sequence[Order]:
        """Mark open orders that take far longer than usual as told about, each once, and return them."""

    async def recent_services(self, user_id: int, limit: int) -> Sequence[int]:
        """List the services of this user's last `limit` orders by our ids, each once, latest first."""

    async def get_many(self, order_ids: Collection[int]) -> Mapping[int, Order]:
        """Read orders of anybody by our ids, for the loops and the operator; unknown ids are left out."""

    async def count_by_state(self) -> Mapping[str, int]:
        """Count everybody's orders by state, for the operator."""

    async def list_sent(self, since: datetime, until: datetime, limit: int) -> Sequence[Order]:
        """List orders of anybody that were sent to the panel in a span of time, both ends included, latest first."""

    async def next_sent(self, after: datetime) -> datetime | None:
        """Tell when the first order of anybody was sent to the panel after a moment."""

    async def known_ids(self, panel_ids: Collection[PanelOrderId]) -> set[PanelOrderId]:
        """Return those of these ids that are orders of ours, whoever's."""

    async def list_batch(self, batch_id: int, user_id: int) -> Sequence[Order]:
        """List the orders of a mass order of this user, by line."""

    async def settle(self, order: Order) -> bool:
        """Store what an operator has decided about an uncertain order, with all that changes in its life.

        False when it is uncertain no more. Raises: PanelOrderIdTaken.
        """

    async def adopt(self, order: Order) -> bool:
        """Store an order as the panel says it has taken it, whoever holds it, and end its lease.

        False when it is placed or refused already. Raises: PanelOrderIdTaken.
        """

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `queued` that are due and not leased to anybody else, oldest first."""

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease `placed` orders that are due to be asked about and not leased to anybody else, most overdue first."""

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `submitting` whose lease has run out: their worker died in the act."""

    async def mark_submitting(self, order: Order, owner: str) -> bool:
        """Store a `submitting` order while `owner` still holds its lease; False when it does not."""

    async def save(self, orders: Sequence[Order], owner: str, was: OrderState | None = None) -> Sequence[int]:
        """Store claimed orders (all fields that change in an order's life) and end their leases.

        Orders whose lease `owner` no longer holds are left alone, and with `was` those that are in another state:
        another task of this owner has taken them further. Returns the ids of those that were stored.
        """

    async def postpone(
        self, order_ids: Sequence[int], due_at: datetime | None, owner: str, was: OrderState | None = None
    ) -> None:
        """Set one due time for many claimed orders of which nothing else changed, and end their leases.

        `was` is meant as in `save`.
        """

    async def ask_now(self, order_id: int, user_id: int, at: datetime) -> bool:
        """Make a `placed` order of this user due at `at`, and forget when it was last answered about.

        An order with no `checked_at` is one that somebody waits for. False when there is no such order.
        """

    async def set_view(self, order_id: int, user_id: int, message_id: int) -> None:
        """Remember a message that shows this user's order beside its card; it shows no other order any more."""

    async def forget_view(self, user_id: int, message_id: int) -> None:
        """Forget that a message shows one of this user's orders: it shows something else now."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody (one process that just started). `submitting` stays so."""


class Requests(Protocol):
    """Refills and cancels."""

    async def insert(self, order_id: int, user_id: int, kind: RequestKind, at: datetime) -> Request | None:
        """Queue a request for an order of this user.

        None when one of its kind is on its way already, or when there is no such placed order.
        """

    async def latest(self, order_id: int, user_id: int, kind: RequestKind) -> Request | None:
        """Find the newest request of a kind for an order of this user."""

    async def latest_of_each(self, order_id: int, user_id: int) -> Sequence[Request]:
        """List the newest request of each kind for an order of this user, by kind."""

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `queued` that are due, oldest first."""

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `submitting` whose lease has run out."""

    async def mark_submitting(self, request: Request, owner: str) -> bool:
        """Store a `submitting` request while `owner` still holds its lease."""

    async def claim_followed(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests the panel has accepted, whose outcome is due to be looked for."""

    async def list_changed(self, user_id: int, since: datetime) -> Sequence[Request]:
        """List this user's requests that the panel has answered, or of which something came, since a moment; by id."""

    async def list_followed(self, order_ids: Collection[int], kind: RequestKind) -> Sequence[Request]:
        """List what is followed of a kind for orders of anybody."""

    async def end(self, request: Request) -> bool:
        """Store what came of a followed request, whoever holds it; False when that is known already."""

    async def shared_ids(self, panel_request_ids: Collection[str]) -> set[str]:
        """Return those of the panel's ids that several requests of ours have: a flag, not an id."""

    async def save(self, request: Request, owner: str) -> bool:
        """Store a claimed request and end its lease; False when `owner` no longer holds it."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""


class Papers(Protocol):
    """Wishes for files and pictures, until Telegram has taken them."""

    async def add(self, user_id: int, chat_id: int, kind: PaperKind, wish: Mapping[str, Any], at: datetime) -> bool:
        """Store a wish, due at once; False when the very same is being made for this user."""

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Paper]:
        """Lease wishes that are due, those due longest first."""

    async def set_message(self, paper_id: int, owner: str, message_id: int) -> bool:
        """Remember which message tells how far a claimed paper is; False when `owner` no longer holds it."""

    async def settle(self, paper_id: int, owner: str) -> bool:
        """Delete a claimed wish: sent, or given up; False when `owner` no longer holds it."""

    async def postpone(self, paper_id: int, due_at: datetime, owner: str) -> bool:
        """Count an attempt, put a claimed wish off and end its lease."""

    async def drop_chat(self, chat_id: int) -> None:
        """Delete the wishes of a chat that blocked the bot."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""


class Cases(Protocol):
    """Uncertain orders as the operators' matter. An order has at most one open case."""

    async def open(self, order_id: int, at: datetime) -> None:
        """Open a case; nothing when the order has an open one."""

    async def count_open(self) -> int:
        """Count what waits for an operator's word."""

    async def list_open(self, offset: int, limit: int) -> Sequence[Case]:
        """List open cases, oldest first."""

    async def find_open(self, order_id: int) -> Case | None:
        """Find the open case of an order."""

    async def opened_since(self, at: datetime) -> bool:
        """Tell whether a case that is open was opened at that moment or later."""

    async def ask_search(self, order_id: int, search_from: PanelOrderId | None, operator_id: int) -> bool:
        """Have the panel looked through from an id on, for an operator; False when the case is not open."""

    async def close(self, order_id: int, verdict: Verdict, operator_id: int, at: datetime) -> bool:
        """Close a case and remember who decided what and when; False when it is not open."""

    async def withdraw(self, order_id: int, at: datetime) -> bool:
        """Close a case that the panel itself has answered: nobody decided anything; False when it is not open."""

    async def claim_untold(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that nobody was told of, oldest order first."""

    async def claim_sought(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that are to be looked up, oldest order first."""

    async def mark_told(self, case_id: int, at: datetime, owner: str) -> bool:
        """Store when operators were told and end the lease; False when it is not held, or decided meanwhile."""

    async def end_search(self, case: Case, owner: str) -> bool:
        """Forget the look-up that the case was claimed with, not one asked for since, and end the lease.

        False when it is not held, or decided meanwhile.
        """

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""


class Balances(Protocol):
    """What the panel said of its balance, over time."""

    async def note(self, reading: BalanceReading) -> None:
        """Store a reading."""

    async def before(self, at: datetime) -> BalanceReading | None:
        """Find the last reading that was answered by then."""

    async def after(self, at: datetime) -> BalanceReading | None:
        """Find the first reading that was asked for no earlier."""

    async def last_between(self, since: datetime, until: datetime) -> BalanceReading | None:
        """Find the last reading of those asked for and answered in a span of time, both ends included."""

    async def prune(self, before: datetime) -> None:
        """Forget readings answered before then."""


class Batches(Protocol):
    """Mass orders. Everything a user sees goes by `user_id`; `finish` serves the loop."""

    async def insert(self, user_id: int, chat_id: int, token: str, content: str, at: datetime) -> Batch:
        """Store what was written, open."""

    async def find(self, token: str, user_id: int) -> Batch | None:
        """Find a mass order of this user by its token, in whatever state."""

    async def close(self, batch_id: int, user_id: int, state: BatchState, rejected: Mapping[str, str] | None) -> bool:
        """Confirm or leave an open mass order of this user, once; False when it is not open."""

    async def finish(self, batch_id: int) -> bool:
        """Turn a confirmed mass order none of whose orders is on its way any more into a done one, once.

        Of several at the same time one is told True.
        """

    async def prune(self, unconfirmed_before: datetime, text_before: datetime) -> None:
        """Forget mass orders made before then that were not confirmed, and what was written for confirmed ones.

        Why lines of those were not ordered is kept: their orders are, too.
        """


class Presets(Protocol):
    """Named sets of services and quantities, each its user's own."""

    async def insert(self, user_id: int, name: str, content: str, at: datetime) -> int:
        """Store one; returns its id."""

    async def list_of(self, user_id: int) -> Sequence[Preset]:
        """List this user's, oldest first."""

    async def find(self, preset_id: int, user_id: int) -> Preset | None:
        """Find one of this user's."""

    async def delete(self, preset_id: int, user_id: int) -> bool:
        """Forget one of this user's; False when there is none."""
