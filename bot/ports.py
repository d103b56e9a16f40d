"""What the services need from the outside, as Protocols: Clock, Panel, Store, Messenger.

Implementations are named by their technology (`HttpPanel`, `SqlStore`), doubles by their behaviour
(`FakePanel`, `MemoryStore`, `ManualClock`). All times are aware UTC.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.catalogue import Balance, CatalogueChange, Category, PanelOrderId, PanelServiceId, Service, ServiceRow
from bot.domain.draft import Draft
from bot.domain.errors import PanelRefused
from bot.domain.inbox import StoredUpdate
from bot.domain.order import NewOrder, Order, Report, Submission
from bot.domain.outbox import NewOwed, Owed, Settled
from bot.domain.people import Access, NoticeWish, User
from bot.domain.request import Acceptance, Request, RequestKind


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class Panel(Protocol):
    """The panel's seven actions, typed. Source of every shape: panel API v2."""

    async def services(self) -> Sequence[ServiceRow]:
        """List what the panel sells; rows that cannot be read are left out and logged.

        Raises: PanelRefused, PanelUnreachable, PanelOutcomeUnknown, PanelAnswerMalformed; safe to repeat.
        """

    async def add(self, submission: Submission, before_sending: Callable[[], Awaitable[None]]) -> PanelOrderId:
        """Place an order, once.

        `before_sending` is awaited when a connection stands and the first byte is about to leave; whatever it
        raises is passed on, and then nothing was sent.
        Raises: PanelRefused (final); PanelUnreachable (nothing was taken: may be sent again), of which PanelResting
        (not even tried: the panel is left alone for now); PanelOutcomeUnknown, PanelAnswerMalformed (may have been
        taken: never to be sent again by itself).
        """

    async def order_status(self, order_id: PanelOrderId) -> Report:
        """Ask about one order. Raises as `services` does."""

    async def order_statuses(self, order_ids: Sequence[PanelOrderId]) -> Mapping[PanelOrderId, Report | PanelRefused]:
        """Ask about up to 100 orders in one request.

        Returns an entry for each id the panel answered on readably; an id it does not know maps to PanelRefused.
        Raises: ValueError for more than 100 ids; else as `services` does.
        """

    async def balance(self) -> Balance:
        """Ask what money is left. Raises as `services` does."""

    async def refill(self, order_id: PanelOrderId) -> Acceptance:
        """Ask for a refill, once. Raises as `add` does."""

    async def cancel(self, order_id: PanelOrderId) -> Acceptance:
        """Ask for a cancellation, once. Raises as `add` does."""


class OrderFilter(StrEnum):
    """Which of a user's orders are listed."""

    ALL = "all"
    OPEN = "open"  # something is still expected to happen
    DONE = "done"


class Users(Protocol):
    """People who wrote to the bot."""

    async def find(self, user_id: int) -> User | None:
        """Find somebody by their Telegram id."""

    async def note_seen(self, user: User, at: datetime) -> User:
        """Store what Telegram says of somebody who just wrote (name, username, language), keep what they chose.

        Inserts them when they are new (with `user`'s access), and takes a block mark off. Returns the stored user.
        """

    async def set_access(self, user_id: int, access: Access) -> None:
        """Change what somebody may do."""

    async def list_asked(self, limit: int) -> Sequence[User]:
        """List people whose request for access no operator has answered yet, those who came first first."""

    async def set_language(self, user_id: int, language: str | None) -> None:
        """Store the language somebody chose; None follows their Telegram again."""

    async def set_notices(self, user_id: int, wish: NoticeWish) -> None:
        """Store which notices somebody wants."""

    async def mark_blocked(self, user_id: int, at: datetime) -> None:
        """Remember that Telegram says they blocked the bot."""


