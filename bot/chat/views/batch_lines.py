"""The lines of a mass order, one by one: what would be ordered, what cannot be and why, and what became of each."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Row, View, cut, lines, one_line, paragraphs
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Html, Texts
from bot.chat.views import ways
from bot.chat.views.problems import problem
from bot.chat.views.status import in_a_word, sign
from bot.domain.batch import BadLine, Batch, Checked, GoodLine
from bot.domain.errors import LinkOfOtherPlatform, OrderRefused
from bot.domain.order import Order

LINES_PAGE = 10
_MAX_NAME = 60
_MAX_LINE = 80
_MAX_LINK = 80
_MAX_LINK_IN_PAGE = 240  # ten of them fit
_MOST_NUMBERS = 20


def good_line(one: GoodLine, currency: str | None, t: Texts, max_link: int = _MAX_LINK) -> Html:
    """Say what a line orders, with the link that is sent."""
    return t.say(
        "{number}. {service} · {quantity} · {price}\n<code>{link}</code>",
        number=one.line.number,
        service=one_line(one.service.title, _MAX_NAME),
        quantity=t.number(one.quote.total or 0),
        price=t.money(one.quote.charge, one.service.row.currency or currency),
        link=cut(one.submission.target, max_link),
    )


def bad_line(one: BadLine, t: Texts) -> Html:
    """Say which line cannot be ordered, and why."""
    text = one_line(one.line.text, _MAX_LINE)
    return t.say("{number}. <code>{line}</code>\n{why}", number=one.line.number, line=text, why=reason(one.refusal, t))


def reason(refusal: OrderRefused, t: Texts) -> Html:
    """Say why a line cannot be ordered; of what a person alone can decide, also where they can."""
    if isinstance(refusal, LinkOfOtherPlatform):
        return t.say(
            "This service seems to be for {service_platform}, and the link is of {link_platform}. "
            "If it is right all the same, order this line alone: send it after /order.",
            service_platform=" / ".join(refusal.service_platforms),
            link_platform=refusal.link_platform,
        )
    return problem(refusal, t)


def warnings(checked: Checked, t: Texts) -> Html:
    """Say what to think of before the Confirm: tidied links, and lines that the panel may refuse."""
    repeated, taken, tidied = checked.repeated, checked.open_already, checked.tidied
    return lines(
        _tidied(len(tidied), t) if tidied else None,
        _repeated(repeated, t) if repeated else None,
        _open_already(taken, t) if taken else None,
    )


def _tidied(count: int, t: Texts) -> Html:
    return t.many(
        "I tidied {n} link. Each line shows the link that will be sent.",
        "I tidied {n} links. Each line shows the link that will be sent.",
        count,
    )


def _repeated(numbers: Sequence[int], t: Texts) -> Html:
    return t.many(
        "⚠️ {n} line repeats the service and link of a line above it (line {numbers}). "
        "The panel may refuse it until the first is done.",
        "⚠️ {n} lines repeat the service and link of a line above them (lines {numbers}). "
        "The panel may refuse them until the first is done.",
        len(numbers),
        numbers=_listed(numbers),
    )


def _open_already(numbers: Sequence[int], t: Texts) -> Html:
    return t.many(
        "⚠️ For {n} line you have an open order with the same service and link already (line {numbers}). "
        "The panel may refuse a second one until that is done.",
        "⚠️ For {n} lines you have an open order with the same service and link already (lines {numbers}). "
        "The panel may refuse a second one until that is done.",
        len(numbers),
        numbers=_listed(numbers),
    )


def _listed(numbers: Sequence[int]) -> str:
    """Write lines' numbers as they stand before each line; of many, the first."""
    more = " …" if len(numbers) > _MOST_NUMBERS else ""
    return ", ".join(map(str, numbers[:_MOST_NUMBERS])) + more


def each_line_before(batch: Batch, checked: Checked, page: Page, t: Texts, *, currency: str | None) -> View:
    """Show each line of a proposal, a page at a time: what cannot be ordered first, then what can."""
    all_lines: list[BadLine | GoodLine] = [*checked.bad, *checked.good]
    shown = all_lines[page.offset(LINES_PAGE) : page.offset(LINES_PAGE) + LINES_PAGE]
    told = [
        bad_line(one, t) if isinstance(one, BadLine) else good_line(one, currency, t, _MAX_LINK_IN_PAGE)
        for one in shown
    ]
    last = ways.leave_row(data("mp", batch.token), data("mx", batch.token), t)
    head = t.say("<b>Your mass order, line by line</b>\nNothing is ordered yet.")
    return View(paragraphs(head, lines(*told)), [_turn_row(batch, page, t), last])


def each_line(batch: Batch, orders: Sequence[Order], page: Page, t: Texts) -> View:
    """Show what became of each line, a page at a time: what was not ordered first, then the orders."""
    rejected = [
        t.say("{number}. ✖️ {why}", number=number, why=Html(why)) for number, why in (batch.rejected or {}).items()
    ]
    listed = [*rejected, *(_order_line(order, t) for order in orders)]
    shown = listed[page.offset(LINES_PAGE) : page.offset(LINES_PAGE) + LINES_PAGE]
    rows = [_turn_row(batch, page, t), [ways.my_orders(t), ways.menu(t)]]
    return View(paragraphs(t.say("<b>Your mass order, line by line</b>"), lines(*shown)), rows)


def _turn_row(batch: Batch, page: Page, t: Texts) -> Row:
    return turn_row(page, lambda to: data("ml", batch.token, to), t)


def _order_line(order: Order, t: Texts) -> Html:
    known = t.say("<b>#{id}</b> ", id=one_line(order.panel_order_id, _MAX_NAME)) if order.panel_order_id else Html()
    return t.say(
        "{number}. {sign} {known}{service}: {standing}",
        number=order.new.batch_line or 0,
        sign=sign(order),
        known=known,
        service=one_line(order.new.service_name, _MAX_NAME),
        standing=in_a_word(order, t),
    )
