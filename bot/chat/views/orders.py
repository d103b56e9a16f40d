"""A user's orders as a list."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.chat.callbacks import data
from bot.chat.markup import MAX_TEXT_UNITS, Button, Row, View, fitting, lines, one_line, paragraphs, shown_units
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Html, Texts
from bot.chat.views import ways
from bot.chat.views.asked_ids import not_among
from bot.chat.views.order import MAX_ID, card, name, remaining
from bot.chat.views.status import in_a_word, sign
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Order
from bot.domain.request import LatestRequests
from bot.domain.totals import By
from bot.ports import OrderFilter
from bot.services.find_orders import ALL_ORDERS, Listing

_SHOWN_NAME = 80
_SHOWN_LINK = 80
_BUTTON_NAME = 24
_MOST_LONG = 8  # orders shown at length; more of them get a line each, so that all fit
_MOST_BUTTONS = 50  # with the longest of short ids they stay under 10 kB
_IN_ROW = 4
_SHORT_ID = 20
_IN_FIRST_ROW = 3
_UNDER_UNITS = 300  # of the lines that say which order is under which
_NONE: Mapping[PanelOrderId, Order] = MappingProxyType({})


def orders(found: Sequence[Order], which: OrderFilter, page: Page, t: Texts, *, listing: Listing = ALL_ORDERS) -> View:
    """Show a page of orders, newest first; `listing` says among which."""
    if not found:
        return _none(which, listing, t)
    title = {
        OrderFilter.ALL: t.say("<b>Your orders</b>"),
        OrderFilter.OPEN: t.say("<b>Your open orders</b>"),
        OrderFilter.DONE: t.say("<b>Your finished orders</b>"),
        OrderFilter.PARTIAL: t.say("<b>Your partly delivered orders</b>"),
        OrderFilter.CANCELED: t.say("<b>Your canceled and refused orders</b>"),
    }[which]
    rows: list[Row] = [[Button(_title(order), data("oc", order.id))] for order in found]
    rows += [turn_row(page, lambda to: _to(which, to, listing), t), *_filters(which, listing, t)]
    rows += [_papers(which, listing, t), _onward(t)]
    head = lines(title, _about(listing, t))
    return View(paragraphs(head, *(_entry(order, t) for order in found)), rows)


def _about(listing: Listing, t: Texts) -> Html | None:
    """Say among which orders these were looked for."""
    if listing.scope.service_id is not None:
        return t.say("Service: {service}", service=one_line(listing.about, _SHOWN_NAME))
    if listing.scope.target is not None:
        return t.say("Link: {link}", link=one_line(listing.about, _SHOWN_LINK))
    if listing.scope.query is not None:
        return t.say("Found for “{query}”", query=one_line(listing.about, _SHOWN_NAME))
    return None


def _none(which: OrderFilter, listing: Listing, t: Texts) -> View:
    if listing != ALL_ORDERS:
        text = t.say("None of your orders fits this.")
        return View(lines(text, _about(listing, t)), [*_filters(which, listing, t), _onward(t)])
    if which is OrderFilter.ALL:
        return View(t.say("You have no orders yet."), [_onward(t)])
    text = {
        OrderFilter.OPEN: t.say("You have no open orders."),
        OrderFilter.DONE: t.say("You have no finished orders yet."),
        OrderFilter.PARTIAL: t.say("None of your orders was delivered in part only."),
        OrderFilter.CANCELED: t.say("None of your orders was canceled or refused."),
    }[which]
    return View(text, [*_filters(which, listing, t), _onward(t)])


def _onward(t: Texts) -> Row:
    return [ways.new_order(t), ways.menu(t)]


def _papers(which: OrderFilter, listing: Listing, t: Texts) -> Row:
    """Offer what is on the list as a file, and what was spent as a picture."""
    return [
        Button(t.plain("Totals"), data("ot", By.WEEK)),
        Button(t.plain("Export"), data("oe", which, *([listing.word] if listing.word else []))),
    ]


def _to(which: OrderFilter, page: int, listing: Listing) -> str:
    return data("ol", which, page, *([listing.word] if listing.word else []))


def _filters(which: OrderFilter, listing: Listing, t: Texts) -> list[Row]:
    words = {
        # Translators: all orders
        OrderFilter.ALL: t.plain("All"),
        # Translators: orders under way
        OrderFilter.OPEN: t.plain("Open"),
        # Translators: orders that are finished, well or not
        OrderFilter.DONE: t.plain("Done"),
        # Translators: orders of which a part was delivered
        OrderFilter.PARTIAL: t.plain("Partial"),
        # Translators: orders that were canceled, refused, refunded or failed
        OrderFilter.CANCELED: t.plain("Canceled"),
    }
    buttons = [Button(_marked(word, item is which), _to(item, 0, listing)) for item, word in words.items()]
    rows: list[Row] = [buttons[:_IN_FIRST_ROW], [*buttons[_IN_FIRST_ROW:], _filter_button(listing, t)]]
    wide = Button(t.plain("All my orders"), data("ol", OrderFilter.ALL, 0))
    return rows if listing == ALL_ORDERS else [*rows, [wide]]


def _filter_button(listing: Listing, t: Texts) -> Button:
    # Translators: a button that leads to more ways to narrow the list of orders down
    return Button(_marked(t.plain("Filter"), listing != ALL_ORDERS), data("of"))


def _marked(word: str, is_chosen: bool) -> str:  # noqa: FBT001  it is what the mark is about
    return f"• {word}" if is_chosen else word


def _title(order: Order) -> str:
    service = one_line(order.new.service_name, _BUTTON_NAME)
    if order.panel_order_id is not None:
        return f"{sign(order)} #{one_line(order.panel_order_id, _SHORT_ID)} · {service}"
    return f"{sign(order)} {service}"


def _entry(order: Order, t: Texts) -> Html:
    return t.say(
        "{name} {service}\n{link}\n{sign} {state} · {at}",
        name=name(order, t),
        service=one_line(order.new.service_name, _SHOWN_NAME),
        link=one_line(order.new.submission.target, _SHOWN_LINK),
        sign=sign(order),
        state=in_a_word(order, t),
        at=t.moment(order.new.created_at),
    )


def statuses(
    found: Sequence[Order],
    missing: Sequence[str],
    t: Texts,
    *,
    parents: Mapping[PanelOrderId, Order] = _NONE,
    asked: LatestRequests | None = None,
    left_out: Sequence[str] = (),
) -> View:
    """Show the orders asked for by id: one as its card, several as a list with what remains of each.

    `parents` are those among them under which the panel has placed what was asked for; `left_out` are ids that were
    more than one answer takes.
    """
    lost = lines(not_among(missing, left_out, t), *_under(parents, t))
    if len(found) == 1:
        return card(found[0], t, asked=asked, note=lost)
    separator = "\n\n" if len(found) <= _MOST_LONG else "\n"
    told = [_status_line(order, t, at_length=len(found) <= _MOST_LONG) for order in found]
    room = MAX_TEXT_UNITS - shown_units(lost) - _ROOM_FOR_REST
    kept = fitting(told, room, separator)
    rest = len(found) - len(kept)
    more = t.many("… and {n} more: see /orders", "… and {n} more: see /orders", rest) if rest else None
    return View(paragraphs(lost, Html(separator.join(kept)), more), [*_buttons(found), [ways.my_orders(t)]])


def _under(parents: Mapping[PanelOrderId, Order], t: Texts) -> Sequence[Html]:
    said = [
        t.say("<b>#{id}</b> is one of the orders under {name}.", id=one_line(child, MAX_ID), name=name(parent, t))
        for child, parent in parents.items()
    ]
    kept = fitting(said, _UNDER_UNITS, "\n")
    rest = len(said) - len(kept)
    return [*kept, t.many("… and {n} more", "… and {n} more", rest)] if rest else kept


_ROOM_FOR_REST = 200  # units of the line that says how many more there are


def _status_line(order: Order, t: Texts, *, at_length: bool) -> Html:
    remains = order.report.remains if order.report else None
    state = in_a_word(order, t)
    facts = {"name": name(order, t), "sign": sign(order), "state": state}
    if not at_length:
        facts["state"] = one_line(state, _BUTTON_NAME)
        return t.say("{name} {sign} {state}", **facts)
    facts["service"] = one_line(order.new.service_name, _SHOWN_NAME)
    if remains is None:
        return t.say("{name} {service}\n{sign} {state}", **facts)
    return t.say(
        "{name} {service}\n{sign} {state} · {remains}", **facts, remains=remaining(remains, order.new.quantity, t)
    )


def _buttons(found: Sequence[Order]) -> list[Row]:
    """Lead to each order, as far as buttons go."""
    if len(found) <= _MOST_LONG:
        return [[Button(_title(order), data("oc", order.id))] for order in found]
    short = [
        Button(f"{sign(order)} #{one_line(order.panel_order_id or '', _SHORT_ID)}", data("oc", order.id))
        for order in found[:_MOST_BUTTONS]
    ]
    return [short[at : at + _IN_ROW] for at in range(0, len(short), _IN_ROW)]
