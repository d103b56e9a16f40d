"""A user's wish for a placed order: a refill, or its cancellation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RequestKind(StrEnum):
    """What is asked of the panel."""

    REFILL = "refill"
    CANCEL = "cancel"


class RequestState(StrEnum):
    """How far a request has come. "Accepted" is not "done": the result shows in the order's status."""

    QUEUED = "queued"
    SUBMITTING = "submitting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A refill or a cancel on its way to the panel; `words` are the panel's own."""

    id: int
    order_id: int
    user_id: int
    kind: RequestKind
    state: RequestState = RequestState.QUEUED
    words: str | None = None
    panel_request_id: str | None = None  # some panels give a refill an id
    attempts: int = 0
    created_at: datetime
    due_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The panel took a refill or a cancel: accepted, not done."""

    words: str
    panel_request_id: str | None = None
