"""Totals as a picture: two charts on a card of its own colour, so that it reads alike in light and dark mode.

matplotlib is an extra: it is imported when the first picture is drawn, and only its object-oriented side is used, which
keeps no state between pictures and so may run in any thread.
"""

import io
import unicodedata
from decimal import Decimal
from typing import Any

from babel import dates, numbers

from bot.chat.texts import SOURCE_LANGUAGE, Texts, texts_for
from bot.chat.views.papers import money, span_title, totals_title
from bot.domain.errors import BotError
from bot.domain.totals import By, Totals

_SIZE_INCHES, _DOTS_PER_INCH = (6.4, 6.4), 180  # 1152 × 1152: sharp on a phone, a few dozen kB
_GROUND, _INK, _FAINT = "#16202c", "#f2f5f8", "#8a9aab"
_SPENT, _ORDERS = "#4db6ff", "#ffb74d"
_TITLE_POINTS, _HEAD_POINTS, _LABEL_POINTS, _VALUE_POINTS = 17, 13, 11, 10
_MOST_CHARACTERS = 12  # of a number on a bar
_TURNED = 6  # characters, from which on numbers on bars stand upright
# How high a chart is at the least, and what numbers above its bars take of that.
_AXES_DOTS, _CHARACTER_DOTS, _GAP_DOTS, _FLAT_DOTS = 300, 15, 20, 45
_SMALL, _ROUND, _COMPACT = 10, 100, 10_000  # up to there with cents, with tenths, in full
_LARGEST = Decimal(10) ** 15
# Scripts whose letters change or join beside each other, or run from right to left: the font draws them one by one.
_SHAPED = ("ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "THAI", "SYRIAC", "KHMER", "MYANMAR")


class ChartsMissing(BotError):
    """What draws pictures is not installed."""


def draw(totals: Totals, t: Texts) -> bytes:
    """Draw what was spent above, and how many orders there were below; returns a PNG.

    Where the font lacks the language's letters, the words are English. Raises: ChartsMissing.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  heavy, and an extra
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415
    except ImportError as error:
        raise ChartsMissing(str(error)) from error
    t = _drawable(totals, t)
    figure = Figure(
        figsize=_SIZE_INCHES,
        dpi=_DOTS_PER_INCH,
        facecolor=_GROUND,
        layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15, hspace=0.06),
    )
    canvas: Any = FigureCanvasAgg(figure)  # the library has types for it, but not for all of it
    figure.suptitle(_plain(totals_title(totals, t)), color=_INK, fontsize=_TITLE_POINTS, fontweight="bold")
    spent, orders = figure.subplots(2, 1, sharex=True)
    spent_title = t.plain("Spent: {amount}", amount=money(totals.charge, totals.currency, t))
    charges = [min(bar.charge, _LARGEST) for bar in totals.bars]
    _bars(spent, [max(float(charge), 0.0) for charge in charges], [_short(c, t) for c in charges], spent_title, _SPENT)
    orders_title = t.plain("Orders: {number}", number=t.number(totals.orders))
    counts = [bar.orders for bar in totals.bars]
    _bars(orders, [float(count) for count in counts], [_short_count(c, t) for c in counts], orders_title, _ORDERS)
    titles = [_plain(title) for title in _tick_titles(totals, t)]
    orders.set_xticks(range(len(titles)), titles, rotation=50, ha="right", rotation_mode="anchor")
    orders.tick_params(axis="x", colors=_INK, labelsize=_LABEL_POINTS, length=0)
    page = io.BytesIO()
    canvas.print_png(page)
    return page.getvalue()


def _tick_titles(totals: Totals, t: Texts) -> list[str]:
    """Name the bars; months bear their year where it begins."""
    if totals.by is By.WEEK:
        return [span_title(bar.start, totals.by, t) for bar in totals.bars]
    return [
        span_title(bar.start, totals.by, t)
        if bar.start.month == 1 or bar is totals.bars[0]
        else str(dates.format_skeleton("MMM", bar.start, locale=t.locale))
        for bar in totals.bars
    ]


def _bars(axes: Any, heights: list[float], written: list[str], title: str, color: str) -> None:
    axes.set_facecolor(_GROUND)
    axes.set_title(_plain(title), color=color, fontsize=_HEAD_POINTS, fontweight="bold", loc="left")
    drawn = axes.bar(range(len(heights)), heights, color=color, width=0.72)
    shown = [_plain(number) if height else "" for number, height in zip(written, heights, strict=True)]
    upright = max(map(len, shown), default=0) >= _TURNED
    axes.bar_label(drawn, shown, padding=3, color=_INK, fontsize=_VALUE_POINTS, rotation=90 if upright else 0)
    taken = _CHARACTER_DOTS * max(map(len, shown), default=0) + _GAP_DOTS if upright else _FLAT_DOTS
    axes.set_ylim(0, (max(heights, default=0) or 1) * _AXES_DOTS / (_AXES_DOTS - taken))
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)


def _short(amount: Decimal, t: Texts) -> str:
    """Write an amount for a bar: the smaller it is, the more exactly."""
    if amount < _ROUND:
        return str(numbers.format_decimal(round(amount, 2 if amount < _SMALL else 1), locale=t.locale))
    return _short_count(int(amount), t)


def _short_count(count: int, t: Texts) -> str:
    """Write a number for a bar: thousands and millions by their marks, once there are many."""
    if count < _COMPACT:
        return t.number(count)
    return str(numbers.format_compact_decimal(count, locale=t.locale, fraction_digits=1))[:_MOST_CHARACTERS]


def _plain(text: str) -> str:
    """Take away what the font lacks, and what starts a formula for matplotlib."""
    return "".join(char for char in text if _is_drawn(char)).replace("$", r"\$")


def _drawable(totals: Totals, t: Texts) -> Texts:
    """Return the texts to draw with: English where the font would draw the language's letters wrongly or not at all."""
    words = [
        totals_title(totals, t),
        t.plain("Spent: {amount}", amount=""),
        t.plain("Orders: {number}", number=t.number(totals.orders)),
        *_tick_titles(totals, t),
    ]
    return t if all(_is_drawn(char) for word in words for char in word) else texts_for(SOURCE_LANGUAGE)


def _is_drawn(char: str) -> bool:
    if char.isascii():
        return True
    if unicodedata.name(char, "").startswith(_SHAPED):
        return False
    return ord(char) in _letters()


def _letters() -> Any:
    from matplotlib import font_manager, ft2font  # noqa: PLC0415

    return ft2font.FT2Font(font_manager.findfont("DejaVu Sans")).get_charmap()
