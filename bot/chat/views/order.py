"""An order's card: the one message in the chat that tells how it stands."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import ways
from bot.chat.views.asked import asked_lines
from bot.chat.views.draft import drip_feed_line, usually
from bot.chat.views.fields import ordered_lines
from bot.chat.views.status import emblem, status_word
from bot.domain.order import Order, OrderState, Verdict
from bot.domain.request import LatestRequests, RequestKind
from bot.domain.status import Status

MAX_NAME = 120
MAX_ID = 64
MAX_LINK = 700
MAX_WORDS = 500
_BAR = 10
_SHOWN_IDS = 20
_SHOWN_CHILDREN = 5
_REFILLABLE = {Status.COMPLETED, Status.PARTIAL}


def name(order: Order, t: Texts) -> Html:
    """Name an order: by the panel's id, as #23501, or as an order while it has none."""
    if order.panel_order_id is not None:
        return t.say("<b>#{id}</b>", id=one_line(order.panel_order_id, MAX_ID))
    # Translators: the title of an order that has no number yet
    return t.say("<b>Order</b>")


def standing(order: Order, t: Texts, *, waits: bool = False) -> Html:
    """Say in a sentence how an order stands; `waits` says that orders do not go out now, this one like others."""
    match order.state:
        case OrderState.QUEUED if order.attempts or waits:
            return t.say(
                "⏳ The panel is busy or cannot be reached right now. "
                "Your order waits, and is sent as soon as that is possible."
            )
        case OrderState.QUEUED | OrderState.SUBMITTING:
            return t.say("⏳ Your order is on its way to the panel.")
        case OrderState.REFUSED:
            return not_taken(t) if order.verdict is Verdict.NOT_TAKEN else refused(order.refusal, t)
        case OrderState.UNCERTAIN:
            return t.say(
                "⚠️ We could not confirm this order: the panel may or may not have taken it. "
                "It is not sent again by itself. Please ask the operator of this bot before you order it again."
            )
        case OrderState.PLACED if not order.status:
            return t.say("📨 The panel has taken your order.")
        case OrderState.PLACED:
            return t.say("{sign} {status}", sign=emblem(order.status), status=status_word(order.status, t))


def not_taken(t: Texts) -> Html:
    """Say that an order that could not be confirmed has not reached the panel after all."""
    return t.say(
        "✖️ The operator has found that the panel did not take this order: nothing was ordered. You can order it again."
    )


def refused(words: str | None, t: Texts) -> Html:
    """Say that the panel said no, in its own words."""
    if not words:
        return t.say("❌ The panel refused this order and gave no reason. Nothing was ordered.")
    return t.say(
        "❌ The panel refused this order: nothing was ordered. It says: “{words}”", words=one_line(words, MAX_WORDS)
    )


def card(
    order: Order,
    t: Texts,
    *,
    asked: LatestRequests | None = None,
    note: Html | None = None,
    back: bool = False,
    waits: bool = False,
) -> View:
    """Show an order with all that is known of it, what was `asked` of the panel for it, and what can be done."""
    head = lines(name(order, t), escape(one_line(order.new.service_name, MAX_NAME)))
    wishes = _wishes(order, asked)
    stands = lines(
        standing(order, t, waits=waits),
        late_line(order, t, can_cancel=RequestKind.CANCEL in wishes),
        *asked_lines(asked, t),
    )
    return View(paragraphs(note, head, stands, _facts(order, t)), _rows(order, wishes, t, back=back))


def _facts(order: Order, t: Texts) -> Html:
    return lines(
        t.say("Link: {link}", link=cut(order.new.submission.target, MAX_LINK)),
        *ordered_lines(order, t),
        t.say("Quantity: {quantity}", quantity=t.number(order.new.quantity)) if order.new.quantity else None,
        _drip_feed(order, t),
        _charge(order, t),
        _start(order, t),
        _progress(order, t),
        _runs_begun(order, t),
        _children(order, t),
        _usually(order, t),
        t.say("Ordered: {at}", at=t.moment(order.new.created_at)),
        t.say("Last change: {at}", at=t.moment(order.changed_at)) if order.state is OrderState.PLACED else None,
        t.say("Last checked: {at}", at=t.moment(order.checked_at)) if order.checked_at else None,
    )


def late_line(order: Order, t: Texts, *, can_cancel: bool) -> Html | None:
    """Point out that an order takes far longer than usual, and say what can be done."""
    if order.late_told_at is None or not order.is_open:
        return None
    if can_cancel:
        return t.say(
            "⏰ It takes longer than usual. You can wait, ask the panel to cancel it below, "
            "or ask the operator of this bot."
        )
    return t.say("⏰ It takes longer than usual. You can wait, or ask the operator of this bot.")


def _usually(order: Order, t: Texts) -> Html | None:
    usual = order.new.usual_seconds
    return usually(timedelta(seconds=usual), t) if usual is not None and order.is_open else None


def _drip_feed(order: Order, t: Texts) -> Html | None:
    parts = _parts(order)
    return drip_feed_line(*parts, t) if parts else None


def _parts(order: Order) -> tuple[int, int, int] | None:
    """Return the quantity of each run, the runs and the minutes between them, of an order that is delivered so."""
    parameters = order.new.submission.parameters
    written = [parameters.get(item, "") for item in ("quantity", "runs", "interval")]
    if not all(number.isdecimal() for number in written):
        return None
    quantity, runs, interval = (int(number) for number in written)
    return quantity, runs, interval


