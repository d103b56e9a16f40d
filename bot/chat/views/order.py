"""An order's card: the one message in the chat that tells how it stands."""

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, mark
from bot.domain.order import Order, OrderState
from bot.domain.request import RequestKind
from bot.domain.status import Status

MAX_NAME = 120
MAX_LINK = 1000
MAX_WORDS = 500
_BAR = 10

_EMBLEMS = {
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
_STATUS_WORDS = {
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
_REFILLABLE = {Status.COMPLETED, Status.PARTIAL}


def emblem(status: str | None) -> str:
    """Return the sign that goes before a status."""
    return _EMBLEMS.get(Status(status), "🕒") if status in set(Status) else "🕒"


def status_word(status: str, t: Texts) -> str:
    """Say a status in the user's language; a word of the panel's own is said as it is."""
    return t.plain(_STATUS_WORDS[Status(status)]) if status in set(Status) else one_line(status, MAX_NAME)


def name(order: Order, t: Texts) -> Html:
    """Name an order: by the panel's id, as #23501, or by its service while it has none."""
    if order.panel_order_id is not None:
        return t.say("<b>#{id}</b>", id=order.panel_order_id)
    return t.say("<b>Order</b>")


def standing(order: Order, t: Texts) -> Html:
    """Say in a sentence how an order stands."""
    match order.state:
        case OrderState.QUEUED if order.attempts:
            return t.say("⏳ The panel cannot be reached right now. Your order waits and is sent as soon as it can be.")
        case OrderState.QUEUED | OrderState.SUBMITTING:
            return t.say("⏳ Your order is on its way to the panel.")
        case OrderState.REFUSED:
            words = one_line(order.refusal or "", MAX_WORDS)
            return t.say("❌ The panel refused this order: “{words}”. Nothing was ordered.", words=words)
        case OrderState.UNCERTAIN:
            return t.say(
                "⚠️ We could not confirm this order: the panel may or may not have taken it. "
                "It is not sent again by itself. The operators have been told and will look into it."
            )
        case OrderState.PLACED:
            return t.say("{sign} {status}", sign=emblem(order.status), status=status_word(order.status or "Pending", t))


def card(order: Order, t: Texts, *, note: Html | None = None, back: bool = False) -> View:
    """Show an order with all that is known of it, and what can be done."""
    head = lines(name(order, t), t.say("{service}", service=one_line(order.new.service_name, MAX_NAME)))
    return View(paragraphs(note, head, standing(order, t), _facts(order, t)), _rows(order, t, back=back))


def _facts(order: Order, t: Texts) -> Html:
    report = order.report
    return lines(
        t.say("Link: {link}", link=cut(order.new.submission.target, MAX_LINK)),
        t.say("Quantity: {quantity}", quantity=t.number(order.new.quantity)) if order.new.quantity else None,
        _drip_feed(order, t),
        _charge(order, t),
        _start(order, t) if report else None,
        _progress(order, t),
        t.say("Ordered: {at}", at=t.moment(order.new.created_at)),
        t.say("Last change: {at}", at=t.moment(order.changed_at)) if order.state is OrderState.PLACED else None,
        t.say("As of: {at}", at=t.moment(order.checked_at)) if order.checked_at else None,
    )


def _drip_feed(order: Order, t: Texts) -> Html | None:
    parameters = order.new.submission.parameters
    if "runs" not in parameters:
        return None
    return t.say(
        "Drip-feed: {quantity} × {runs} runs, every {interval} minutes",
        quantity=parameters.get("quantity", ""),
        runs=parameters["runs"],
        interval=parameters.get("interval", ""),
    )


def _charge(order: Order, t: Texts) -> Html | None:
    """Show what the panel charged; before it says so, what was expected, and that it was."""
    if order.report is not None and order.report.charge is not None:
        currency = order.report.currency or order.new.currency
        return t.say("Charge: {charge}", charge=t.money(order.report.charge, currency))
    if order.new.expected_charge is None:
        return None
    return t.say("Price: {price}", price=t.money(order.new.expected_charge, order.new.currency))


def _start(order: Order, t: Texts) -> Html | None:
    start = order.report.start_count if order.report else None
    return None if start is None else t.say("Start count: {start}", start=t.number(start))


def _progress(order: Order, t: Texts) -> Html | None:
    """Show what remains, and a bar of what is done where both are known."""
    remains = order.report.remains if order.report else None
    if remains is None:
        return None
    total = order.new.quantity
    if not total or not 0 <= remains <= total:
        return t.say("Remains: {remains}", remains=t.number(remains))
    done = total - remains
    bar = "▰" * (done * _BAR // total) + "▱" * (_BAR - done * _BAR // total)
    percent = t.number(done * 100 // total)
    return t.say("Remains: {remains}\n{bar} {percent} %", remains=t.number(remains), bar=bar, percent=percent)


def _rows(order: Order, t: Texts, *, back: bool) -> list[Row]:
    rows: list[Row] = []
    if order.state is OrderState.PLACED:
        rows.append([Button(t.plain("Refresh"), data("or", order.id)), *_copy(order, t)])
        rows.append(_wishes(order, t))
    if order.state in (OrderState.PLACED, OrderState.REFUSED):
        rows.append([Button(t.plain("Order again"), data("oa", order.id))])
    to_list = Button(t.plain("Back") if back else t.plain("My orders"), data("ol", "all", 0))
    return [*rows, [to_list]]


def _copy(order: Order, t: Texts) -> Row:
    return (Button(t.plain("Copy id"), copy=order.panel_order_id),) if order.panel_order_id else ()


def _wishes(order: Order, t: Texts) -> Row:
    buttons = []
    if can_refill(order):
        buttons.append(Button(t.plain("Refill"), data("rq", RequestKind.REFILL, order.id)))
    if order.is_open and order.new.cancel is not False:
        buttons.append(Button(t.plain("Cancel order"), data("rq", RequestKind.CANCEL, order.id), style="danger"))
    return buttons


def can_refill(order: Order) -> bool:
    """Tell whether to offer a refill: something was delivered, and the panel did not say no to refills."""
    return order.status in _REFILLABLE and order.new.refill is not False


def nothing_found(asked: list[str], t: Texts) -> Html:
    """Say that none of the user's orders has these ids; somebody else's are no different from none."""
    shown = ", ".join(f"#{one_line(item, 40)}" for item in asked[:20])
    return t.many(
        "You have no order with this id: {ids}",
        "You have no orders with these ids: {ids}",
        len(asked),
        ids=shown,
    )
