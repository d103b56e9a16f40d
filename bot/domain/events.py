"""What happened to an order: the facts a notice is made of."""

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What a notice is about."""

    PLACED = "placed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    ADOPTED = "adopted"  # an operator found it at the panel
    NOT_TAKEN = "not_taken"  # an operator found that the panel does not have it
    SENT_AGAIN = "sent_again"  # the same, and it goes out once more
    BATCH_DONE = "batch_done"  # the last order of a mass order has been taken, refused, or could not be confirmed
    STATUS_CHANGED = "status_changed"
    REFILL_ACCEPTED = "refill_accepted"
    REFILL_REFUSED = "refill_refused"
    REFILL_UNCERTAIN = "refill_uncertain"
    CANCEL_ACCEPTED = "cancel_accepted"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_UNCERTAIN = "cancel_uncertain"
    REFILL_DONE = "refill_done"
    REFILL_REJECTED = "refill_rejected"
    CANCEL_DONE = "cancel_done"
    CANCEL_REJECTED = "cancel_rejected"
    LATE = "late"  # it takes far longer than its like usually do


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    """One change of one order, as it was when it happened: a later change does not rewrite it."""

    kind: EventKind
    order_id: int
    status: str | None = None
    before: str | None = None
    remains: int | None = None
    words: str | None = None  # the panel's own
    cancel: str | None = None  # what this change means for the cancel that was asked for
    since_seconds: int | None = None  # how long the panel had had a late order
    again_at_seconds: int | None = None  # since 1970: when the next refill can be asked for
    final: bool = False
