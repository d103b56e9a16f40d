"""Orders that could not be confirmed, as operators see them: the evidence, what the panel knows, and their word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Html, Texts, escape, mark
from bot.chat.views import ways
from bot.chat.views.order import MAX_ID, MAX_NAME, MAX_WORDS, price_line
from bot.chat.views.status import status_word
from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import following, is_number
from bot.domain.order import Order, OrderState, Verdict
from bot.services.settle_order import Decision

_SHOWN_LINK = 500
_SHOWN_PARAMETER = 200
_WHOLE = {"quantity"}  # said by a line of its own

_QUESTIONS = {
    Verdict.ADOPTED: mark("Is order {order} the panel's #{id}? It is followed under that number from then on."),
    Verdict.NOT_TAKEN: mark(
        "Close order {order} as not taken by the panel? Its user will be told that nothing was ordered."
    ),
    Verdict.SEND_AGAIN: mark(
        "Send order {order} to the panel once more? Only do so when you are sure that the panel does not have it: "
        "otherwise it is ordered twice."
    ),
}
_SETTLED = {
    Verdict.ADOPTED: mark("✅ Order {order} is the panel's #{id}, and is followed from now on."),
    Verdict.NOT_TAKEN: mark("✅ Order {order} is closed as not taken."),
    Verdict.SEND_AGAIN: mark("✅ Order {order} is sent once more."),
}
_SETTLED_BY = {
    Verdict.ADOPTED: mark("{who} has found order {order} at the panel: it is #{id}."),
    Verdict.NOT_TAKEN: mark("{who} has closed order {order}: the panel did not take it."),
    Verdict.SEND_AGAIN: mark("{who} has had order {order} sent once more."),
}


def unconfirmed(facts: Mapping[str, Any], order: Order, t: Texts) -> View:
    """Tell an operator of an order that could not be confirmed, with the evidence and what can be done."""
    head = t.say(
        "⚠️ Order {order} could not be confirmed: the panel may or may not have taken it. "
        "It is not sent again by itself; your word is needed.",
        order=order.id,
    )
    rows = _ways(order, t)
    if _is_early(facts) and order.new.rate_per_post is None:
        rows.insert(0, [Button(t.plain("Look at the balance again"), data("co", order.id))])
    return View(paragraphs(head, sent(order, t), _money(facts, order, t)), rows)


def _is_early(facts: Mapping[str, Any]) -> bool:
    """Tell whether the balance says nothing yet, but soon may."""
    if "before" not in facts or facts.get("others"):
        return False
    return "after" not in facts or (bool(facts.get("early")) and not Decimal(facts.get("spent", 0)))


def _ways(order: Order, t: Texts, search_from: PanelOrderId | None = None) -> list[Row]:
    further = () if search_from is None else (search_from,)
    look = t.plain("Look for it at the panel") if search_from is None else t.plain("Look further")
    return [
        [Button(look, data("cs", order.id, *further), style="primary")],
        [Button(t.plain("Not taken"), data("cn", order.id))],
        [Button(t.plain("Not taken, send again"), data("cr", order.id), style="danger")],
        [Button(t.plain("All that wait"), data("cl", 0))],
    ]


def sent(order: Order, t: Texts) -> Html:
    """Say what was sent, for whom and when."""
    new = order.new
    return lines(
        escape(one_line(new.service_name, MAX_NAME)),
        t.say("Service id: <code>{id}</code>", id=one_line(new.submission.service, MAX_NAME)),
        t.say("Link: {link}", link=cut(new.submission.target, _SHOWN_LINK)),
        t.say("Quantity: {quantity}", quantity=t.number(new.quantity)) if new.quantity else None,
        *(
            t.say("{name}: {value}", name=one_line(name, MAX_NAME), value=one_line(value, _SHOWN_PARAMETER))
            for name, value in new.submission.parameters.items()
            if name not in _WHOLE
        ),
        price_line(order, t),
        t.say("User: <code>{user}</code>", user=new.user_id),
        t.say("Sent: {at}", at=t.moment(order.submitted_at)) if order.submitted_at else None,
    )


def _money(facts: Mapping[str, Any], order: Order, t: Texts) -> Html | None:
    """Say what the balance did meanwhile, and what that is worth as evidence."""
    before = _balance(mark("Balance before: {amount} ({at})"), "before", facts, order, t)
    after = _balance(mark("Balance after: {amount} ({at})"), "after", facts, order, t)
    if order.new.rate_per_post is not None:
        nothing = t.say("This order is charged for post by post, so the balance tells nothing.")
        return lines(before, after, nothing)
    return lines(before, after, _conclusion(facts, order, t))


def _balance(words: str, name: str, facts: Mapping[str, Any], order: Order, t: Texts) -> Html | None:
    if name not in facts:
        return None
    at = datetime.fromisoformat(facts[f"{name}_at"])
    return t.say(words, amount=t.money(Decimal(facts[name]), order.new.currency), at=t.moment(at))


def _conclusion(facts: Mapping[str, Any], order: Order, t: Texts) -> Html | None:
    if "before" not in facts or "after" not in facts:
        return t.say("The balance before and after is not known.")
    if facts.get("others"):
        return t.many(
            "{n} other order was on its way at the same time, so the balance tells nothing sure.",
            "{n} other orders were on their way at the same time, so the balance tells nothing sure.",
            facts["others"],
        )
    if _is_early(facts):
        return t.say(
            "The balance has not changed yet, but the panel may still be working on it: "
            "look at the balance again in a few minutes."
        )
    spent = Decimal(facts.get("spent", 0))
    if not spent:
        return t.say("The balance has not changed: it was probably not taken.")
    if spent == order.new.expected_charge:
        return t.say("The balance fell by just the price: it was probably taken.")
    return t.say("The balance changed by something else than the price.")


def found(facts: Mapping[str, Any], order: Order, t: Texts) -> View:
    """Show what the panel knows that we don't, after the last number we knew."""
    head = t.say("🔎 Order {order}", order=order.id)
    about = lines(escape(one_line(order.new.service_name, MAX_NAME)), price_line(order, t))
    match facts.get("problem"):
        case "no_start":
            way = t.say(
                "There is no earlier order with a number to count from. If you know the panel's number, "
                "send <code>/admin {order} number</code>, and I will look there.",
                order=order.id,
            )
            return View(paragraphs(head, about, way), _ways(order, t))
        case "panel":
            failed = t.say("The panel could not be asked: {words}", words=one_line(str(facts["words"]), MAX_WORDS))
            again = facts["first"] if is_number(facts["first"]) else None
            return View(paragraphs(head, about, failed), _ways(order, t, again))
    candidates: Sequence[Mapping[str, Any]] = facts["candidates"]
    first, last = (one_line(str(facts[name]), MAX_ID) for name in ("first", "last"))
    looked = (
        t.say("I looked at #{id}.", id=first)
        if first == last
        else t.say("I looked at #{first} to #{last}.", first=first, last=last)
    )
    told = [_candidate(one, order, t) for one in candidates]
    none = None if told else t.say("The panel knows no order of yours there that I don't know.")
    more = facts.get("more") or 0
    rest = t.many("And {n} more.", "And {n} more.", more) if more else None
    rows = [_adopt(one, order, t) for one in candidates]
    further = following(facts["last"]) if is_number(facts["last"]) else None
    return View(paragraphs(head, about, looked, *told, none, rest), [*rows, *_ways(order, t, further)])


