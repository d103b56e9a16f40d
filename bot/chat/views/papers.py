"""Papers: what is said while one is made, with it, and when it could not be."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Context, Decimal

from babel import dates

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, fitting, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts
from bot.chat.views import ways
from bot.chat.views.status import in_a_word
from bot.domain.order import Order, OrderState
from bot.domain.paper import PaperKind
from bot.domain.totals import Bar, By, Totals

MAX_CAPTION_UNITS = 1024  # source: Telegram Bot API, caption
_BAR_UNITS = 480  # of a caption, for the weeks or months in words
_MOST_OTHERS = 3
_SHOWN_CURRENCY = 16
_CENT = Decimal("0.01")
_MOST_DIGITS = 100
_WIDE = Context(prec=200)


def preparing(done: int, total: int, t: Texts) -> View:
    """Say how far a table is."""
    if done:
        text = t.say("Preparing your file: {done} of {total} orders …", done=t.number(done), total=t.number(total))
    else:
        text = t.many("Preparing your file: {n} order …", "Preparing your file: {n} orders …", total)
    return View(text, [onward(t)])


def ready(t: Texts) -> View:
    """Say that the file has come; the message that told how far it was ends so."""
    return View(t.say("Your file is ready: it is below."), [onward(t)])


def not_made(kind: PaperKind, t: Texts) -> View:
    """Say that a paper could not be made, and what else there is."""
    if kind is PaperKind.TOTALS:
        text = t.say("I could not make the picture of your totals. The operator can see why; please try again later.")
    else:
        text = t.say("I could not make the file of your orders. The operator can see why; please try again later.")
    return View(text, [onward(t)])


def onward(t: Texts) -> Row:
    """Lead on from a paper; the list comes as a new message, since a paper does not turn into one."""
    return [Button(ways.my_orders(t).text, data("ol", "new"))]


def export_caption(rows: int, total: int, t: Texts) -> Html:
    """Say what is in a table."""
    if not total:
        return t.say("There are no such orders, so the file has only its titles.")
    if rows < total:
        return t.say(
            "Your {rows} newest orders of {total}: more do not fit into one file. Choose fewer with the filters.",
            rows=t.number(rows),
            total=t.number(total),
        )
    return t.many("{n} order, times in UTC", "{n} orders, times in UTC", total)


def column_titles(t: Texts) -> Sequence[str]:
    """Name the columns of a table."""
    return [
        t.plain("id"),
        t.plain("service"),
        t.plain("link"),
        t.plain("quantity"),
        t.plain("charge"),
        t.plain("currency"),
        t.plain("status"),
        t.plain("remains"),
        t.plain("start count"),
        t.plain("ordered at"),
        t.plain("changed at"),
    ]


def cells(order: Order, t: Texts) -> Sequence[str]:
    """Write an order as a row: numbers plain, so that any program reads them; times as ISO 8601 in UTC.

    The charge is the panel's; until it says so, what was expected; nothing for what it refused.
    """
    report = order.report
    charge = order.new.expected_charge if report is None or report.charge is None else report.charge
    if order.state is OrderState.REFUSED:
        charge = None
    facts: Sequence[object] = (
        order.panel_order_id,
        order.new.service_name,
        order.new.submission.target,
        order.new.quantity,
        None if charge is None else format(charge, "f"),
        (report and report.currency) or order.new.currency,
        in_a_word(order, t),
        report and report.remains,
        report and report.start_count,
        _iso(order.new.created_at),
        _iso(order.changed_at),
    )
    return ["" if fact is None else str(fact) for fact in facts]


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def totals_title(totals: Totals, t: Texts) -> str:
    """Name a picture of totals."""
    if totals.by is By.WEEK:
        return t.plain("Your orders, week by week")
    return t.plain("Your orders, month by month")


def totals_caption(totals: Totals, t: Texts) -> Html:
    """Say in words what the picture shows, for those who do not see it."""
    head = t.say("<b>{title}</b>", title=totals_title(totals, t))
    if not totals.orders:
        return paragraphs(head, t.say("There were none."))
    said = [_bar(bar, totals, t) for bar in reversed(totals.bars) if bar.orders]
    kept = fitting(said, _BAR_UNITS, "\n")
    return paragraphs(head, lines(_all(totals, t), *_others(totals, t)), lines(*kept))


def _all(totals: Totals, t: Texts) -> Html:
    spent = money(totals.charge, totals.currency, t)
    return t.many("In all: {n} order, {spent}", "In all: {n} orders, {spent}", totals.orders, spent=spent)


def _others(totals: Totals, t: Texts) -> list[Html]:
    return [
        t.say("Besides, in another currency: {spent}", spent=money(charge, currency, t))
        for currency, charge in totals.others[:_MOST_OTHERS]
    ]


def _bar(bar: Bar, totals: Totals, t: Texts) -> Html:
    when, spent = span_title(bar.start, totals.by, t), money(bar.charge, totals.currency, t)
    return t.many("{when}: {n} order, {spent}", "{when}: {n} orders, {spent}", bar.orders, when=when, spent=spent)


def money(amount: Decimal, currency: str | None, t: Texts) -> str:
    """Write an amount with cents, as sums are read."""
    cents = _WIDE.quantize(amount, _CENT) if amount.adjusted() < _MOST_DIGITS else amount
    return t.money(cents, one_line(currency, _SHOWN_CURRENCY) if currency else None)


def span_title(start: datetime, by: By, t: Texts) -> str:
    """Name a week by its first day, a month by its name."""
    skeleton = "MMMd" if by is By.WEEK else "yMMM"
    return str(dates.format_skeleton(skeleton, start, locale=t.locale))


def totals_rows(totals: Totals, t: Texts) -> Sequence[Row]:
    """Lead to the other picture, and to the list."""
    if totals.by is By.WEEK:
        other = Button(t.plain("By month"), data("ot", By.MONTH))
    else:
        other = Button(t.plain("By week"), data("ot", By.WEEK))
    return [[other], onward(t)]


def no_charts(t: Texts) -> Html:
    """Say why there is no picture."""
    return t.say("There is no picture, since the operator of this bot has not installed what draws it.")