class Catalogue(Protocol):
    """The panel's services, with our own short ids, which never change their meaning."""

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list: insert, update, mark what is no longer listed as gone; keep the list's order.

        A service is recognised by its panel id, a category by its name.
        """

    async def list_categories(self) -> Sequence[Category]:
        """List categories with at least one service on sale, in the panel's order."""

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category; one with nothing on sale has 0 services."""

    async def list_services(self, category_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of the services on sale in a category, in the panel's order."""

    async def list_all(self) -> Sequence[Service]:
        """List every service on sale, in the panel's order, for the search index."""

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone ones too."""

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone ones too."""


class Drafts(Protocol):
    """Orders being put together; a user has at most one open draft."""

    async def find_open(self, user_id: int) -> Draft | None:
        """Find the user's open draft, with its service as it stands in the catalogue now."""

    async def open(self, user_id: int, chat_id: int, service_id: int, token: str, at: datetime) -> Draft:
        """Start a draft at its first step; the user's former one is left."""

    async def save(self, draft: Draft, at: datetime) -> None:
        """Store step, answers, token and card of an open draft of `draft.user_id`.

        Raises: DraftGone when it is not open any more or another user's.
        """

    async def close(self, draft_id: int, user_id: int, at: datetime) -> bool:
        """Leave or finish a draft of this user; False when it was not open."""

    async def set_card(self, draft_id: int, user_id: int, message_id: int) -> None:
        """Remember which message shows this user's draft."""


class Orders(Protocol):
    """Confirmed drafts. Everything a user sees goes by `user_id`; claims serve the loops."""

    async def insert(self, new: NewOrder) -> Order | None:
        """Store a queued order, due at once; None when its token has made an order before."""

    async def find_by_token(self, token: str, user_id: int) -> Order | None:
        """Find the order that this user's draft became."""

    async def find(self, order_id: int, user_id: int) -> Order | None:
        """Find an order of this user by our id."""

    async def find_by_panel_ids(self, panel_ids: Collection[PanelOrderId], user_id: int) -> Sequence[Order]:
        """Find the orders of this user that the panel knows by these ids."""

    async def page(self, user_id: int, which: OrderFilter, offset: int, limit: int) -> Sequence[Order]:
        """List a page of this user's orders, newest first."""

    async def count(self, user_id: int, which: OrderFilter) -> int:
        """Count this user's orders."""

    async def get_many(self, order_ids: Collection[int]) -> Mapping[int, Order]:
        """Read orders of anybody by our ids, for the loops and the operator; unknown ids are left out."""

    async def count_by_state(self) -> Mapping[str, int]:
        """Count everybody's orders by state, for the operator."""

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `queued` that are due and not leased to anybody else, oldest first."""

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease `placed` orders that are due to be asked about and not leased to anybody else, most overdue first."""

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Order]:
        """Lease orders in state `submitting` whose lease has run out: their worker died in the act."""

    async def mark_submitting(self, order: Order, owner: str) -> bool:
        """Store a `submitting` order while `owner` still holds its lease; False when it does not."""

    async def save(self, orders: Sequence[Order], owner: str) -> Sequence[int]:
        """Store claimed orders (all fields that change in an order's life) and end their leases.

        Orders whose lease `owner` no longer holds are left alone; returns the ids of those that were stored.
        """

    async def postpone(self, order_ids: Sequence[int], due_at: datetime | None, owner: str) -> None:
        """Set one due time for many claimed orders of which nothing else changed, and end their leases."""

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


class Outbox(Protocol):
    """What the bot owes to chats."""

    async def add(
        self, owed: Sequence[NewOwed], at: datetime, owner: str | None, lease_seconds: float
    ) -> Sequence[Owed]:
        """Store what is owed. With an owner the rows are born leased: the owner sends them from memory.

        A CARD row replaces one for the same order and message that waits unleased.
        """

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Owed]:
        """Lease rows that are due and unleased, oldest first.

        Never one behind an earlier row of its chat that is leased or put off: a chat's rows stay in order.
        """

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Delete rows that Telegram has taken; a row's draft learns the id of its message.

        So does a row's order when an edit became a new message, since the one to edit was gone.
        """

    async def postpone(self, owed_id: int, due_at: datetime) -> None:
        """Count an attempt, put a row off and end its lease."""

    async def give_back(self, owed_ids: Sequence[int]) -> None:
        """End the leases of rows that were not tried."""

    async def drop_chat(self, chat_id: int) -> int:
        """Delete all that is owed to a chat that blocked the bot; returns how many rows."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""

    async def count(self) -> int:
        """Count what is owed."""


