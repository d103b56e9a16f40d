"""Telegram's rules for a message, read from its documentation by nobody who wrote the views.

Source: Bot API, "HTML style", sendMessage, InlineKeyboardButton; limits are counted in UTF-16 units or bytes.
"""

import json
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

from bot.chat.markup import View

TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
MAX_TEXT, MAX_KEYBOARD, MAX_BUTTONS, MAX_IN_ROW, MAX_DATA, MAX_COPY = 4096, 10_000, 100, 8, 64, 256


def units(text: str) -> int:
    """Count UTF-16 units."""
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


class StrictReader(HTMLParser):
    """Reads Telegram's HTML, and raises at whatever Telegram would refuse or show as garbage."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> is not Telegram's"
        assert not attrs, f"<{tag}> has attributes"
        assert tag not in self.open, f"<{tag}> inside itself"
        assert not {"code", "pre"} & set(self.open), f"<{tag}> inside code"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        assert not set(data) & set("<>&"), f"not escaped: {data!r}"
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += ENTITIES[name]

    def handle_charref(self, name: str) -> None:
        raise AssertionError(f"&#{name}; is of no use here")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data!r}")


def parse(html: str) -> str:
    """Return what Telegram shows of some HTML."""
    reader = StrictReader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"not closed: {reader.open}"
    return reader.text


@dataclass(frozen=True)
class Shown:
    """A message as Telegram would show it."""

    text: str
    rows: list[list[dict[str, str]]]

    @property
    def titles(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.rows]

    @property
    def buttons(self) -> list[str]:
        return [title for row in self.titles for title in row]

    def data_of(self, title: str) -> str:
        return next(button["callback_data"] for row in self.rows for button in row if button["text"] == title)


def shown(view: View) -> Shown:
    """Check a view against every rule, and return what would be shown."""
    stored = json.loads(json.dumps(view.to_json()))
    text = parse(stored["text"])
    assert 1 <= units(text.strip()) <= MAX_TEXT, units(text)
    text.encode()
    assert not [char for char in text if ord(char) < 32 and char not in "\n\t"]
    rows = [[_sent(button) for button in row] for row in stored["keyboard"]]
    assert all(1 <= len(row) <= MAX_IN_ROW for row in rows)
    assert sum(len(row) for row in rows) <= MAX_BUTTONS
    assert len(json.dumps({"inline_keyboard": rows})) <= MAX_KEYBOARD
    return Shown(text, rows)


def _can_be_seen(char: str) -> bool:
    """Tell whether a character leaves a trace on a button: no blank, mark, control or filler does."""
    return (
        unicodedata.category(char)[0] not in "ZCM" and "FILLER" not in unicodedata.name(char, "") and char != "\u2800"
    )


def _sent(button: dict[str, str]) -> dict[str, str]:
    assert any(_can_be_seen(char) for char in button["text"]), f"a blank button: {button!r}"
    assert "\n" not in button["text"]
    button["text"].encode()
    does = [name for name in ("data", "url", "copy") if name in button]
    assert len(does) == 1, button
    sent = {"text": button["text"], **({"style": button["style"]} if "style" in button else {})}
    if does == ["copy"]:
        assert 1 <= units(button["copy"]) <= MAX_COPY
        return {**sent, "copy_text": json.dumps({"text": button["copy"]})}
    if does == ["url"]:
        assert button["url"].startswith(("https://", "tg://"))
        return {**sent, "url": button["url"]}
    assert 1 <= len(button["data"].encode()) <= MAX_DATA
    return {**sent, "callback_data": button["data"]}
