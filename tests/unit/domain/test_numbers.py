"""Numbers as people type them: what is read, and what is refused rather than guessed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import QuantityUnreadable
from bot.domain.numbers import fold_digits, read_number
from tests.unit.domain.samples import patient


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("1000", 1000),
        ("  1000\n", 1000),
        ("0100", 100),
        ("999999999999999", 999_999_999_999_999),
        # grouped
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f000\u202f000", 1_000_000),
        ("1\u2009000", 1000),
        ("1  000", 1000),
        ("1,000", 1000),
        ("1.000", 1000),
        ("12.345.678", 12_345_678),
        ("1'000", 1000),
        ("1’000", 1000),
        ("1_000", 1000),
        ("1,00,000", 100_000),
        ("12,34,567", 1_234_567),
        # short
        ("1k", 1000),
        ("1K", 1000),
        ("1 k", 1000),
        ("1.5k", 1500),
        ("1,5k", 1500),
        ("0.5k", 500),
        ("1.234k", 1234),
        ("2m", 2_000_000),
        ("2M", 2_000_000),
        ("0.25m", 250_000),
        ("1к", 1000),
        ("3М", 3_000_000),
        # other scripts, and the marks that come with them
        ("१०००", 1000),
        ("١٠٠٠", 1000),
        ("١٬٠٠٠", 1000),
        ("١٫٥k", 1500),
        ("۱۲۳", 123),
        ("１０００", 1000),
        ("１，０００", 1000),
        ("𝟓𝟎𝟎", 500),
        ("\u200f١٠٠٠\u200e", 1000),
        ("\u200b1000\ufeff", 1000),
    ],
)
def test_reads(text: str, number: int) -> None:
    """A number is read in the ways people write a whole thousand."""
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u00a0\u200b",
        "0",
        "00",
        "0k",
        "0.0k",
        "-5",
        "−5",
        "+5",
        "1e3",
        "1E3",
        "0x10",
        "1/2",
        "½",
        "²",
        "①",
        "一千",
        "Ⅷ",
        "1.5",
        "1,5",
        "1.50",
        "0.500",
        "0,500",
        "000,500",
        "1.0000",
        "1.5555k",
        "1.5kk",
        "1kk",
        "k",
        ".5k",
        "1.k",
        "1 000k",
        "10 00",
        "1,000.00",
        "1,000 000",
        "1 000,000",
        "1,00,00",
        "1000,000",
        "100\n200",
        "100\u2028200",
        "1\r\n000",
        "100 followers",
        "one",
        "NaN",
        "inf",
        "99999999999999999999",
        "1000000000000000",
        "9999999999m",
        "1" * 4096,
        "0" * 4096,
        "1 " * 2048,
        "\x00" * 10,
        "\ud800",
        "https://example.com/100",
    ],
)
def test_refuses(text: str) -> None:
    """What is no whole positive number, or might be another one, is refused."""
    with pytest.raises(QuantityUnreadable):
        read_number(text)


def test_the_refusal_of_a_long_text_is_short() -> None:
    """What is logged of an unreadable text is its beginning."""
    with pytest.raises(QuantityUnreadable) as refusal:
        read_number("x" * 4096)
    assert len(str(refusal.value)) == 64


@given(st.text(st.characters(codec=None)) | st.text("0123456789 ,.'_kKmM-+e\n\u00a0٣३", max_size=20))
@example("1" * 30)
@patient
def test_any_text_gives_a_positive_number_or_a_refusal(text: str) -> None:
    """No text does anything else, and what is read is read the same again."""
    try:
        number = read_number(text)
    except QuantityUnreadable:
        return
    assert 0 < number < 10**15
    assert read_number(str(number)) == number


@given(st.integers(1, 10**15 - 1), st.sampled_from([" ", ",", ".", "'", "_", "\u00a0", "\u202f"]))
@patient
def test_a_written_number_is_read_back(number: int, separator: str) -> None:
    """A number is read as itself, plain and in groups."""
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}".replace(",", separator)) == number


@given(st.text(st.characters(codec=None)))
@patient
def test_folding_leaves_only_our_digits(text: str) -> None:
    """After folding, every decimal digit is one of 0–9, and folding again changes nothing."""
    folded = fold_digits(text)
    assert not any(char.isdecimal() and char not in "0123456789" for char in folded)
    assert fold_digits(folded) == folded