def _runs_begun(order: Order, t: Texts) -> Html | None:
    """Count the runs that the panel has placed orders for; one with fewer runs than orders counts them otherwise."""
    parts, begun = _parts(order), len(order.report.children) if order.report else 0
    if parts is None or not 0 < begun <= parts[1]:
        return None
    return t.say("Runs: {begun} of {runs}", begun=t.number(begun), runs=t.number(parts[1]))


def _charge(order: Order, t: Texts) -> Html | None:
    """Show what the panel charged; before it says so, the price as it was shown before Confirm."""
    if order.report is not None and order.report.charge is not None:
        currency = order.report.currency or order.new.currency
        return t.say("Charge: {charge}", charge=t.money(order.report.charge, currency))
    return price_line(order, t)


def price_line(order: Order, t: Texts) -> Html | None:
    """Say what an order was to cost; of a type that is priced so, what each future post costs."""
    if order.new.price is None:
        return None
    price = t.money(order.new.price, order.new.currency)
    if order.new.rate_per_post is not None:
        return t.say("Price: {price} per 1000 on each future post", price=price)
    return t.say("Price: {price}", price=price)


def _start(order: Order, t: Texts) -> Html | None:
    start = order.report.start_count if order.report else None
    return None if start is None else t.say("Start count: {start}", start=t.number(start))


def _children(order: Order, t: Texts) -> Html | None:
    """Name the latest orders under a drip-feed or subscription parent: panels tell of one little else."""
    ids = order.report.children if order.report else ()
    if not ids:
        return None
    named = ", ".join(f"#{one_line(each, MAX_ID)}" for each in ids[-_SHOWN_CHILDREN:])
    return t.many(
        "{n} order placed under it so far: {ids}",
        "{n} orders placed under it so far: {ids}",
        len(ids),
        ids=named if len(ids) <= _SHOWN_CHILDREN else f"… {named}",
    )


def remaining(remains: int, total: int | None, t: Texts) -> Html:
    """Say what remains, and of how many where that makes sense: panels also say less than nothing, or too much."""
    if not total or not 0 <= remains <= total:
        return t.say("Remains: {remains}", remains=t.number(remains))
    return t.say("Remains: {remains} of {total}", remains=t.number(remains), total=t.number(total))


def _progress(order: Order, t: Texts) -> Html | None:
    """Show what remains, and a bar of what is done where both are known; it is never fuller than the truth."""
    remains, total = order.report.remains if order.report else None, order.new.quantity
    if remains is None:
        return None
    if not total or not 0 <= remains <= total:
        return remaining(remains, total, t)
    done = total - remains
    full = done * _BAR // total
    bar = t.say("{bar} {percent}%", bar="▰" * full + "▱" * (_BAR - full), percent=t.number(done * 100 // total))
    return lines(remaining(remains, total, t), bar)


def _rows(order: Order, wishes: Collection[RequestKind], t: Texts, *, back: bool) -> list[Row]:
    rows: list[Row] = []
    if order.state is OrderState.PLACED:
        copies = (
            *ways.copy_row(t.plain("Copy id"), order.panel_order_id),
            *ways.copy_row(t.plain("Copy link"), order.new.submission.target),
        )
        rows.append([Button(t.plain("Refresh"), data("or", order.id)), *copies])
        rows.append(_wish_row(order, wishes, t))
    if order.state in (OrderState.PLACED, OrderState.REFUSED):
        keep = Button(t.plain("☆ Favourite"), data("fo", order.id))
        rows.append([Button(t.plain("Order again"), data("oa", order.id)), keep])
    # From the card itself the list comes as a new message: the card would be written over it with the next change.
    to_list = (
        Button(t.plain("Back"), data("ol", "all", 0)) if back else Button(ways.my_orders(t).text, data("ol", "new"))
    )
    return [*rows, [to_list]]


def _wishes(order: Order, asked: LatestRequests | None) -> Collection[RequestKind]:
    """Tell what can be asked of the panel now; what was asked already, and would be turned down, is left out."""
    offered = {RequestKind.REFILL: can_refill(order), RequestKind.CANCEL: can_cancel(order)}
    return [kind for kind, is_offered in offered.items() if is_offered and not (asked and asked.hold(kind))]


def _wish_row(order: Order, wishes: Collection[RequestKind], t: Texts) -> Row:
    buttons = []
    if RequestKind.REFILL in wishes:
        buttons.append(Button(t.plain("Refill"), data("rq", RequestKind.REFILL, order.id)))
    if RequestKind.CANCEL in wishes:
        buttons.append(Button(t.plain("Cancel order"), data("rq", RequestKind.CANCEL, order.id), style="danger"))
    return buttons


def can_cancel(order: Order) -> bool:
    """Tell whether to offer a cancel: there is something to cancel, and the panel did not say no to cancels."""
    return order.state is OrderState.PLACED and order.is_open and order.new.cancel is not False


def can_refill(order: Order) -> bool:
    """Tell whether to offer a refill: something was delivered, and the panel did not say no to refills."""
    return order.status in _REFILLABLE and order.new.refill is not False


def nothing_found(asked: Sequence[str], t: Texts) -> Html:
    """Say that none of the user's orders has these ids; somebody else's are no different from none."""
    shown = ", ".join(f"#{one_line(item, 40)}" for item in asked[:_SHOWN_IDS])
    more = ", …" if len(asked) > _SHOWN_IDS else ""
    return t.many(
        "You have no order with this id: {ids}",
        "You have no orders with these ids: {ids}",
        len(asked),
        ids=shown + more,
    )
