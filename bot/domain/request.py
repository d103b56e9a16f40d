"""A user's wish for a placed order: a refill, or its cancellation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.status import Status, is_final, read_status

REFILL_EVERY = timedelta(hours=24)  # one refill request an order in so long
FOLLOWED = timedelta(days=7)  # what nothing was heard of for so long is followed no more, silently
_FIRST_LOOK = timedelta(minutes=1)
_SLOWEST_LOOK = timedelta(hours=6)
_WAIT_SHARE = 10  # looked at every tenth of its age


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


class Outcome(StrEnum):
    """What came of a request that the panel had accepted."""

    DONE = "done"
    REJECTED = "rejected"


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
    outcome: Outcome | None = None
    outcome_at: datetime | None = None

    @property
    def is_followed(self) -> bool:
        """Whether the panel has taken it, and its outcome is still looked for."""
        return self.outcome is None and self.state is RequestState.ACCEPTED

    @property
    def is_pending(self) -> bool:
        """Whether something is still expected to come of it."""
        return self.state in (RequestState.QUEUED, RequestState.SUBMITTING) or (
            self.is_followed and self.due_at is not None
        )


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The panel took a refill or a cancel: accepted, not done."""

    words: str
    panel_request_id: str | None = None


def answered(request: Request, state: RequestState, acceptance: Acceptance | None, at: datetime) -> Request:
    """The panel answered, or left the outcome open; what comes of an accepted one is looked for from then on.

    A refill can be followed by the panel's id for it alone, a cancel by its order's status. Of one that the panel may
    never have heard of nothing can be told: its order may come to the same end by itself.
    """
    panel_id = acceptance.panel_request_id if acceptance else None
    can_follow = state is RequestState.ACCEPTED and (request.kind is RequestKind.CANCEL or panel_id is not None)
    return replace(
        request,
        state=state,
        words=acceptance.words if acceptance else None,
        panel_request_id=panel_id,
        answered_at=at,
        due_at=at + _FIRST_LOOK if can_follow else None,
    )


def look_again(request: Request, at: datetime) -> Request:
    """Nothing has come of it yet: looked at ever more rarely, and in the end no more."""
    age = at - (request.answered_at or request.created_at)
    wait = min(max(_FIRST_LOOK, age / _WAIT_SHARE), _SLOWEST_LOOK)
    return replace(request, due_at=None if age >= FOLLOWED else at + wait)


def ended(request: Request, outcome: Outcome, at: datetime) -> Request:
    """Something has come of it."""
    return replace(request, outcome=outcome, outcome_at=at, due_at=None)


def cancel_outcome(status: str | None) -> Outcome | None:
    """Read off an order's status what came of the wish to cancel it; None while the order is under way."""
    if status is None or not is_final(status):
        return None
    return Outcome.REJECTED if status in (Status.COMPLETED, Status.EXPIRED) else Outcome.DONE


_REFILL_OUTCOMES = {
    "completed": Outcome.DONE,
    "rejected": Outcome.REJECTED,
    "canceled": Outcome.REJECTED,
    "failed": Outcome.REJECTED,
}


def refill_outcome(word: str) -> Outcome | None:
    """Read the panel's word for how a refill stands; None while it is under way, and for an unknown word.

    Source: panel API, family document, "refill_status": Pending, In progress, Completed, Rejected.
    """
    return _REFILL_OUTCOMES.get(read_status(word).casefold())


def refill_again_at(latest: Request) -> datetime | None:
    """Return when the next refill may be asked for; None: any time, since the last one was refused."""
    return None if latest.state is RequestState.REFUSED else latest.created_at + REFILL_EVERY


def is_under_way(latest: Request) -> bool:
    """Tell whether another of its kind has to wait for this one: a cancel until something came of it."""
    if latest.kind is RequestKind.CANCEL:
        return latest.is_pending
    return latest.state in (RequestState.QUEUED, RequestState.SUBMITTING)


def held_until(latest: Request, at: datetime) -> datetime | None:
    """Return until when no other refill can be asked for; None where that is no longer, or was never so."""
    until = refill_again_at(latest) if latest.kind is RequestKind.REFILL else None
    return None if until is None or until <= at else until


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestRequests:
    """The newest request of each kind for an order, as things stand at a moment."""

    found: Sequence[Request] = ()
    at: datetime

    def find(self, kind: RequestKind) -> Request | None:
        """Find the newest of a kind."""
        return next((one for one in self.found if one.kind is kind), None)

    def hold(self, kind: RequestKind) -> bool:
        """Tell whether another one of this kind would be turned down now."""
        latest = self.find(kind)
        return latest is not None and (is_under_way(latest) or held_until(latest, self.at) is not None)
