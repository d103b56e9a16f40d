"""Refills and cancels: the question before, and what was done with the answer."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, View, one_line, paragraphs
from bot.chat.texts import Html, Texts
from bot.chat.views.order import name, nothing_found
from bot.domain.order import Order
from bot.domain.request import RequestKind
from bot.services.ask_request import Question

_SHOWN_NAME = 80


def question(asked: Question, missing: list[str], t: Texts) -> View:
    """Ask once before anything is sent."""
    lost = nothing_found(missing, t) if missing else None
    if not asked.orders:
        return View(paragraphs(lost or t.say("The panel has not taken this order yet.")), [_orders_row(t)])
    refill = asked.kind is RequestKind.REFILL
    ask = (
        t.many("Ask the panel to <b>refill</b> this order?", "Ask the panel to <b>refill</b> these {n} orders?", n)
        if refill
        else t.many("Ask the panel to <b>cancel</b> this order?", "Ask the panel to <b>cancel</b> these {n} orders?", n)
        for n in (len(asked.orders),)
    )
    yes = t.plain("Yes, refill") if refill else t.plain("Yes, cancel it")
    rows = [
        [
            Button(yes, data("qy", asked.token), style="primary" if refill else "danger"),
            Button(t.plain("No"), data("qn", asked.token)),
        ],
    ]
    return View(paragraphs(lost, *ask, _list(asked.orders, t)), rows)


def _list(orders: Sequence[Order], t: Texts) -> Html:
    return Html(
        "\n".join(
            t.say("{name} {service}", name=name(order, t), service=one_line(order.new.service_name, _SHOWN_NAME))
            for order in orders
        )
    )


def _orders_row(t: Texts) -> list[Button]:
    return [Button(t.plain("My orders"), data("ol", "all", 0))]


def asked_for(kind: RequestKind, orders: Sequence[Order], queued: int, t: Texts) -> View:
    """Say that the panel is being asked; that is not yet an answer, and not at all a result."""
    if not queued:
        text = t.say("The panel is being asked about this already. You will be told what it says.")
    elif kind is RequestKind.REFILL:
        text = t.say("The panel is being asked for the refill. You will be told what it says.")
    else:
        text = t.say("The panel is being asked to cancel. You will be told what it says.")
    rows = [[Button(t.plain("Show #{id}", id=order.panel_order_id), data("oc", order.id))] for order in orders[:8]]
    return View(paragraphs(text, _list(orders, t)), [*rows, _orders_row(t)])


def not_asked(orders: Sequence[Order], t: Texts) -> View:
    """Say that a no was understood."""
    rows = [[Button(t.plain("Show #{id}", id=order.panel_order_id), data("oc", order.id))] for order in orders[:8]]
    return View(t.say("Nothing was asked of the panel."), [*rows, _orders_row(t)])


def usage(kind: RequestKind, t: Texts) -> View:
    """Say how the command is used."""
    if kind is RequestKind.REFILL:
        return View(t.say("Send the order's id with it, like <code>/refill 23501</code>."), [_orders_row(t)])
    return View(t.say("Send the order's id with it, like <code>/cancel 23501</code>."), [_orders_row(t)])
