"""Texts and buttons, cut as Telegram counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import (
    MAX_BUTTON_UNITS,
    Button,
    View,
    cut,
    fitting,
    is_visible,
    lines,
    one_line,
    paragraphs,
    shown_units,
    utf16_units,
)
from bot.chat.texts import Html, escape
from tests.unit.chat.telegram_rules import parse, units
from tests.unit.domain.samples import patient


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("ж", 1), ("👍", 2), ("👩‍👩‍👧‍👦", 11), ("\ud83d", 1)],
)
def test_units(text: str, count: int) -> None:
    """What lies beyond the basic plane counts two, and a lone surrogate one."""
    assert utf16_units(text) == count


@patient
@given(st.text(st.characters(exclude_categories=())), st.integers(1, 60))
def test_cut(text: str, most: int) -> None:
    """A cut text is no longer than asked, begins as the text does, and one that fits stays as it is."""
    short = cut(text, most)
    assert utf16_units(short) <= most
    if utf16_units(text) <= most:
        assert short == text
    else:
        assert short.endswith("…")
        short.encode("utf-8", "surrogatepass")


def test_cut_inside_a_pair() -> None:
    """An emoji that would be cut in two goes as a whole."""
    assert cut("👍👍👍", 4) == "👍…"
    assert cut("👍👍👍", 6) == "👍👍👍"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo\r\n\tthree", "one two   three"),
        ("  a  b  ", "a  b"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\u202eabc\x00", "abc"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    """Line ends become blanks, what turns the direction of text goes, and blanks inside stay as they are."""
    assert one_line(text, 100) == shown


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200d", "\ufe0f", "\u3164", "\u2800", "\u0301", "\xad", "\ud83d"])
def test_invisible_button(text: str) -> None:
    """A button always shows something, since Telegram refuses one that doesn't."""
    assert not is_visible(text)
    assert Button(text, "1:x").to_json()["text"] == "…"


@pytest.mark.parametrize("text", ["Followers", "👍", "  x ", "⭐️", "עברית", "1"])
def test_visible_button(text: str) -> None:
    """A button bears exactly the name it was given."""
    assert Button(text, "1:x").to_json()["text"] == text.strip()


def test_long_button() -> None:
    """A long name is cut, and a name that fits is not."""
    assert utf16_units(Button("👍" * 500, "1:x").to_json()["text"]) <= MAX_BUTTON_UNITS
    assert Button("x" * MAX_BUTTON_UNITS, "1:x").to_json()["text"] == "x" * MAX_BUTTON_UNITS


def test_only_what_is_set_is_stored() -> None:
    """A stored button has no empty fields, and an empty row is no row."""
    view = View(Html("text"), [[], [Button("Back", "1:b")], ()])
    assert view.to_json() == {"text": "text", "keyboard": [[{"text": "Back", "data": "1:b"}]]}


def test_joining() -> None:
    """Parts that are not there leave no empty lines."""
    assert paragraphs(Html("a"), None, Html(""), Html("b")) == "a\n\nb"
    assert lines(None, Html("a"), Html("b")) == "a\nb"


@patient
@given(st.text())
def test_shown_units(text: str) -> None:
    """A message is counted without tags, and with entities as what they stand for."""
    html = Html(f"<b>{escape(text)}</b> &amp;")
    assert shown_units(html) == units(parse(html))


def test_fitting() -> None:
    """As many parts are kept as fit together with what stands between them."""
    parts = [Html("<b>1234</b>")] * 5
    assert len(fitting(parts, 18, "\n\n")) == 3
    assert len(fitting(parts, 17, "\n\n")) == 2
    assert fitting(parts, 3, "\n") == []
