"""A user's orders as a list."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, one_line, paragraphs
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Html, Texts
from bot.chat.views.catalogue import Aim
from bot.chat.views.order import card, emblem, name, nothing_found, standing, status_word
from bot.domain.order import Order, OrderState
from bot.ports import OrderFilter

_STATE_SIGNS = {OrderState.REFUSED: "❌", OrderState.UNCERTAIN: "⚠️"}
_SHOWN_NAME = 80
_SHOWN_LINK = 80


def orders(found: Sequence[Order], which: OrderFilter, page: Page, t: Texts) -> View:
    """Show a page of orders, newest first."""
    if not found:
        return _none(which, t)
    title = {
        OrderFilter.ALL: t.say("<b>Your orders</b>"),
        OrderFilter.OPEN: t.say("<b>Your open orders</b>"),
        OrderFilter.DONE: t.say("<b>Your finished orders</b>"),
    }[which]
    rows: list[Row] = [[Button(_title(order, t), data("oc", order.id))] for order in found]
    rows.append(turn_row(page, lambda to: data("ol", which, to), t))
    return View(paragraphs(title, *(_line(order, t) for order in found)), [*rows, _filters(which, t)])


def _none(which: OrderFilter, t: Texts) -> View:
    new = [Button(t.plain("New order"), data("cats", 0, Aim.ORDER), style="primary")]
    if which is OrderFilter.ALL:
        return View(t.say("You have no orders yet."), [new])
    return View(t.say("There are no such orders."), [_filters(which, t), new])


def _filters(which: OrderFilter, t: Texts) -> Row:
    words = {
        OrderFilter.ALL: t.plain("All"),
        OrderFilter.OPEN: t.plain("Open"),
        OrderFilter.DONE: t.plain("Done"),
    }
    return [Button(f"• {word}" if item is which else word, data("ol", item, 0)) for item, word in words.items()]


def _sign(order: Order) -> str:
    if order.state is OrderState.PLACED:
        return emblem(order.status)
    return _STATE_SIGNS.get(order.state, "⏳")


def _title(order: Order, t: Texts) -> str:
    service = one_line(order.new.service_name, 24)
    if order.panel_order_id is not None:
        return t.plain("{sign} #{id} · {service}", sign=_sign(order), id=order.panel_order_id, service=service)
    return t.plain("{sign} {service}", sign=_sign(order), service=service)


def _line(order: Order, t: Texts) -> Html:
    return t.say(
        "{name} {service}\n{link}\n{sign} {state} · {at}",
        name=name(order, t),
        service=one_line(order.new.service_name, _SHOWN_NAME),
        link=one_line(order.new.submission.target, _SHOWN_LINK),
        sign=_sign(order),
        state=_state(order, t),
        at=t.moment(order.new.created_at),
    )


def _state(order: Order, t: Texts) -> str:
    if order.state is OrderState.PLACED:
        return status_word(order.status or "Pending", t)
    return {
        OrderState.QUEUED: t.plain("on its way"),
        OrderState.SUBMITTING: t.plain("on its way"),
        OrderState.REFUSED: t.plain("refused by the panel"),
        OrderState.UNCERTAIN: t.plain("could not confirm"),
    }[order.state]


def statuses(found: Sequence[Order], missing: list[str], t: Texts) -> View:
    """Show the orders asked for by id: one as its card, several as a list."""
    lost = nothing_found(missing, t) if missing else None
    if len(found) == 1:
        return card(found[0], t, note=lost)
    parts = [paragraphs(_line(order, t), standing(order, t)) for order in found]
    rows = [[Button(_title(order, t), data("oc", order.id))] for order in found]
    return View(paragraphs(lost, *parts), [*rows, [Button(t.plain("My orders"), data("ol", "all", 0))]])
