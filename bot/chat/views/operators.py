"""What operators must know, and decide."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import Button, View, one_line, paragraphs
from bot.chat.texts import Texts
from bot.chat.views import cases, shelf
from bot.chat.views.order import MAX_NAME, MAX_WORDS
from bot.domain.order import Order


def operator_notice(facts: Mapping[str, Any], order: Order | None, t: Texts) -> View:
    """Tell an operator what needs them."""
    match facts["operator"]:
        case "access":
            return access_request(facts, t)
        case "reminder":
            return cases.reminder(facts, t)
        case "changes":
            return shelf.daily_word(facts, t)
        case "uncertain" | "found" if order is not None and (decided := cases.decided(order, t)) is not None:
            return decided  # since it was owed
        case topic if order is not None and topic in _ABOUT_ORDERS:
            return _ABOUT_ORDERS[topic](facts, order, t)
    return View(t.say("❗ An update could not be handled. The log has the details."))


def _refused(facts: Mapping[str, Any], order: Order, t: Texts) -> View:
    words = one_line(str(facts.get("words") or ""), MAX_WORDS)
    head = t.say("❗ The panel refused an order, and only you can mend that: “{words}”", words=words)
    return View(paragraphs(head, cases.sent(order, t)))


_ABOUT_ORDERS: Mapping[str, Callable[[Mapping[str, Any], Order, Texts], View]] = {
    "uncertain": cases.unconfirmed,
    "found": cases.found,
    "settled": cases.settled_by,
    "refused": _refused,
}


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