class Inbox(Protocol):
    """Updates that Telegram gave us and that may not be handled yet."""

    async def store(self, updates: Sequence[StoredUpdate], offset: int | None) -> Sequence[StoredUpdate]:
        """Store updates, and the next `getUpdates` offset with them; returns those that were new."""

    async def offset(self) -> int | None:
        """Return the next `getUpdates` offset, if there is one."""

    async def list_unhandled(self) -> Sequence[StoredUpdate]:
        """List what is not handled, in the order of update ids."""

    async def mark_handled(self, update_id: int, at: datetime) -> bool:
        """Note that an update's effects are in this transaction; False when it was handled before."""

    async def prune(self, before: datetime) -> None:
        """Forget updates handled before then. Telegram keeps updates for 24 hours: keep ours longer."""


class Requests(Protocol):
    """Refills and cancels."""

    async def insert(self, order_id: int, user_id: int, kind: RequestKind, at: datetime) -> Request | None:
        """Queue a request for an order of this user.

        None when one of its kind is on its way already, or when there is no such placed order.
        """

    async def latest(self, order_id: int, user_id: int, kind: RequestKind) -> Request | None:
        """Find the newest request of a kind for an order of this user."""

    async def claim_queued(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `queued` that are due, oldest first."""

    async def claim_interrupted(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Request]:
        """Lease requests in state `submitting` whose lease has run out."""

    async def mark_submitting(self, request: Request, owner: str) -> bool:
        """Store a `submitting` request while `owner` still holds its lease."""

    async def save(self, request: Request, owner: str) -> bool:
        """Store a claimed request and end its lease; False when `owner` no longer holds it."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""


class Memory(Protocol):
    """Small state by name: the balance, when the catalogue was read, chats that were told something once."""

    async def recall(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when."""

    async def keep(self, name: str, value: str, at: datetime) -> None:
        """Keep a text under a name."""

    async def forget(self, beginning: str, before: datetime) -> None:
        """Forget what was kept before then under names with this beginning."""


class Transaction(Protocol):
    """One transaction's view of the store; its parts are read-only, so that any store's own types fit."""

    @property
    def users(self) -> Users:
        """People."""

    @property
    def catalogue(self) -> Catalogue:
        """The panel's services."""

    @property
    def drafts(self) -> Drafts:
        """Orders being put together."""

    @property
    def orders(self) -> Orders:
        """Confirmed drafts."""

    @property
    def outbox(self) -> Outbox:
        """What is owed to chats."""

    @property
    def inbox(self) -> Inbox:
        """Updates to handle."""

    @property
    def requests(self) -> Requests:
        """Refills and cancels."""

    @property
    def memory(self) -> Memory:
        """Small state."""


class Store(Protocol):
    """The database: the truth and the queue."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a writing transaction; it commits at the end of the block and rolls back on any exception.

        Raises: StoreError when the database cannot be used (full disk, read-only, locked for too long).
        """

    def snapshot(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a reading transaction: one consistent state, no writer is kept waiting."""


class Messenger(Protocol):
    """Telegram, as far as the outbox needs it."""

    async def deliver(self, owed: Owed, order: Order | None, user: User | None) -> int | None:
        """Send or edit one message; returns the id of the message it now is, where there is one.

        Raises: ChatBlocked, MessengerBusy, MessengerUnreachable, MessageRejected.
        """
