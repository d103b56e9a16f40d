"""An order being put together: its questions and its summary."""

from collections.abc import Callable, Mapping

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, mark
from bot.chat.views import catalogue
from bot.chat.views.catalogue import Aim
from bot.domain import draft as steps
from bot.domain.draft import Draft, Quote, aligned, current_field, kind_of, quote, sent_fields
from bot.domain.money import to_micros
from bot.domain.service_types import DRIP_FEED, Field, FieldKind

_QUICK = (100, 500, 1_000, 5_000, 10_000, 50_000, 100_000)
_QUICK_IN_ROW = 4
MAX_LINK = 1000
MAX_LIST = 300  # units of a long answer shown in the summary
_DEVICES = {
    "1": mark("Desktop"),
    "2": mark("Android"),
    "3": mark("iOS"),
    "4": mark("Mixed mobile"),
    "5": mark("Mixed"),
}
_TRAFFIC = {"1": mark("Google keyword"), "2": mark("Referrer"), "3": mark("Blank")}


def step(draft: Draft, t: Texts, *, currency: str | None = None, note: Html | None = None) -> View:
    """Show where a draft stands: its current question or its summary, under a note where there is one.

    Raises: ServiceGone, ServiceUnsupported.
    """
    draft = aligned(draft)
    if draft.step == steps.SUMMARY:
        return summary(draft, t, currency=currency, note=note)
    text = paragraphs(note, _head(draft, t), _question(draft, t))
    return View(text, [*_answers(draft, t), _leave_row(draft, t)])


def _head(draft: Draft, t: Texts) -> Html:
    return t.say(
        "<b>{service}</b>\n{price} · {limits}",
        service=one_line(draft.service.row.name, catalogue.MAX_NAME),
        price=catalogue.rate(draft.service, t),
        limits=catalogue.limits(draft.service, t),
    )


def _question(draft: Draft, t: Texts) -> Html:
    item = current_field(draft)
    if item is None:
        return t.say("Send the <b>link</b> to what you want to promote.")
    ask = _QUESTIONS.get(item.name)
    return ask(draft, t) if ask else t.say("Send <b>{field}</b>.", field=item.name)


def _ask_quantity(draft: Draft, t: Texts) -> Html:
    row = draft.service.row
    return t.say(
        "Send the <b>quantity</b>: a number from {least} to {most}.",
        least=t.number(row.minimum),
        most=t.number(row.maximum),
    )


def _ask_comments(draft: Draft, t: Texts) -> Html:
    row = draft.service.row
    return t.say(
        "Send the <b>comments</b>, one on each line, {least} to {most} of them.",
        least=t.number(row.minimum),
        most=t.number(row.maximum),
    )


_QUESTIONS: Mapping[str, Callable[[Draft, Texts], Html]] = {
    "quantity": _ask_quantity,
    "comments": _ask_comments,
    "runs": lambda _, t: t.say("How many <b>runs</b>? The quantity is delivered once in each run."),
    "interval": lambda _, t: t.say("What <b>interval</b> between the runs, in minutes?"),
    "usernames": lambda _, t: t.say("Send the <b>usernames</b>, one on each line."),
    "hashtags": lambda _, t: t.say("Send the <b>hashtags</b>, one on each line."),
    "hashtag": lambda _, t: t.say("Send the <b>hashtag</b> whose users are to be mentioned."),
    "username": lambda _, t: t.say("Send the <b>username</b>."),
    "media": lambda _, t: t.say("Send the link to the <b>media</b> whose likers are to be mentioned."),
    "answer_number": lambda _, t: t.say("Send the <b>number of the answer</b> to vote for."),
    "groups": lambda _, t: t.say("Send the <b>groups</b>, one on each line."),
    "keywords": lambda _, t: t.say("Send the <b>keywords</b>, one on each line."),
    "min": lambda _, t: t.say("Send the <b>least</b> quantity for each new post."),
    "max": lambda _, t: t.say("Send the <b>greatest</b> quantity for each new post."),
    "delay": lambda _, t: t.say("Choose the <b>delay</b> after a new post, in minutes."),
    "posts": lambda _, t: t.say("Send how many future <b>posts</b> are to be served."),
    "old_posts": lambda _, t: t.say("Send how many <b>old posts</b> are to be served."),
    "expiry": lambda _, t: t.say("Send the day the subscription <b>ends</b>, like <code>31/12/2027</code>."),
    "country": lambda _, t: t.say("Send the <b>country</b> the visitors come from."),
    "device": lambda _, t: t.say("Choose the <b>device</b> of the visitors."),
    "type_of_traffic": lambda _, t: t.say("Choose the <b>type of traffic</b>."),
    "google_keyword": lambda _, t: t.say("Send the <b>Google keyword</b> the visitors search for."),
    "referring_url": lambda _, t: t.say("Send the <b>link</b> the visitors come from."),
}


