"""Answers of one line, many lines, a choice or a date."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import MAX_LINES, MAX_WORD, read_choice, read_date, read_lines, read_word
from bot.domain.errors import AnswerRejected
from bot.domain.text import storable
from tests.unit.domain.samples import patient

_ANY = st.text(st.characters(codec=None))


def _reason(read: Callable[[], str]) -> str:
    with pytest.raises(AnswerRejected) as refusal:
        read()
    return refusal.value.reason


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", "one"),
        ("one\ntwo", "one\ntwo"),
        ("  one  \r\n\r\n\t two\r", "one\ntwo"),
        ("one\u2028two\u2029three\x85four\vfive\fsix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("same\nsame", "same\nsame"),
        ("a  b\n😀 <b>&amp;", "a  b\n😀 <b>&amp;"),
        ("a\x00b\ud800", "ab"),
    ],
)
def test_lines_are_stripped_and_empty_ones_dropped(text: str, lines: str) -> None:
    """A list keeps its entries as they are, in order, one a line, with no newline at its end."""
    assert read_lines(text) == lines


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\r\n", "\u2028", "\x00", "\ud800\n"])
def test_no_line_at_all_is_refused(text: str) -> None:
    """A list of nothing is refused."""
    assert _reason(lambda: read_lines(text)) == "no_lines"


def test_too_many_lines_are_refused() -> None:
    """A list has an end."""
    assert read_lines("x\n" * MAX_LINES).count("\n") == MAX_LINES - 1
    assert _reason(lambda: read_lines("x\n" * (MAX_LINES + 1))) == "too_many_lines"


@given(_ANY)
@patient
def test_any_text_as_lines(text: str) -> None:
    """What is read is read as itself again, and counted alike by a panel that splits at newlines."""
    try:
        lines = read_lines(text)
    except AnswerRejected:
        return
    assert read_lines(lines) == lines
    assert lines.splitlines() == lines.split("\n") == [line.strip() for line in lines.split("\n") if line.strip()]
    lines.encode()


@pytest.mark.parametrize(
    ("text", "word"),
    [("name", "name"), ("  buy  likes\u00a0now ", "buy likes now"), ("x" * MAX_WORD, "x" * MAX_WORD), ("@a\n", "@a")],
)
def test_a_word_is_one_line(text: str, word: str) -> None:
    """One line of text is taken, with single blanks."""
    assert read_word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "one\ntwo",
        "one\rtwo",
        "one\u2028two",
        "one\vtwo",
        "one\x85two",
        "x" * (MAX_WORD + 1),
        "\x00",
        "x" * 4096,
    ],
)
def test_more_or_less_than_a_line_is_refused(text: str) -> None:
    """Nothing, too much, and two lines of any kind are no word."""
    assert _reason(lambda: read_word(text)) == "one_line"


@given(_ANY)
@patient
def test_any_text_as_a_word(text: str) -> None:
    """What is read is read as itself again, and can be stored."""
    try:
        word = read_word(text)
    except AnswerRejected:
        return
    assert read_word(word) == word
    assert word.splitlines() == [word]
    word.encode()


@pytest.mark.parametrize("text", ["5", " 5\n", "５", "٥", "५"])
def test_a_choice_in_any_digits(text: str) -> None:
    """A choice may be typed, in digits of any script."""
    assert read_choice(text, ("1", "5")) == "5"


@pytest.mark.parametrize("text", ["", "2", "15", "05", "5.", "1, 5", "Desktop"])
def test_what_is_no_choice_is_refused(text: str) -> None:
    """Only one of the values will do."""
    assert _reason(lambda: read_choice(text, ("1", "5"))) == "not_a_choice"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2027", "31/12/2027"),
        ("1.2.2027", "01/02/2027"),
        (" 01-02-2027\n", "01/02/2027"),
        ("29/02/2028", "29/02/2028"),
        ("٣١/١٢/٢٠٢٧", "31/12/2027"),
        ("01/01/0999", "01/01/0999"),
    ],
)
def test_a_date_is_day_first(text: str, day: str) -> None:
    """A day is read as people write it, and written as the panel wants it."""
    assert read_date(text) == day
    assert read_date(day) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/12",
        "31/12/27",
        "2027-12-31",
        "12/31/2027",
        "29/02/2027",
        "0/1/2027",
        "1/1/0000",
        "1/2/3/2027",
        "tomorrow",
        "1 2 2027",
        "²/1/2027",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    """A day that is not in the calendar is refused."""
    assert _reason(lambda: read_date(text)) == "not_a_date"


def test_a_past_day_is_refused() -> None:
    """A day before the given one is past; that day itself is not."""
    assert read_date("04/05/2026", not_before=date(2026, 5, 4)) == "04/05/2026"
    assert _reason(lambda: read_date("03/05/2026", not_before=date(2026, 5, 4))) == "date_past"


@given(_ANY)
@patient
def test_storable_text_can_be_stored(text: str) -> None:
    """Nothing is left that a database or a wire refuses, and nothing else is taken away."""
    kept = storable(text)
    kept.encode()
    assert "\x00" not in kept
    assert [char for char in kept if char.isprintable() or char.isspace()] == [
        char for char in text if char.isprintable() or char.isspace()
    ]
