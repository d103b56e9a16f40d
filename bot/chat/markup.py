"""What a view is made of: text and buttons, cut to Telegram's limits.

Source of the limits: Telegram Bot API: text 4096 UTF-16 units after entities, callback_data 64 bytes, copy_text
256 characters, 8 buttons in a row, about 10 kB of keyboard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.chat.texts import Html

MAX_TEXT_UNITS = 4096
MAX_BUTTON_UNITS = 48  # what a phone shows of a full-width button, and 10 kB hold a page of
MAX_COPY = 256
_ELLIPSIS = "…"

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
    """Put hostile text on one line and cut it."""
    return cut(" ".join(text.split()), units)


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
        fields = {
            "text": one_line(self.text, MAX_BUTTON_UNITS) or _ELLIPSIS,
            "data": self.data,
            "url": self.url,
            "copy": self.copy[:MAX_COPY] if self.copy else None,
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


def paragraphs(*parts: Html | None) -> Html:
    """Join the parts that are there with an empty line between them."""
    return Html("\n\n".join(part for part in parts if part))


def lines(*parts: Html | None) -> Html:
    """Join the parts that are there, one a line."""
    return Html("\n".join(part for part in parts if part))