def _candidate(one: Mapping[str, Any], order: Order, t: Texts) -> Html:
    charge = None if one.get("charge") is None else Decimal(one["charge"])
    sign = "✅ " if charge is not None and charge == order.new.expected_charge else ""
    head = t.say(
        "{sign}<b>#{id}</b>: {status}",
        sign=sign,
        id=one_line(one["id"], MAX_ID),
        status=status_word(one["status"], t),
    )
    currency = one.get("currency") or order.new.currency
    return lines(head, None if charge is None else t.say("Charge: {charge}", charge=t.money(charge, currency)))


def _adopt(one: Mapping[str, Any], order: Order, t: Texts) -> Row:
    return (
        Button(
            t.plain("It is #{id}", id=one_line(one["id"], MAX_ID)), data("ca", order.id, one["offer"]), style="success"
        ),
    )


def asked(order: Order, first: str | None, t: Texts) -> View:
    """Say that the panel is being looked at."""
    where = t.say("From #{first} on.", first=one_line(first, MAX_ID)) if first and is_number(first) else None
    text = t.say("🔎 I am looking for order {order} at the panel, and will write what I find.", order=order.id)
    return View(lines(text, where), [[Button(t.plain("All that wait"), data("cl", 0)), ways.menu(t)]])


def no_such(t: Texts) -> View:
    """Say that no such order waits, and how to name one."""
    text = t.say(
        "No such order waits for your word. Send <code>/admin 12</code> to see order 12, or "
        "<code>/admin 12 23501</code> to look for it at the panel from number 23501 on."
    )
    return View(text, [[Button(t.plain("All that wait"), data("cl", 0)), ways.menu(t)]])


