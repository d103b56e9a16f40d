"""The words for what a service type asks for: each field's name, its choices, and what was answered."""

from collections.abc import Mapping, Sequence

from bot.chat.markup import cut, fitting, one_line
from bot.chat.texts import Html, Texts, mark
from bot.domain.order import Order
from bot.domain.service_types import DRIP_FEED, Field, FieldKind, find_service_type

MAX_ANSWER = 300  # units of a long answer shown in the summary
_CARD_WORD, _CARD_LINES, _CARD_UNITS = 100, 200, 700  # units on an order's card: of a word, of lines, of all together
_FIRST_LINES = 3
_OWN_LINES = {"quantity", *(item.name for item in DRIP_FEED)}  # said by lines of their own

_TITLES = {
    "comments": mark("Comments"),
    "usernames": mark("Usernames"),
    "hashtags": mark("Hashtags"),
    "hashtag": mark("Hashtag"),
    "username": mark("Username"),
    "media": mark("Media link"),
    "answer_number": mark("Answer number"),
    "groups": mark("Groups"),
    "keywords": mark("Keywords"),
    "min": mark("Smallest quantity"),
    "max": mark("Largest quantity"),
    "delay": mark("Delay in minutes"),
    "posts": mark("Future posts"),
    "old_posts": mark("Old posts"),
    "expiry": mark("Last day"),
    "country": mark("Country"),
    "device": mark("Device"),
    "type_of_traffic": mark("Traffic from"),
    "google_keyword": mark("Google keyword"),
    "referring_url": mark("Referring link"),
}
# Source of the numbers: panel API, family document, "Web Traffic".
_CHOICES = {
    "device": {
        "1": mark("Desktop"),
        "2": mark("Android"),
        "3": mark("iOS"),
        "4": mark("Mixed mobile"),
        "5": mark("Mixed"),
    },
    "type_of_traffic": {"1": mark("Google search"), "2": mark("Another page"), "3": mark("Direct")},
}


def field_title(name: str, t: Texts) -> str:
    """Name a field as a line of the summary and its button do."""
    return t.plain(_TITLES[name]) if name in _TITLES else name


def choice_title(item: Field, value: str, t: Texts) -> str:
    """Name one value of a choice; a value that is a number of its own stays it."""
    words = _CHOICES.get(item.name, {})
    return t.plain(words[value]) if value in words else value


def answer_shown(item: Field, answer: str, t: Texts) -> str:
    """Write an answer as people read it."""
    if item.kind in (FieldKind.QUANTITY, FieldKind.NUMBER) and answer.isdecimal():
        return t.number(int(answer))
    return choice_title(item, answer, t)


def answer_line(item: Field, answer: str, t: Texts) -> Html:
    """Say what was answered, as the summary does before Confirm."""
    if item.kind is FieldKind.LINES:
        return _lines_said(item, len(answer.split("\n")), cut(answer, MAX_ANSWER), t)
    return _word_said(item, answer, MAX_ANSWER, t)


def _lines_said(item: Field, count: int, text: str, t: Texts) -> Html:
    return t.say(
        "{field} ({count}):\n<blockquote>{answer}</blockquote>",
        field=field_title(item.name, t),
        count=t.number(count),
        answer=text,
    )


def _word_said(item: Field, answer: str, units: int, t: Texts) -> Html:
    shown = one_line(answer_shown(item, answer, t), units)
    return t.say("{field}: {answer}", field=field_title(item.name, t), answer=shown)


def ordered_lines(order: Order, t: Texts) -> Sequence[Html]:
    """Say what was answered for an order, shorter than its summary did: of many lines the first ones."""
    said = [_ordered_line(item, answer, t) for item, answer in _ordered(order).items()]
    return fitting(said, _CARD_UNITS, "\n")


def _ordered(order: Order) -> Mapping[Field, str]:
    """Return what was answered, in the order in which its type asks; what that does not know comes last."""
    kind = find_service_type(order.new.service_type)
    known = {item.name: item for item in (*kind.required, *kind.optional)} if kind else {}
    sent = order.new.submission.parameters
    unknown = {name: Field(name, FieldKind.WORD) for name in sent if name not in known}
    named = {**known, **unknown}.items()
    return {item: sent[name] for name, item in named if name in sent and name not in _OWN_LINES}


def _ordered_line(item: Field, answer: str, t: Texts) -> Html:
    if item.kind is not FieldKind.LINES:
        return _word_said(item, answer, _CARD_WORD, t)
    given = answer.split("\n")
    first = cut("\n".join(given[:_FIRST_LINES]), _CARD_LINES)
    is_whole = len(given) <= _FIRST_LINES or first.endswith("…")
    return _lines_said(item, len(given), first if is_whole else f"{first}\n…", t)
