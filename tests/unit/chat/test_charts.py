"""Totals as a picture and in words."""

import io
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PIL import Image

from bot.chat.charts import _drawable, _is_drawn, draw
from bot.chat.markup import shown_units
from bot.chat.texts import Texts, texts_for
from bot.chat.views.papers import MAX_CAPTION_UNITS, totals_caption
from bot.domain.totals import Bar, By, Totals, spans
from tests.unit.chat.hostile import TEXTS

T = texts_for("en")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BLUE, AMBER, GROUND = (77, 182, 255), (255, 183, 77), (22, 32, 44)


def totals(by: By = By.WEEK, *bars: tuple[int, str], currency: str | None = "USD") -> Totals:
    """Make totals whose last weeks or months are these."""
    empty = [(0, "0")] * (12 - len(bars))
    made = [Bar(start, n, Decimal(c)) for (start, _), (n, c) in zip(spans(by, NOW), [*empty, *bars], strict=True)]
    return Totals(by=by, currency=currency, bars=made)


def picture(found: Totals, t: Texts = T) -> Image.Image:
    content = draw(found, t)
    assert len(content) < 300_000
    return Image.open(io.BytesIO(content)).convert("RGB")


def count(image: Image.Image, color: tuple[int, int, int]) -> int:
    return {found: number for number, found in image.getcolors(2**24)}.get(color, 0)


def test_picture() -> None:
    """The picture has a ground of its own to its corners, and more colour where there is more to show."""
    little, much = picture(totals(By.WEEK, (1, "1"), (9, "9"))), picture(totals(By.WEEK, (9, "9"), (9, "9")))
    assert little.size == (1152, 1152)
    assert {little.getpixel(at) for at in ((0, 0), (1151, 0), (0, 1151), (1151, 1151))} == {GROUND}
    for color in (BLUE, AMBER):
        assert count(much, color) > count(little, color) * 1.5 > 10_000


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, relative luminance."""

    def light(color: tuple[int, int, int]) -> float:
        red, green, blue = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", [BLUE, AMBER, (242, 245, 248)])
def test_contrast(color: tuple[int, int, int]) -> None:
    """Bars and words stand out from their ground, as small text must."""
    assert contrast(color, GROUND) > 7


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("bars", [(), ((1, "0"),), ((10**9, "1E+30"),), ((3, "-5"), (2, "0.0000001"))])
def test_any_numbers(by: By, bars: tuple[tuple[int, str], ...]) -> None:
    """Nothing, very much, and less than nothing are drawn."""
    assert picture(totals(by, *bars)).size == (1152, 1152)


@pytest.mark.parametrize("name", ["tags", "emoji", "right to left", "braces", "4,096 characters"])
def test_any_currency(name: str) -> None:
    """A currency is whatever a panel writes; it starts no formula and makes the picture no wider."""
    for currency in (TEXTS[name], "$x$ \\frac{1}{0} $"):
        assert picture(totals(By.WEEK, (1, "2"), currency=currency)).size == (1152, 1152)


@pytest.mark.parametrize(
    ("language", "drawn"), [("ru", "ru"), ("tr", "tr"), ("es", "es"), ("ar", "en"), ("hi", "en"), ("zh", "en")]
)
def test_languages(language: str, drawn: str) -> None:
    """Where the font lacks a language's letters, or cannot join them, the picture is in English."""
    assert _drawable(totals(By.MONTH, (1, "1")), Texts(language)).language == drawn


def test_letters() -> None:
    """Latin, Cyrillic and Greek letters are drawn; those that change beside each other are not, nor are emoji."""
    assert all(map(_is_drawn, "aZ0 éşİñЖЙщ·₽€"))
    assert not any(map(_is_drawn, "عह漢👍"))


def test_nothing_shared_between_pictures() -> None:
    """The library's side that keeps figures for ever is not even loaded."""
    draw(totals(), T)
    assert "matplotlib.pyplot" not in sys.modules


def test_caption() -> None:
    """The caption says in words what the picture shows, the newest first; weeks with nothing are left out."""
    found = totals(By.WEEK, (1, "0.25"), (0, "0"), (1200, "1234.5"))
    assert totals_caption(found, T) == (
        "<b>Your orders, week by week</b>\n\nIn all: 1,201 orders, 1,234.75 USD\n\n"
        "May 4: 1,200 orders, 1,234.50 USD\nApr 20: 1 order, 0.25 USD"
    )
    months = totals_caption(totals(By.MONTH, (2, "3")), T)
    assert months.endswith("May 2026: 2 orders, 3.00 USD")
    assert totals_caption(totals(), T).endswith("There were none.")


def test_caption_of_several_currencies() -> None:
    """What was spent in other currencies is said besides."""
    found = totals(By.WEEK, (2, "3"))
    several = Totals(by=found.by, currency="USD", bars=found.bars, others=[("EUR", Decimal("1.5")), (None, Decimal(7))])
    assert "In all: 2 orders, 3.00 USD\nBesides, in another currency: 1.50 EUR\nBesides" in totals_caption(several, T)


@pytest.mark.parametrize("name", list(TEXTS))
def test_caption_fits(name: str) -> None:
    """However long the numbers and the currencies are, the caption is one that Telegram takes."""
    found = totals(By.MONTH, *[(10**15, "123456789012345.67")] * 12, currency=TEXTS[name])
    others = [(TEXTS[name], Decimal("123456789012345.67"))] * 40
    full = Totals(by=By.MONTH, currency=TEXTS[name], bars=found.bars, others=others)
    for language in ("en", "ru", "ar", "hi"):
        assert shown_units(totals_caption(full, Texts(language))) <= MAX_CAPTION_UNITS