def no_number(order: Order, t: Texts) -> View:
    """Say what the panel's number of an order looks like."""
    text = t.say(
        "That is no number of the panel's. Send it as the panel shows it, as in <code>/admin {order} 23501</code>. "
        "The order still waits.",
        order=order.id,
    )
    return View(text, [[Button(t.plain("All that wait"), data("cl", 0)), ways.menu(t)]])


def question(decision: Decision, t: Texts) -> View:
    """Ask an operator whether they are sure."""
    order = decision.order
    text = t.say(_QUESTIONS[decision.verdict], order=order.id, id=one_line(decision.panel_order_id or "", MAX_ID))
    danger = decision.verdict is Verdict.SEND_AGAIN
    yes = Button(t.plain("Yes"), data("cy", decision.token), style="danger" if danger else "success")
    return View(paragraphs(text, sent(order, t)), [[yes, Button(t.plain("No"), data("cx", decision.token))]])


def settled(decision: Decision, t: Texts) -> View:
    """Tell the operator that their word was carried out."""
    order_id, panel_id = decision.order.id, one_line(decision.panel_order_id or "", MAX_ID)
    text = t.say(_SETTLED[decision.verdict], order=order_id, id=panel_id)
    return View(text, [[Button(t.plain("All that wait"), data("cl", 0)), ways.menu(t)]])


def decided(order: Order, t: Texts) -> View | None:
    """Say how an order was settled that waits for a word no longer; None when it still waits, or never did."""
    if order.state is OrderState.UNCERTAIN or order.verdict is None:
        return None
    text = t.say(_SETTLED[order.verdict], order=order.id, id=one_line(order.panel_order_id or "", MAX_ID))
    about = escape(one_line(order.new.service_name, MAX_NAME))
    return View(lines(text, about), [[Button(t.plain("All that wait"), data("cl", 0)), ways.menu(t)]])


def settled_by(facts: Mapping[str, Any], order: Order, t: Texts) -> View:
    """Tell an operator what another one has decided."""
    text = t.say(
        _SETTLED_BY[Verdict(facts["verdict"])],
        who=one_line(str(facts["by"]), MAX_NAME),
        order=order.id,
        id=one_line(order.panel_order_id or "", MAX_ID),
    )
    return View(lines(text, escape(one_line(order.new.service_name, MAX_NAME))))


def reminder(facts: Mapping[str, Any], t: Texts) -> View:
    """Remind an operator of what waits for their word."""
    text = t.many(
        "⏰ {n} order could not be confirmed and still waits for your word.",
        "⏰ {n} orders could not be confirmed and still wait for your word.",
        facts["waiting"],
    )
    return View(text, [[Button(t.plain("Show them"), data("cl", 0), style="primary")]])


def waiting(orders: Sequence[Order], total: int, page: Page, t: Texts) -> View:
    """List a page of the orders that wait for an operator's word."""
    if not orders:
        return View(t.say("No order waits for your word."), [[ways.menu(t)]])
    head = t.many(
        "{n} order could not be confirmed and waits for your word:",
        "{n} orders could not be confirmed and wait for your word:",
        total,
    )
    told = [_in_list(order, t) for order in orders]
    rows: list[Row] = [[_open(order, t)] for order in orders]
    return View(paragraphs(head, *told), [*rows, turn_row(page, lambda to: data("cl", to), t), [ways.menu(t)]])


def _in_list(order: Order, t: Texts) -> Html:
    at = order.submitted_at or order.changed_at
    return lines(
        t.say("<b>Order {order}</b> · {at}", order=order.id, at=t.moment(at)),
        escape(one_line(order.new.service_name, MAX_NAME)),
        escape(one_line(order.new.submission.target, MAX_NAME)),
    )


def _open(order: Order, t: Texts) -> Button:
    return Button(t.plain("Order {order}", order=order.id), data("co", order.id))
