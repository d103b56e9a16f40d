"""Notices: a change nobody asked for, told once, and what operators must know."""

from collections.abc import Mapping
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import Button, View, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts
from bot.chat.views.order import MAX_WORDS, emblem, name, standing, status_word
from bot.domain.events import EventKind
from bot.domain.order import Order
from bot.domain.status import Status

_SHOWN_NAME = 120
_SHOWN_LINK = 300


def notice(event: Mapping[str, Any], order: Order, t: Texts) -> View:
    """Tell a user what happened to their order, as it was when it happened."""
    text = paragraphs(_what(event, order, t), _about(order, t))
    return View(text, [[Button(t.plain("Show the order"), data("oc", order.id))]])


def _about(order: Order, t: Texts) -> Html:
    return lines(
        t.say("{service}", service=one_line(order.new.service_name, _SHOWN_NAME)),
        t.say("{link}", link=one_line(order.new.submission.target, _SHOWN_LINK)),
    )


def _what(event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    kind = EventKind(event["kind"])
    if kind is EventKind.STATUS_CHANGED:
        return _status_changed(event, order, t)
    if kind in (EventKind.REFUSED, EventKind.UNCERTAIN):
        return standing(order, t)
    if kind is EventKind.PLACED:
        return t.say("📨 {name}: the panel has taken your order.", name=name(order, t))
    return _request_answered(kind, event, order, t)


def _status_changed(event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    status, remains = event["status"], event.get("remains")
    head = t.say(
        "{sign} {name}: <b>{status}</b>", sign=emblem(status), name=name(order, t), status=status_word(status, t)
    )
    if status == Status.PARTIAL and remains is not None:
        return lines(head, t.say("{remains} were not delivered.", remains=t.number(remains)))
    return head


def _request_answered(kind: EventKind, event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    named = name(order, t)
    words = one_line(str(event.get("words") or ""), MAX_WORDS)
    match kind:
        case EventKind.REFILL_ACCEPTED:
            return t.say("{name}: the panel accepted the refill request: “{words}”", name=named, words=words)
        case EventKind.CANCEL_ACCEPTED:
            return t.say("{name}: the panel accepted the cancel request: “{words}”", name=named, words=words)
        case EventKind.REFILL_REFUSED:
            return t.say("{name}: the panel refused the refill: “{words}”", name=named, words=words)
        case EventKind.CANCEL_REFUSED:
            return t.say("{name}: the panel refused to cancel: “{words}”", name=named, words=words)
        case EventKind.REFILL_UNCERTAIN:
            return t.say("{name}: we could not confirm whether the panel took the refill request.", name=named)
    return t.say("{name}: we could not confirm whether the panel took the cancel request.", name=named)


def operator_notice(facts: Mapping[str, Any], order: Order | None, t: Texts) -> View:
    """Tell an operator what needs them."""
    match facts["operator"]:
        case "access":
            return access_request(facts, t)
        case "uncertain" if order is not None:
            return View(paragraphs(t.say("⚠️ An order could not be confirmed."), _evidence(order, t)))
        case "refused" if order is not None:
            words = one_line(str(facts.get("words") or ""), MAX_WORDS)
            return View(paragraphs(t.say("❗ The panel refused an order: “{words}”", words=words), _evidence(order, t)))
    return View(t.say("❗ An update could not be handled. The log has the details."))


def _evidence(order: Order, t: Texts) -> Html:
    return lines(
        _about(order, t),
        t.say("User: <code>{user}</code>", user=order.new.user_id),
        t.say("Sent: {at}", at=t.moment(order.submitted_at)) if order.submitted_at else None,
    )


def access_request(facts: Mapping[str, Any], t: Texts) -> View:
    """Ask an operator about a stranger."""
    user_id = facts["user_id"]
    username = facts.get("username")
    text = t.say(
        "👤 <b>{name}</b>{username} asks for access.\nId: <code>{id}</code>",
        name=one_line(str(facts.get("name") or "?"), _SHOWN_NAME),
        username=f" (@{username})" if username else "",
        id=user_id,
    )
    buttons = [
        Button(t.plain("Allow"), data("acc", user_id, "y"), style="success"),
        Button(t.plain("Ignore"), data("acc", user_id, "n")),
    ]
    return View(text, [buttons])
