"""The words for what a service type asks for: each field's name, and its choices."""

from bot.chat.texts import Texts, mark
from bot.domain.service_types import Field, FieldKind

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
