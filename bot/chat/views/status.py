"""How an order stands, in a word and a sign."""

from collections.abc import Mapping

from bot.chat.markup import one_line
from bot.chat.texts import Texts, mark
from bot.domain.order import Order, OrderState, Verdict
from bot.domain.status import Status

_MAX_WORD = 120
_WAITING = "🕒"
_SIGNS: Mapping[str, str] = {
    Status.COMPLETED: "✅",
    Status.PARTIAL: "🌗",
    Status.CANCELED: "✖️",
    Status.REFUNDED: "↩️",
    Status.FAILED: "❌",
    Status.EXPIRED: "⌛",
    Status.IN_PROGRESS: "🔄",
    Status.PROCESSING: "🔄",
    Status.ACTIVE: "🔄",
    Status.PAUSED: "⏸",
}
_STATE_SIGNS = {
    OrderState.QUEUED: "⏳",
    OrderState.SUBMITTING: "⏳",
    OrderState.REFUSED: "❌",
    OrderState.UNCERTAIN: "⚠️",
}
_WORDS: Mapping[str, str] = {
    Status.PENDING: mark("Pending"),
    Status.AWAITING: mark("Awaiting"),
    Status.PROCESSING: mark("Processing"),
    Status.IN_PROGRESS: mark("In progress"),
    Status.ACTIVE: mark("Active"),
    Status.PAUSED: mark("Paused"),
    Status.COMPLETED: mark("Completed"),
    Status.PARTIAL: mark("Partial"),
    Status.CANCELED: mark("Canceled"),
    Status.REFUNDED: mark("Refunded"),
    Status.FAILED: mark("Failed"),
    Status.EXPIRED: mark("Expired"),
}
_STATE_WORDS = {
    OrderState.QUEUED: mark("on its way"),
    OrderState.SUBMITTING: mark("on its way"),
    OrderState.PLACED: mark("taken by the panel"),  # which has not said more yet
    OrderState.REFUSED: mark("refused by the panel"),
    OrderState.UNCERTAIN: mark("could not confirm"),
}


def emblem(status: str | None) -> str:
    """Return the sign that goes before a status."""
    return _SIGNS.get(status or "", _WAITING)


def status_word(status: str, t: Texts) -> str:
    """Say a status in the user's language; a word of the panel's own is said as it is."""
    return t.plain(_WORDS[status]) if status in _WORDS else one_line(status, _MAX_WORD)


def sign(order: Order) -> str:
    """Return the sign that goes before an order."""
    return _STATE_SIGNS.get(order.state) or emblem(order.status)


def in_a_word(order: Order, t: Texts) -> str:
    """Say how an order stands as a list does."""
    if order.state is OrderState.PLACED and order.status:
        return status_word(order.status, t)
    if order.state is OrderState.REFUSED and order.verdict is Verdict.NOT_TAKEN:
        return t.plain("not taken by the panel")
    return t.plain(_STATE_WORDS[order.state])
