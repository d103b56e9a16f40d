"""Several notices in one message: a line or a few for each order, and ways to them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import MAX_TEXT_UNITS, Button, Row, View, fitting, lines, one_line, paragraphs, shown_units
from bot.chat.texts import Html, Texts
from bot.chat.views import ways
from bot.chat.views.notices import came_of_cancel, notice, what_happened
from bot.chat.views.order import name, remaining
from bot.chat.views.status import emblem, in_a_word, sign, status_word
from bot.domain.events import EventKind
from bot.domain.order import Order
from bot.domain.status import Status

_SHOWN_NAME = 60
_SHOWN_WORD = 40
_SHORT_ID = 20
_MOST_BUTTONS = 6
_IN_ROW = 3
_GAP = "\n\n"  # between what is told and of how many orders it is
_COURSE = (EventKind.STATUS_CHANGED, EventKind.PLACED)  # what becomes of an order, in a word each

Event = Mapping[str, Any]


def notices_together(notices: Sequence[tuple[Event, Order]], t: Texts) -> tuple[View, Collection[int]]:
    """Tell what happened to several orders, oldest first; returns the ids of the orders that there was room for."""
    orders = {order.id: order for _, order in notices}
    told = {order_id: _worth_telling([event for event, of in notices if of.id == order_id]) for order_id in orders}
    if len(orders) == 1 and len(told[order_id := next(iter(orders))]) == 1:
        return notice(told[order_id][0], orders[order_id], t), [order_id]
    room = MAX_TEXT_UNITS - shown_units(_head(len(orders), t))
    entries = {order_id: _entry(told[order_id], order, room, t) for order_id, order in orders.items()}
    separator = "\n\n" if any("\n" in entry for entry in entries.values()) else "\n"
    shown = list(entries)[: max(1, len(fitting(entries.values(), room, separator)))]
    text = Html(separator.join(entries[order_id] for order_id in shown))
    return View(paragraphs(_head(len(shown), t), text), _ways([orders[order_id] for order_id in shown], t)), shown


def _head(orders: int, t: Texts) -> Html:
    return t.many("<b>News of {n} order</b>", "<b>News of {n} orders</b>", orders)


def _worth_telling(events: Sequence[Event]) -> list[Event]:
    """Leave out what an order has passed through: of its statuses all final ones and the newest are told.

    What could not be confirmed and was taken after all is the second alone.
    """
    course = [event for event in events if EventKind(event["kind"]) in _COURSE]
    passed = [event for event in course[:-1] if not event.get("final")]
    if course:
        passed += [event for event in events if event["kind"] == EventKind.UNCERTAIN]
    return [event for event in events if event not in passed or event is course[-1]]


def _entry(told: Sequence[Event], order: Order, room: int, t: Texts) -> Html:
    """Tell of one order; of more than one message has room for, the newest."""
    course = [event for event in told if EventKind(event["kind"]) in _COURSE]
    others = [event for event in told if EventKind(event["kind"]) not in _COURSE]
    parts = [_at_length(event, order, t) for event in reversed(others)]
    if course:
        parts.insert(0, _line(course, order, t))
    kept = fitting(parts, room - len(_GAP), "\n")
    return lines(*(kept[:1] if course else ()), *reversed(kept[1:] if course else kept))


def _line(told: Sequence[Event], order: Order, t: Texts) -> Html:
    """Name an order and the statuses it came to, in one line; what that means for a cancel stands below it."""
    words = [_word(event, t) for event in told]
    words = [word for at, word in enumerate(words) if word not in words[at + 1 :]]
    facts = {
        "sign": emblem(told[-1].get("status")),
        "name": name(order, t),
        "service": one_line(order.new.service_name, _SHOWN_NAME),
        "status": (" ← " if t.locale.text_direction == "rtl" else " → ").join(words),  # no arrow turns by itself
    }
    remains = told[-1].get("remains")
    if told[-1].get("status") != Status.PARTIAL or remains is None:
        line = t.say("{sign} {name} {service}: <b>{status}</b>", **facts)
    else:
        left = remaining(remains, order.new.quantity, t)
        line = t.say("{sign} {name} {service}: <b>{status}</b> · {remains}", **facts, remains=left)
    return lines(line, came_of_cancel(told[-1], t))


def _word(event: Event, t: Texts) -> str:
    status = event.get("status")
    return one_line(status_word(status, t), _SHOWN_WORD) if status else t.plain("taken by the panel")


def _at_length(event: Event, order: Order, t: Texts) -> Html:
    """Tell what takes a sentence, and of which order where it has no number."""
    service = one_line(order.new.service_name, _SHOWN_NAME)
    return t.say("{what}\n{service}", what=what_happened(event, order, t), service=service)


def _ways(orders: Sequence[Order], t: Texts) -> list[Row]:
    """Lead to each order, or to the list of them when they are many."""
    if len(orders) > _MOST_BUTTONS:
        return [[Button(ways.my_orders(t).text, data("ol", "new"))]]  # below the news, which stay
    buttons = [Button(_title(order, t), data("oc", order.id)) for order in orders]
    return [buttons[at : at + _IN_ROW] for at in range(0, len(buttons), _IN_ROW)]


def _title(order: Order, t: Texts) -> str:
    if order.panel_order_id is not None:
        return f"{sign(order)} #{one_line(order.panel_order_id, _SHORT_ID)}"
    return f"{sign(order)} {in_a_word(order, t)}"
