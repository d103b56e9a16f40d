"""A confirmed draft and its life: `queued → submitting → placed | refused | uncertain`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.status import Status, is_final


class OrderState(StrEnum):
    """How far an order has come between us and the panel."""

    QUEUED = "queued"  # the panel has not heard of it
    SUBMITTING = "submitting"  # bytes may have left; found so after a crash, it is uncertain
    PLACED = "placed"  # the panel gave it an id
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # the panel may or may not have taken it: never sent again by itself


class Ending(StrEnum):
    """How an order ended, as lists tell them apart."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    CANCELED = "canceled"  # or refused, refunded, failed: nothing of it, or not to be counted on


class Verdict(StrEnum):
    """What an operator found out about an uncertain order."""

    ADOPTED = "adopted"  # the panel has it, under an id that the operator named
    NOT_TAKEN = "not_taken"  # the panel does not have it: closed
    SEND_AGAIN = "send_again"  # the panel does not have it: sent once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What `add` is sent: the service, the target, and the type's parameters by the panel's names."""

    service: PanelServiceId
    target: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order about to be stored; `token` is its draft's, unique for ever."""

    user_id: int
    chat_id: int
    token: str
    service_id: int
    service_name: str
    service_type: str
    submission: Submission
    quantity: int | None  # total over all runs; None where the type has none
    expected_charge: Decimal | None  # None where nobody can say what it will cost in all
    currency: str | None
    card_message_id: int | None  # the message in the chat that shows this order
    rate_per_post: Decimal | None = None  # of a type priced so: what a thousand cost on each future post
    refill: bool | None = None  # what the service allowed when it was ordered; None: the panel did not say
    cancel: bool | None = None
    batch_id: int | None = None  # the mass order it belongs to
    batch_line: int | None = None  # and its line there
    usual_seconds: int | None = None  # what orders like it took; None: nobody could say
    created_at: datetime

    @property
    def price(self) -> Decimal | None:
        """What was shown before Confirm: what it costs in all, or the rate of each future post."""
        return self.expected_charge if self.rate_per_post is None else self.rate_per_post


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the panel says of a placed order; None where it says nothing."""

    status: str
    status_word: str  # the panel's own
    remains: int | None = None
    start_count: int | None = None
    charge: Decimal | None = None
    charge_text: str | None = None
    currency: str | None = None
    children: tuple[PanelOrderId, ...] = ()  # of drip-feed and subscription parents


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as stored."""

    id: int
    new: NewOrder
    state: OrderState = OrderState.QUEUED
    panel_order_id: PanelOrderId | None = None
    refusal: str | None = None  # the panel's own words
    verdict: Verdict | None = None  # an operator's last word, if it was ever uncertain
    report: Report | None = None
    attempts: int = 0  # in vain; from 1 on its card tells that it waits
    submitted_at: datetime | None = None
    placed_at: datetime | None = None
    changed_at: datetime = field(kw_only=True)  # state or status last changed
    checked_at: datetime | None = None  # the panel last answered about it
    finished_at: datetime | None = None  # its status became final
    view_message_id: int | None = None  # another message in the chat that shows it, as opened from a list
    due_at: datetime | None = None  # to be submitted, or asked about, from then on; None: never by itself
    late_told_at: datetime | None = None  # its user was told that it takes longer than usual

    @property
    def status(self) -> str | None:
        """The last reported status, if the panel has reported one."""
        return self.report.status if self.report else None

    @property
    def is_open(self) -> bool:
        """Whether something is still expected to happen to it."""
        if self.state is OrderState.PLACED:
            return self.status is None or not is_final(self.status)
        return self.state is not OrderState.REFUSED

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while it is open."""
        if self.is_open:
            return None
        if self.state is OrderState.REFUSED:
            return Ending.CANCELED
        return _ENDINGS.get(self.status or "", Ending.CANCELED)


_ENDINGS = {
    Status.COMPLETED.value: Ending.COMPLETED,
    Status.EXPIRED.value: Ending.COMPLETED,
    Status.PARTIAL.value: Ending.PARTIAL,
}


def submitting(order: Order, at: datetime) -> Order:
    """The first byte is about to leave."""
    return replace(order, state=OrderState.SUBMITTING, submitted_at=at, changed_at=at)


def placed(order: Order, panel_order_id: PanelOrderId, at: datetime, due_at: datetime) -> Order:
    """The panel took the order and gave it an id."""
    return replace(
        order, state=OrderState.PLACED, panel_order_id=panel_order_id, placed_at=at, changed_at=at, due_at=due_at
    )


def refused(order: Order, words: str, at: datetime) -> Order:
    """The panel said no."""
    return replace(order, state=OrderState.REFUSED, refusal=words, changed_at=at, due_at=None)


def uncertain(order: Order, at: datetime) -> Order:
    """The panel may or may not have taken the order."""
    return replace(order, state=OrderState.UNCERTAIN, changed_at=at, due_at=None)


def requeued(order: Order, due_at: datetime) -> Order:
    """The order provably did not reach the panel, or was put off by it."""
    return replace(order, state=OrderState.QUEUED, submitted_at=None, attempts=order.attempts + 1, due_at=due_at)


def adopted(order: Order, panel_order_id: PanelOrderId, at: datetime) -> Order:
    """An operator has found the order at the panel: followed from now on."""
    return replace(placed(order, panel_order_id, at, at), verdict=Verdict.ADOPTED)


def not_taken(order: Order, at: datetime) -> Order:
    """An operator has found that the panel did not take the order: closed."""
    return replace(order, state=OrderState.REFUSED, verdict=Verdict.NOT_TAKEN, changed_at=at, due_at=None)


def sent_again(order: Order, at: datetime) -> Order:
    """An operator has found that the panel did not take the order: it goes out once more."""
    return replace(
        order,
        state=OrderState.QUEUED,
        verdict=Verdict.SEND_AGAIN,
        submitted_at=None,
        attempts=0,
        changed_at=at,
        due_at=at,
    )


def put_off(order: Order, due_at: datetime) -> Order:
    """The panel is left alone for now: the order was not tried, and is known to wait."""
    return replace(order, state=OrderState.QUEUED, submitted_at=None, attempts=max(order.attempts, 1), due_at=due_at)