def _answers(draft: Draft, t: Texts) -> list[Row]:
    """Offer quick answers where there are good ones."""
    item = current_field(draft)
    if item is None:
        return []
    if item.kind is FieldKind.CHOICE:
        buttons = [Button(_choice(item, value, t), data("dra", draft.token, value)) for value in item.choices]
    elif item.kind is FieldKind.QUANTITY:
        buttons = [Button(_short(n, t), data("dra", draft.token, n)) for n in _quick_quantities(draft)]
    else:
        return []
    return [buttons[start : start + _QUICK_IN_ROW] for start in range(0, len(buttons), _QUICK_IN_ROW)]


def _quick_quantities(draft: Draft) -> list[int]:
    row = draft.service.row
    inside = [n for n in _QUICK if row.minimum < n < row.maximum]
    return sorted({row.minimum, *inside[:6], row.maximum})


def _short(number: int, t: Texts) -> str:
    if number >= 1000 and number % 1000 == 0:  # noqa: PLR2004  what "k" means
        return t.plain("{thousands}k", thousands=t.number(number // 1000))
    return t.number(number)


def _choice(item: Field, value: str, t: Texts) -> str:
    words = {"device": _DEVICES, "type_of_traffic": _TRAFFIC}.get(item.name, {})
    return t.plain(words[value]) if value in words else value


def _leave_row(draft: Draft, t: Texts) -> Row:
    return (
        Button(t.plain("Back"), data("drb", draft.token)),
        Button(t.plain("Cancel"), data("drx", draft.token), style="danger"),
    )


def summary(draft: Draft, t: Texts, *, currency: str | None = None, note: Html | None = None) -> View:
    """Show what would be ordered and what it costs, and ask for the Confirm."""
    priced = quote(draft)
    head = t.say("<b>Please check your order</b>")
    body = lines(
        t.say("Service: {service}", service=one_line(draft.service.row.name, catalogue.MAX_NAME)),
        t.say("Link: {link}", link=cut(draft.answers[steps.LINK], MAX_LINK)),
        *_answer_lines(draft, t),
        *_quantity_lines(draft, priced, t),
        _price_line(draft, priced, currency, t),
    )
    rows: list[Row] = [[Button(t.plain("Confirm"), data("ok", draft.token, to_micros(priced.charge)), style="success")]]
    return View(paragraphs(note, head, body), [*rows, *_option_rows(draft, t), _leave_row(draft, t)])


def _answer_lines(draft: Draft, t: Texts) -> list[Html]:
    return [_answer_line(item, draft.answers[item.name], t) for item in sent_fields(draft) if item not in DRIP_FEED]


def _answer_line(item: Field, answer: str, t: Texts) -> Html:
    if item.kind is FieldKind.LINES:
        return _list_line(item, answer, t)
    shown = _choice(item, one_line(answer, MAX_LIST), t)
    return t.say("{field}: {answer}", field=field_title(item.name, t), answer=shown)


def _list_line(item: Field, answer: str, t: Texts) -> Html:
    count = t.number(len(answer.split("\n")))
    return t.say(
        "{field} ({count}):\n<blockquote>{answer}</blockquote>",
        field=field_title(item.name, t),
        count=count,
        answer=cut(answer, MAX_LIST),
    )


def field_title(name: str, t: Texts) -> str:
    """Name a field as a line of the summary does."""
    return t.plain(_TITLES.get(name, name))


_TITLES = {
    "comments": mark("Comments"),
    "usernames": mark("Usernames"),
    "hashtags": mark("Hashtags"),
    "hashtag": mark("Hashtag"),
    "username": mark("Username"),
    "media": mark("Media"),
    "answer_number": mark("Answer"),
    "groups": mark("Groups"),
    "keywords": mark("Keywords"),
    "min": mark("Least"),
    "max": mark("Greatest"),
    "delay": mark("Delay in minutes"),
    "posts": mark("Posts"),
    "old_posts": mark("Old posts"),
    "expiry": mark("Ends"),
    "country": mark("Country"),
    "device": mark("Device"),
    "type_of_traffic": mark("Traffic"),
    "google_keyword": mark("Google keyword"),
    "referring_url": mark("Referrer"),
}


def _quantity_lines(draft: Draft, priced: Quote, t: Texts) -> list[Html]:
    if priced.quantity is None or not kind_of(draft.service).required:
        return []
    if "runs" not in {item.name for item in sent_fields(draft)}:
        return [t.say("Quantity: {quantity}", quantity=t.number(priced.quantity))]
    return [
        t.say(
            "Drip-feed: {quantity} × {runs} runs, every {interval} minutes",
            quantity=t.number(priced.quantity),
            runs=t.number(priced.runs),
            interval=t.number(int(draft.answers["interval"])),
        ),
        t.say("Quantity in all: {total}", total=t.number(priced.total or 0)),
    ]


def _price_line(draft: Draft, priced: Quote, currency: str | None, t: Texts) -> Html:
    price = t.money(priced.charge, draft.service.row.currency or currency)
    if priced.per_post:
        return t.say("Price: <b>{price}</b> per 1000 on each future post", price=price)
    return t.say("Price: <b>{price}</b>", price=price)


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


def left(t: Texts) -> View:
    """Say that the order was left; nothing was sent."""
    return View(
        t.say("Left. Nothing was ordered."),
        [[Button(t.plain("New order"), data("cats", 0, Aim.ORDER), style="primary")]],
    )
