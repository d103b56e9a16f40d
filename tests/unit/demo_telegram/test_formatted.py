"""Trimming, and what Telegram finds in a text by itself."""

import pytest

from bot.demo.telegram_api.detected import with_detected
from bot.demo.telegram_api.formatted import Formatted, cleaned, utf16_length
from bot.demo.telegram_api.html_text import parse_html


def found(text: str) -> list[tuple[str, str]]:
    """Return kind and text of each entity found."""
    units = text.encode("utf-16-le")
    entities = with_detected(Formatted(text)).entities
    return [(e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")) for e in entities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/order", [("bot_command", "/order")]),
        ("/order@sandbox_bot 5", [("bot_command", "/order@sandbox_bot")]),
        ("😀 /start abc", [("bot_command", "/start")]),
        ("a/b and 1/2", []),
        ("/usr/bin", []),
        ("see https://a.example/x?y=1#z.", [("url", "https://a.example/x?y=1#z")]),
        ("t.me/name and instagram.com", [("url", "t.me/name"), ("url", "instagram.com")]),
        ("write to me@a.example", [("email", "me@a.example")]),
        ("hello @some_name", [("mention", "@some_name")]),
        ("#news and #1", [("hashtag", "#news")]),
        ("1.5 or 23501", []),
    ],
)
def test_detected_entities(text: str, expected: list[tuple[str, str]]) -> None:
    """Commands, links, addresses, mentions and hashtags are found where Telegram finds them."""
    assert found(text) == expected


def test_nothing_is_detected_in_code_or_links() -> None:
    """Text that is code or a link already is left alone."""
    formatted = with_detected(parse_html('<code>/order</code> <a href="https://b.example">a.example</a>'))
    assert [entity["type"] for entity in formatted.entities] == ["code", "text_link"]


def test_trimming_moves_entities() -> None:
    """Blanks around a text go, its entities move along, and one on blanks alone goes too."""
    trimmed = parse_html("  <b> x</b><i>  </i>").trimmed()
    assert trimmed.text == "x"
    assert trimmed.entities == ({"type": "bold", "offset": 0, "length": 1},)


def test_cleaning_and_counting() -> None:
    """Control characters become blanks, carriage returns go, emoji count twice."""
    assert cleaned("a\r\nb\tc\x00d") == "a\nb c d"
    assert utf16_length("a😀") == 3
