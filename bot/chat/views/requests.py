"""Refills and cancels: the question before, and what was done with the answer."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import MAX_TEXT_UNITS, Button, Row, View, fitting, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts
from bot.chat.views import ways
from bot.chat.views.asked_ids import not_among
from bot.chat.views.order import name
from bot.domain.order import Order
from bot.domain.request import RequestKind
from bot.services.ask_request import Answered, Held, Question, Reason

_SHOWN_NAME = 80
_SHORT_NAME = 30
_MOST_LONG = 8  # orders shown with their whole name; of more, each is one short line
_HELD_UNITS = 900
_LIST_UNITS = MAX_TEXT_UNITS - 1500 - _HELD_UNITS  # beside the sentences, and up to 20 ids that were not found


def question(asked: Question, missing: Sequence[str], t: Texts, *, left_out: Sequence[str] = ()) -> View:
    """Ask once before anything is sent; `left_out` are ids that were more than one question takes."""
    lost = not_among(missing, left_out, t)
    held = _some(
        [
            *(_held(one, asked.kind, t) for one in asked.held),
            *(_unconfirmed(order, asked.kind, t) for order in asked.unconfirmed),
        ],
        t,
    )
    if not asked.orders and held:
        return View(paragraphs(lost, held), [*_order_rows([one.order for one in asked.held], t), _orders_row(t)])
    if not asked.orders:
        none = t.say("This order has no id at the panel, so the panel cannot be asked about it.")
        return View(lost or none, [_orders_row(t)])
    count = len(asked.orders)
    if asked.kind is RequestKind.REFILL:
        ask = t.many("Ask the panel to <b>refill</b> this order?", "Ask the panel to <b>refill</b> {n} orders?", count)
        yes = Button(t.plain("Yes, refill"), data("qy", asked.token), style="primary")
    else:
        ask = t.many("Ask the panel to <b>cancel</b> this order?", "Ask the panel to <b>cancel</b> {n} orders?", count)
        yes = Button(t.plain("Yes, cancel"), data("qy", asked.token), style="danger")
    no = Button(t.plain("No"), data("qn", asked.token))
    return View(paragraphs(lost, held, ask, _list(asked.orders, t)), [[yes, no]])


def _some(said: Sequence[Html], t: Texts) -> Html | None:
    """Show as many lines, one about each order, as there is room for beside the question, and count the rest."""
    kept = fitting(said, _HELD_UNITS, "\n")
    rest = len(said) - len(kept)
    more = t.many("… and {n} more", "… and {n} more", rest) if rest else None
    return lines(*kept, more) if said else None


def _held(held: Held, kind: RequestKind, t: Texts) -> Html:
    title, is_refill = name(held.order, t), kind is RequestKind.REFILL
    match held.reason:
        case Reason.NOT_OFFERED if is_refill:
            return t.say("{name}: this service has no refill.", name=title)
        case Reason.NOT_OFFERED:
            return t.say("{name}: orders of this service cannot be canceled.", name=title)
        case Reason.PENDING if is_refill:
            return t.say("{name}: the panel is being asked for a refill already.", name=title)
        case Reason.PENDING:
            return t.say("{name}: you have asked to cancel it already. I will tell you what comes of it.", name=title)
        case Reason.TOO_SOON | Reason.UNCONFIRMED:
            return _held_until(held, t)
        case Reason.ENDED:
            return t.say("{name}: this order has ended already, so there is nothing to cancel.", name=title)


def _held_until(held: Held, t: Texts) -> Html:
    facts = {"name": name(held.order, t), "at": t.moment(held.until) if held.until else ""}
    if held.reason is Reason.TOO_SOON:
        return t.say(
            "{name}: a refill has been asked for already. The next one can be asked for from {at} on.", **facts
        )
    return t.say(
        "{name}: we could not confirm whether the panel has taken your last refill request. "
        "You can ask again from {at} on.",
        **facts,
    )


def _unconfirmed(order: Order, kind: RequestKind, t: Texts) -> Html:
    """Remind of a request before this one that the panel may have taken."""
    if kind is RequestKind.REFILL:
        return t.say(
            "{name}: we could not confirm whether the panel has taken your last refill request.", name=name(order, t)
        )
    return t.say(
        "{name}: we could not confirm whether the panel has taken your last cancel request. Asking again does no harm.",
        name=name(order, t),
    )


def _list(orders: Sequence[Order], t: Texts) -> Html:
    units = _SHOWN_NAME if len(orders) <= _MOST_LONG else _SHORT_NAME
    listed = [
        t.say("{name} {service}", name=name(order, t), service=one_line(order.new.service_name, units))
        for order in orders
    ]
    kept = fitting(listed, _LIST_UNITS, "\n")
    rest = len(listed) - len(kept)
    more = t.many("… and {n} more", "… and {n} more", rest) if rest else None
    return Html("\n".join([*kept, *([more] if more else [])]))


def _orders_row(t: Texts) -> Row:
    return [ways.my_orders(t)]


def _order_rows(orders: Sequence[Order], t: Texts) -> list[Row]:
    return [
        [Button(t.plain("Show #{id}", id=order.panel_order_id), data("oc", order.id))] for order in orders[:_MOST_LONG]
    ]


def asked_for(answer: Answered, t: Texts) -> View:
    """Say what the panel is being asked: not yet an answer, not at all a result; and what it is not, and why."""
    asked = answer.asked
    if not asked:
        text = t.say("Nothing was asked of the panel.")
    elif answer.kind is RequestKind.REFILL:
        text = t.say("The panel is being asked for the refill. I will tell you what it says.")
    else:
        text = t.say("The panel is being asked to cancel. I will tell you what it says.")
    held = _some([_held(one, answer.kind, t) for one in answer.held], t)
    listed = _list(asked, t) if asked else None
    return View(paragraphs(text, listed, held), [*_order_rows(answer.orders, t), _orders_row(t)])


def not_asked(orders: Sequence[Order], t: Texts) -> View:
    """Say that a no was understood."""
    return View(t.say("Nothing was asked of the panel."), [*_order_rows(orders, t), _orders_row(t)])


def usage(kind: RequestKind, t: Texts) -> View:
    """Say how the command is used."""
    if kind is RequestKind.REFILL:
        text = t.say("Send the order's id with it, like <code>/refill 23501</code>.")
    else:
        text = t.say("Send the order's id with it, like <code>/cancel 23501</code>.")
    return View(text, [_orders_row(t)])
