"""What was asked of the panel for an order, as its card says it."""

from collections.abc import Sequence

from bot.chat.texts import Html, Texts, mark
from bot.domain.request import LatestRequests, Outcome, Request, RequestKind, RequestState, held_until, is_under_way

_REFILL, _CANCEL = RequestKind.REFILL, RequestKind.CANCEL
_UNDER_WAY = (RequestState.QUEUED, RequestState.SUBMITTING)
_STATES = {
    _REFILL: {
        **dict.fromkeys(_UNDER_WAY, mark("🔁 Refill: asked for, on its way to the panel")),
        RequestState.ACCEPTED: mark("🔁 Refill: the panel has taken the request"),
        RequestState.REFUSED: mark("🔁 Refill: the panel has said no"),
        RequestState.UNCERTAIN: mark("🔁 Refill: we could not confirm whether the panel has taken the request"),
    },
    _CANCEL: {
        **dict.fromkeys(_UNDER_WAY, mark("🛑 Cancel: asked for, on its way to the panel")),
        RequestState.ACCEPTED: mark("🛑 Cancel: the panel has taken the request"),
        RequestState.REFUSED: mark("🛑 Cancel: the panel has said no"),
        RequestState.UNCERTAIN: mark("🛑 Cancel: we could not confirm whether the panel has taken the request"),
    },
}
_OUTCOMES = {
    (_REFILL, Outcome.DONE): mark("🔁 Refill: done"),
    (_REFILL, Outcome.REJECTED): mark("🔁 Refill: the panel has said no"),
    (_CANCEL, Outcome.REJECTED): mark("🛑 Cancel: it came too late"),
}


def asked_lines(asked: LatestRequests | None, t: Texts) -> Sequence[Html]:
    """Say how the newest refill and the newest cancel stand, and from when on a refill can be asked for again."""
    if asked is None:
        return []
    refill, cancel = asked.find(_REFILL), asked.find(_CANCEL)
    said = [
        _standing(refill, t) if refill else None,
        _next_refill(refill, asked, t) if refill else None,
        _standing(cancel, t) if cancel else None,
    ]
    return [line for line in said if line is not None]


def _next_refill(latest: Request, asked: LatestRequests, t: Texts) -> Html | None:
    until = held_until(latest, asked.at)
    if until is None or is_under_way(latest):
        return None
    return t.say("The next refill can be asked for from {at} on.", at=t.moment(until))


def _standing(latest: Request, t: Texts) -> Html | None:
    """Say how a request stands; that a cancel is done is what the order's status says."""
    if latest.outcome is not None:
        words = _OUTCOMES.get((latest.kind, latest.outcome))
        return t.say(words) if words else None
    return t.say(_STATES[latest.kind][latest.state])
