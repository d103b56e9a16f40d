"""The notice that an order takes far longer than usual."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.chat.markup import lines
from bot.chat.texts import Html, Texts
from bot.chat.views.order import can_cancel, name
from bot.domain.order import Order


def late(event: Mapping[str, Any], order: Order, t: Texts) -> Html:
    """Say that an order takes far longer than usual, and what can be done."""
    what = t.say("⏰ {name} takes longer than usual.", name=name(order, t))
    return lines(what, _compared(event, order, t), _ways_out(order, t))


def _compared(event: Mapping[str, Any], order: Order, t: Texts) -> Html | None:
    usual, since = order.new.usual_seconds, event.get("since_seconds")
    if usual is None or not isinstance(since, int):
        return None
    return t.say(
        "The panel has had it for about {since}; orders like it are usually done in about {usual}.",
        since=t.about(timedelta(seconds=since)),
        usual=t.about(timedelta(seconds=usual)),
    )


def _ways_out(order: Order, t: Texts) -> Html:
    if can_cancel(order):
        return t.say("You can wait, ask the panel to cancel it on the order's card, or ask the operator of this bot.")
    return t.say("You can wait, or ask the operator of this bot.")
