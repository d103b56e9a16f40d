"""The world outside: time, the panel, Telegram."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from bot.domain.catalogue import Balance, PanelOrderId, ServiceRow
from bot.domain.errors import PanelRefused
from bot.domain.order import Order, Report, Submission
from bot.domain.outbox import Owed
from bot.domain.paper import Paper
from bot.domain.people import User
from bot.domain.request import Acceptance, LatestRequests
from bot.domain.totals import Totals


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class Panel(Protocol):
    """The panel's actions, typed. Source of every shape: panel API v2."""

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

    async def refill(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Ask for a refill, once. Waits for `before_sending` and raises as `add` does."""

    async def cancel(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Ask for a cancellation, once. Waits for `before_sending` and raises as `add` does."""

    async def refill_statuses(self, refill_ids: Sequence[str]) -> Mapping[str, str | PanelRefused]:
        """Ask how up to 100 refills stand, by the ids that the panel gave them; many panels cannot say.

        Returns the panel's own word for each that it answered on readably; one it does not know maps to PanelRefused.
        Raises: ValueError for more than 100 ids; else as `services` does.
        """


class Sheet(Protocol):
    """A table in the making."""

    async def add(self, orders: Sequence[Order]) -> bool:
        """Write a row for each order; False when no more fits into what Telegram takes."""


class Courier(Protocol):
    """Telegram, as far as papers need it; words are in the user's language of then.

    What sends raises: ChatBlocked, MessengerBusy, MessengerUnreachable, MessageRejected.
    """

    async def tell_progress(self, paper: Paper, user: User | None, done: int, total: int) -> int | None:
        """Say how far a paper is, in its message or in a new one; returns the id of the message."""

    def begin_export(self, paper: Paper, user: User | None) -> AbstractAsyncContextManager[Sheet]:
        """Begin a table, which is gone at the end of the block."""

    async def send_export(self, paper: Paper, user: User | None, sheet: Sheet, total: int) -> None:
        """Send a table; `total` is how many orders it should have."""

    async def send_totals(self, paper: Paper, user: User | None, totals: Totals) -> None:
        """Draw totals, and send the picture with the same in words."""

    def farewell(self, paper: Paper, user: User | None, *, sent: bool) -> Mapping[str, Any]:
        """Return what the message that told how far it was says in the end, as the outbox keeps it."""


class Messenger(Protocol):
    """Telegram, as far as the outbox needs it."""

    async def deliver(
        self, owed: Owed, order: Order | None, user: User | None, asked: LatestRequests | None = None
    ) -> int | None:
        """Send or edit one message; returns the id of the message it now is, where there is one.

        A card also says what was `asked` for its order.
        Raises: ChatBlocked, MessengerBusy, MessengerUnreachable, MessageRejected.
        """

    async def deliver_together(self, notices: Sequence[tuple[Owed, Order]], user: User | None) -> Sequence[Owed]:
        """Tell several notices of one chat, oldest first, in one message; returns those it has told.

        Those that did not fit are left out, all of an order's or none; there is room for one order at least.
        Raises: ChatBlocked, MessengerBusy, MessengerUnreachable, MessageRejected.
        """
