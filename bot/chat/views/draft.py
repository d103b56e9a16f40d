"""An order being put together: its current question, or its summary."""

from dataclasses import dataclass
from datetime import timedelta

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts
from bot.chat.views import catalogue, link_words, ways
from bot.chat.views.fields import answer_line, field_title
from bot.chat.views.questions import question, quick_answers
from bot.domain import draft as steps
from bot.domain import link_answer
from bot.domain.draft import Draft, Quote, aligned, kind_of, quote, sent_fields
from bot.domain.money import to_micros
from bot.domain.order import Order
from bot.domain.service_types import DRIP_FEED, Counting
from bot.services.place_order import type_mark

MAX_LINK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a draft when it is shown."""

    currency: str | None = None
    note: Html | None = None  # above everything else
    waits: bool = False  # orders do not go out to the panel now
    twin: Order | None = None  # an open order of the same service and link
    offer: Row = ()  # leads elsewhere
    usual: timedelta | None = None  # how long such an order takes


_NOTHING = Beside()


def step(draft: Draft, t: Texts, beside: Beside = _NOTHING) -> View:
    """Show where a draft stands: its current question or its summary, under a note where there is one.

    Raises: ServiceGone, ServiceUnsupported.
    """
    draft = aligned(draft)
    if draft.step == steps.SUMMARY:
        return summary(draft, t, beside)
    head = _head(draft, beside.currency, t)
    if draft.step == steps.LINK and link_answer.DOUBTED in draft.answers:
        asked, rows = link_words.doubt(draft, t)
        return View(paragraphs(beside.note, head, asked), [*rows, beside.offer, _leave_row(draft, t)])
    text = paragraphs(beside.note, link_words.tidied_note(draft, t), head, question(draft, t))
    rows = [*quick_answers(draft, t), link_words.tidied_row(draft, t), beside.offer]
    return View(text, [*rows, _leave_row(draft, t)])


def _head(draft: Draft, currency: str | None, t: Texts) -> Html:
    return t.say(
        "<b>{service}</b>\n{price} · {limits}",
        service=one_line(draft.service.title, catalogue.MAX_NAME),
        price=catalogue.rate(draft.service, t, currency),
        limits=catalogue.limits(draft.service, t),
    )


def _leave_row(draft: Draft, t: Texts) -> Row:
    return ways.leave_row(data("drb", draft.token), data("drx", draft.token), t)


def summary(draft: Draft, t: Texts, beside: Beside = _NOTHING) -> View:
    """Show what would be ordered and what it costs, what to think of before, and ask for the Confirm."""
    priced = quote(draft)
    body = lines(
        t.say("Service: {service}", service=one_line(draft.service.title, catalogue.MAX_NAME)),
        t.say("Link: {link}", link=cut(draft.answers[steps.LINK], MAX_LINK)),
        *_answer_lines(draft, t),
        *_quantity_lines(draft, priced, t),
        _price_line(draft, priced, beside.currency, t),
        usually(beside.usual, t) if beside.usual else None,
    )
    shown = data("ok", draft.token, to_micros(priced.charge), type_mark(draft.service))
    confirm = Button(t.plain("Confirm"), shown, style="success")
    head = paragraphs(beside.note, link_words.tidied_note(draft, t), t.say("<b>Please check your order</b>"))
    notes = link_words.link_notes(draft, beside.twin, t)
    text = paragraphs(head, body, notes, _waiting(t) if beside.waits else None)
    ways_on = [*_option_rows(draft, t), link_words.tidied_row(draft, t), beside.offer]
    return View(text, [[confirm], *ways_on, _leave_row(draft, t)])


def _waiting(t: Texts) -> Html:
    return t.say(
        "⏳ The panel is busy or cannot be reached right now. You can confirm all the same: "
        "your order will wait, and is sent as soon as that is possible."
    )


def _answer_lines(draft: Draft, t: Texts) -> list[Html]:
    return [answer_line(item, draft.answers[item.name], t) for item in sent_fields(draft) if item not in DRIP_FEED]


def _quantity_lines(draft: Draft, priced: Quote, t: Texts) -> list[Html]:
    if priced.quantity is None or kind_of(draft.service).counting is Counting.ONE:
        return []
    if "runs" not in {item.name for item in sent_fields(draft)}:
        return [t.say("Quantity: {quantity}", quantity=t.number(priced.quantity))]
    return [
        drip_feed_line(priced.quantity, priced.runs, int(draft.answers["interval"]), t),
        t.say("Total quantity: {total}", total=t.number(priced.total or 0)),
    ]


def drip_feed_line(quantity: int, runs: int, interval_minutes: int, t: Texts) -> Html:
    """Say how an order is delivered in parts."""
    return t.say(
        "Drip-feed: {quantity} each run · runs: {runs} · interval: {interval} min",
        quantity=t.number(quantity),
        runs=t.number(runs),
        interval=t.number(interval_minutes),
    )


def _price_line(draft: Draft, priced: Quote, currency: str | None, t: Texts) -> Html:
    price = t.money(priced.charge, draft.service.row.currency or currency)
    if priced.per_post:
        return t.say("Price: <b>{price}</b> per 1000 on each future post", price=price)
    return t.say("Price: <b>{price}</b>", price=price)


def usually(usual: timedelta, t: Texts) -> Html:
    """Say how long such an order usually takes."""
    return t.say("Usually done in about {usual}", usual=t.about(usual))


def _option_rows(draft: Draft, t: Texts) -> list[Row]:
    rows: list[Row] = []
    if draft.service.offers_drip_feed:
        has = "runs" in draft.answers
        off = Button(t.plain("No drip-feed"), data("drn", draft.token))
        rows.append([off if has else Button(t.plain("Drip-feed"), data("drd", draft.token))])
    optional = [
        Button(field_title(item.name, t), data("dro", draft.token, item.name))
        for item in kind_of(draft.service).optional
    ]
    return [*rows, optional]


def left(t: Texts, open_draft: Draft | None = None) -> View:
    """Say that nothing was ordered, after a Cancel; an order that was put together before can be gone on with."""
    resume = [ways.go_on(open_draft, t)] if open_draft else []
    return View(t.say("Nothing was ordered."), [resume, [ways.new_order(t), ways.menu(t)]])
