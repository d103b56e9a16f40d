"""What is told of a refill or a cancel: what the panel answered, and then what came of it."""

from math import ceil

from bot.domain.events import EventKind, OrderEvent
from bot.domain.request import Outcome, Request, RequestKind, RequestState, refill_again_at

_ANSWERS = {
    (RequestKind.REFILL, RequestState.ACCEPTED): EventKind.REFILL_ACCEPTED,
    (RequestKind.REFILL, RequestState.REFUSED): EventKind.REFILL_REFUSED,
    (RequestKind.REFILL, RequestState.UNCERTAIN): EventKind.REFILL_UNCERTAIN,
    (RequestKind.CANCEL, RequestState.ACCEPTED): EventKind.CANCEL_ACCEPTED,
    (RequestKind.CANCEL, RequestState.REFUSED): EventKind.CANCEL_REFUSED,
    (RequestKind.CANCEL, RequestState.UNCERTAIN): EventKind.CANCEL_UNCERTAIN,
}
_OUTCOMES = {
    (RequestKind.REFILL, Outcome.DONE): EventKind.REFILL_DONE,
    (RequestKind.REFILL, Outcome.REJECTED): EventKind.REFILL_REJECTED,
    (RequestKind.CANCEL, Outcome.DONE): EventKind.CANCEL_DONE,
    (RequestKind.CANCEL, Outcome.REJECTED): EventKind.CANCEL_REJECTED,
}


def event_of(request: Request) -> OrderEvent:
    """Return what is to be told of a request that the panel has answered, as it stands now."""
    if request.outcome is not None:
        return OrderEvent(kind=_OUTCOMES[request.kind, request.outcome], order_id=request.order_id, final=True)
    return OrderEvent(
        kind=_ANSWERS[request.kind, request.state],
        order_id=request.order_id,
        words=request.words,
        again_at_seconds=_again_at_seconds(request),
        final=True,
    )


def _again_at_seconds(request: Request) -> int | None:
    """Tell from when on a refill that could not be confirmed can be asked for again; a cancel can be at once."""
    if request.kind is not RequestKind.REFILL or request.state is not RequestState.UNCERTAIN:
        return None
    again_at = refill_again_at(request)
    return None if again_at is None else ceil(again_at.timestamp())
