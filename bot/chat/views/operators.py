"""What operators must know, and decide."""

from collections.abc import Mapping
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import Button, View, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, escape
from bot.chat.views.order import MAX_NAME, MAX_WORDS
from bot.domain.order import Order

_SHOWN_LINK = 1000


def operator_notice(facts: Mapping[str, Any], order: Order | None, t: Texts) -> View:
    """Tell an operator what needs them."""
    match facts["operator"]:
        case "access":
            return access_request(facts, t)
        case "uncertain" if order is not None:
            head = t.say(
                "⚠️ An order could not be confirmed: the panel may or may not have taken it. "
                "It is not sent again by itself; please look for it at the panel."
            )
            return View(paragraphs(head, _evidence(order, t)))
        case "refused" if order is not None:
            words = one_line(str(facts.get("words") or ""), MAX_WORDS)
            head = t.say("❗ The panel refused an order, and only you can mend that: “{words}”", words=words)
            return View(paragraphs(head, _evidence(order, t)))
    return View(t.say("❗ An update could not be handled. The log has the details."))


def _evidence(order: Order, t: Texts) -> Html:
    new = order.new
    return lines(
        escape(one_line(new.service_name, MAX_NAME)),
        t.say("Service id: <code>{id}</code>", id=one_line(new.submission.service, MAX_NAME)),
        t.say("Link: {link}", link=one_line(new.submission.target, _SHOWN_LINK)),
        t.say("Quantity: {quantity}", quantity=t.number(new.quantity)) if new.quantity else None,
        t.say("Price: {price}", price=t.money(new.expected_charge, new.currency)) if new.expected_charge else None,
        t.say("User: <code>{user}</code>", user=new.user_id),
        t.say("Sent: {at}", at=t.moment(order.submitted_at)) if order.submitted_at else None,
    )


def access_request(facts: Mapping[str, Any], t: Texts) -> View:
    """Ask an operator about a stranger."""
    user_id = facts["user_id"]
    username = facts.get("username")
    text = t.say(
        "👤 <b>{name}</b>{username} asks for access.\nId: <code>{id}</code>",
        name=one_line(str(facts.get("name") or "?"), MAX_NAME),
        username=f" (@{username})" if username else "",
        id=user_id,
    )
    buttons = [
        Button(t.plain("Allow"), data("acc", user_id, "y"), style="success"),
        Button(t.plain("Ignore"), data("acc", user_id, "n")),
    ]
    return View(text, [buttons])
