"""What a view is made of: text and buttons, cut to Telegram's limits.

Source of the limits: Telegram Bot API: text 4096 UTF-16 units after entities, callback_data 64 bytes, copy_text
256 characters, 8 buttons in a row, about 10 kB of keyboard.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.chat.texts import Html, clean

MAX_TEXT_UNITS = 4096
MAX_BUTTON_UNITS = 64  # more than a phone shows, so that it is the phone that cuts; 10 kB hold a page of them
MAX_COPY_UNITS = 256
_ELLIPSIS = "…"
_BREAK = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_TAG = re.compile(r"<[^>]*>")
_SEEN = "LNPS"  # letters, numbers, punctuation, symbols: not marks, separators, controls
# Letters and symbols that nobody sees: fillers of Hangul and Braille, beside blanks, marks and controls.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

Style = Literal["primary", "success", "danger"]


def utf16_units(text: str) -> int:
    """Count as Telegram does: two for what lies beyond the basic plane, emoji mostly."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> str:
    """Cut text to so many UTF-16 units, an ellipsis included, never inside a surrogate pair."""
    flat = text.encode("utf-16-le", "surrogatepass")
    if len(flat) <= 2 * units:
        return text
    return flat[: 2 * (units - 1)].decode("utf-16-le", "ignore").rstrip() + _ELLIPSIS


def one_line(text: str, units: int) -> str:
    """Put foreign text on one line, and cut it; blanks within it stay as they are."""
    return cut(clean(_BREAK.sub(" ", text)).strip(), units)


def is_visible(text: str) -> bool:
    """Tell whether there is anything to see: Telegram refuses a button without."""
    return any(char not in _BLANKS and unicodedata.category(char)[0] in _SEEN for char in text)


def shown_units(text: Html) -> int:
    """Count a message as Telegram does: without its tags, and with its entities as what they stand for."""
    return utf16_units(html.unescape(_TAG.sub("", text)))


@dataclass(frozen=True, slots=True)
class Button:
    """A button that does one thing: call back, open an address, or copy a text."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: Style | None = None

    def to_json(self) -> dict[str, str]:
        """Return what is stored in the outbox."""
        title = one_line(self.text, MAX_BUTTON_UNITS)
        fields = {
            "text": title if is_visible(title) else _ELLIPSIS,
            "data": self.data,
            "url": self.url,
            "copy": self.copy,
            "style": self.style,
        }
        return {name: value for name, value in fields.items() if value is not None}


Row = Sequence[Button]


@dataclass(frozen=True, slots=True)
class View:
    """A message: HTML text, and rows of buttons below it."""

    text: Html
    rows: Sequence[Row] = ()

    def to_json(self) -> Mapping[str, Any]:
        """Return what is stored in the outbox and sent from there."""
        return {"text": self.text, "keyboard": [[button.to_json() for button in row] for row in self.rows if row]}


@dataclass(frozen=True, slots=True)
class Result:
    """A service offered to somebody who types `@bot …`: a line to choose, and the message that it sends."""

    id: str  # 1 to 64 bytes
    title: str
    description: str
    view: View

    def to_json(self) -> Mapping[str, Any]:
        """Return what is stored in the outbox."""
        return {"id": self.id, "title": self.title, "description": self.description, **self.view.to_json()}


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What somebody who types `@bot …` is offered; `open_bot` is the title of a button that leads to the bot."""

    query_id: str
    results: Sequence[Result] = ()
    next_offset: str = ""
    open_bot: str | None = None

    def to_json(self) -> Mapping[str, Any]:
        """Return what is stored in the outbox."""
        return {
            "inline": self.query_id,
            "results": [result.to_json() for result in self.results],
            "next_offset": self.next_offset,
            "open_bot": self.open_bot,
        }


def paragraphs(*parts: Html | None) -> Html:
    """Join the parts that are there with an empty line between them."""
    return Html("\n\n".join(part for part in parts if part))


def lines(*parts: Html | None) -> Html:
    """Join the parts that are there, one a line."""
    return Html("\n".join(part for part in parts if part))


def fitting(parts: Iterable[Html], units: int, separator: str = "\n\n") -> Sequence[Html]:
    """Return as many parts from the first on as fit into so many units when they are joined."""
    kept: list[Html] = []
    for part in parts:
        units -= shown_units(part) + len(separator)
        if units < 0:
            break
        kept.append(part)
    return kept
