"""What was asked of the panel for an order, as its card says it."""

from collections.abc import Sequence

from bot.chat.texts import Html, Texts
from bot.domain.request import LatestRequests, Outcome, Request, RequestKind, RequestState, held_until, is_under_way


def asked_lines(asked: LatestRequests | None, t: Texts) -> Sequence[Html]:
    """Say how the newest refill and the newest cancel stand, and from when on a refill can be asked for again."""
    if asked is None:
        return []
    refill, cancel = asked.find(RequestKind.REFILL), asked.find(RequestKind.CANCEL)
    said = [
        _refill(refill, t) if refill else None,
        _next_refill(refill, asked, t) if refill else None,
        _cancel(cancel, t) if cancel else None,
    ]
    return [line for line in said if line is not None]


def _refill(latest: Request, t: Texts) -> Html:
    if latest.outcome is Outcome.DONE:
        return t.say("🔁 Refill: done")
    if latest.outcome is Outcome.REJECTED or latest.state is RequestState.REFUSED:
        return t.say("🔁 Refill: the panel has said no")
    if latest.state is RequestState.ACCEPTED:
        return t.say("🔁 Refill: the panel has taken the request")
    if latest.state is RequestState.UNCERTAIN:
        return t.say("🔁 Refill: we could not confirm whether the panel has taken the request")
    return t.say("🔁 Refill: asked for, on its way to the panel")


def _next_refill(latest: Request, asked: LatestRequests, t: Texts) -> Html | None:
    until = held_until(latest, asked.at)
    if until is None or is_under_way(latest):
        return None
    return t.say("The next refill can be asked for from {at} on.", at=t.moment(until))


def _cancel(latest: Request, t: Texts) -> Html | None:
    """Say how a cancel stands; that it is done is what the order's status says."""
    if latest.outcome is Outcome.DONE:
        return None
    if latest.outcome is Outcome.REJECTED:
        return t.say("🛑 Cancel: it came too late")
    if latest.state is RequestState.REFUSED:
        return t.say("🛑 Cancel: the panel has said no")
    if latest.state is RequestState.ACCEPTED:
        return t.say("🛑 Cancel: the panel has taken the request")
    if latest.state is RequestState.UNCERTAIN:
        return t.say("🛑 Cancel: we could not confirm whether the panel has taken the request")
    return t.say("🛑 Cancel: asked for, on its way to the panel")
