"""Notices: a change nobody asked for, told once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import batch
from bot.chat.views.late import late
from bot.chat.views.operators import operator_notice
from bot.chat.views.order import (
    MAX_NAME,
    MAX_WORDS,
    can_cancel,
    can_refill,
    name,
    refused,
    remaining,
    standing,
)
from bot.chat.views.status import emblem, status_word
from bot.domain.batch import batch_token
from bot.domain.events import EventKind
from bot.domain.order import Order, OrderState
from bot.domain.request import Outcome, RequestKind
from bot.domain.status import Status

__all__ = ["notice", "operator_notice", "what_happened"]

_SHOWN_LINK = 300
_ENDS = (EventKind.STATUS_CHANGED, EventKind.REFUSED, EventKind.NOT_TAKEN)


def notice(event: Mapping[str, Any], order: Order, t: Texts) -> View:
    """Tell a user what happened to their order, as it was when it happened."""
    if event["kind"] == EventKind.BATCH_DONE:
        return batch.report(event["ends"], batch_token(order.new.token), t)
    about = lines(
        escape(one_line(order.new.service_name, MAX_NAME)),
        escape(one_line(order.new.submission.target, _SHOWN_LINK)),
    )
    return View(paragraphs(what_happened(event, order, t), about), _ways(event, order, t))


def _ways(event: Mapping[str, Any], order: Order, t: Texts) -> list[Row]:
    """Lead to the order; from an end that holds still, also to what its card offers then."""
    show = Button(t.plain("Show the order"), data("oc", order.id))
    if order.is_open or EventKind(event["kind"]) not in _ENDS:
        return [[show]]
    again = Button(t.plain("Order again"), data("oa", order.id))
    refill = Button(t.plain("Refill"), data("rq", RequestKind.REFILL, order.id))
    return [[show, again], [refill] if can_refill(order) else ()]


def is_still_true(event: Mapping[str, Any], order: Order) -> bool:
    """Tell whether to tell an event at all: that an order is late is nothing to tell once it has ended."""
    return event.get("kind") != EventKind.LATE or order.is_open


def what_happened(event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    """Say what happened in a sentence or two."""
    match kind := EventKind(event["kind"]):
        case EventKind.STATUS_CHANGED:
            return _status_changed(event, order, t)
        case EventKind.REFUSED:
            return refused(event.get("words"), t)
        case EventKind.UNCERTAIN:
            return _uncertain(order, t)
        case EventKind.PLACED:
            return t.say("📨 {name}: the panel has taken your order.", name=name(order, t))
        case EventKind.ADOPTED | EventKind.NOT_TAKEN | EventKind.SENT_AGAIN:
            return _settled(kind, order, t)
        case _:
            return late(event, order, t) if kind is EventKind.LATE else _request_answered(kind, event, order, t)


def _settled(kind: EventKind, order: Order, t: Texts) -> Html:
    """Say what an operator has found out about an order that could not be confirmed."""
    return {
        EventKind.ADOPTED: t.say(
            "📨 {name}: the operator has found your order at the panel. I follow it from now on.", name=name(order, t)
        ),
        EventKind.NOT_TAKEN: t.say(
            "✖️ The operator has found that the panel did not take your order: nothing was ordered."
        ),
        EventKind.SENT_AGAIN: t.say(
            "⏳ The operator has found that the panel did not take your order. It is being sent again."
        ),
    }[kind]


def _uncertain(order: Order, t: Texts) -> Html:
    """Say that it could not be confirmed; when it has been since, that would no longer be true."""
    if order.state is OrderState.UNCERTAIN:
        return standing(order, t)
    return lines(name(order, t), standing(order, t))


def _status_changed(event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    status, remains = event["status"], event.get("remains")
    head = t.say(
        "{sign} {name}: <b>{status}</b>", sign=emblem(status), name=name(order, t), status=status_word(status, t)
    )
    rest = remaining(remains, order.new.quantity, t) if status == Status.PARTIAL and remains is not None else None
    return lines(head, rest, came_of_cancel(event, t))


def came_of_cancel(event: Mapping[str, Any], t: Texts) -> Html | None:
    """Say what the change means for the cancel that the user had asked for."""
    match event.get("cancel"):
        case Outcome.DONE:
            return t.say("The cancel that you asked for is done.")
        case Outcome.REJECTED:
            return t.say("The cancel that you asked for came too late.")
        case _:
            return None


def _request_answered(kind: EventKind, event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    what = {
        EventKind.REFILL_ACCEPTED: t.say("{name}: the panel has accepted the refill request.", name=name(order, t)),
        EventKind.CANCEL_ACCEPTED: t.say("{name}: the panel has accepted the cancel request.", name=name(order, t)),
        EventKind.REFILL_REFUSED: t.say("{name}: the panel has refused the refill.", name=name(order, t)),
        EventKind.CANCEL_REFUSED: t.say("{name}: the panel has refused to cancel.", name=name(order, t)),
        EventKind.REFILL_DONE: t.say("✅ {name}: the refill that you asked for is done.", name=name(order, t)),
        EventKind.REFILL_REJECTED: t.say("❌ {name}: the panel has rejected the refill.", name=name(order, t)),
        EventKind.CANCEL_DONE: t.say("✖️ {name}: the cancel that you asked for is done.", name=name(order, t)),
        EventKind.CANCEL_REJECTED: t.say(
            "{name}: the cancel that you asked for came too late, for the order had come to its end.",
            name=name(order, t),
        ),
        EventKind.REFILL_UNCERTAIN: t.say(
            "{name}: we could not confirm whether the panel has taken the refill request.", name=name(order, t)
        ),
        EventKind.CANCEL_UNCERTAIN: t.say(
            "{name}: we could not confirm whether the panel has taken the cancel request.", name=name(order, t)
        ),
    }[kind]
    words = one_line(str(event.get("words") or ""), MAX_WORDS)
    says = t.say("It says: “{words}”", words=words) if words else None
    return lines(what, says, _not_yet(kind, event, order, t))


def _not_yet(kind: EventKind, event: Mapping[str, Any], order: Order, t: Texts) -> Html | None:
    """Say what an answer does not mean, and when one can ask again for what could not be confirmed."""
    match kind:
        case EventKind.REFILL_ACCEPTED:
            return t.say("Only the request is accepted so far; the refill itself is up to the panel.")
        case EventKind.CANCEL_ACCEPTED:
            return t.say("Only the request is accepted so far; the order's status shows the outcome.")
        case EventKind.CANCEL_UNCERTAIN if can_cancel(order):
            return t.say("It is not sent again by itself. You can ask again; that does no harm.")
        case EventKind.REFILL_UNCERTAIN if (again := event.get("again_at_seconds")) is not None:
            at = t.moment(datetime.fromtimestamp(again, UTC))
            return t.say("It is not sent again by itself. You can ask again from {at} on.", at=at)
        case _:
            return None
