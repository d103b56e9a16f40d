"""Single values of a panel's answer."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.panel.lenient_json import UNREADABLE, BareWord, read_json
from bot.panel.wire_values import read_amount, read_count, read_flag, read_id, read_text

ODDITIES = [None, True, False, [], {}, [1], {"a": 1}, UNREADABLE, "", " ", "Unknown", "N/A", BareWord("NaN")]


@pytest.mark.parametrize(
    ("value", "read"),
    [(23501, "23501"), ("23501", "23501"), (" 23501\n", "23501"), ("ord_01HXY", "ord_01HXY"), ("007", "007")],
)
def test_ids(value: Any, read: str) -> None:
    """A number and a text with the same digits are the same id, and any other text is opaque."""
    assert read_id(value) == read


@pytest.mark.parametrize(
    "value",
    [
        *ODDITIES,
        0,
        -1,
        "0",
        "00",
        "-5",
        Decimal("23501.0"),
        BareWord("ord_1"),
        "order",
        "success",
        "1,2",
        "1 2",
        "1\u202e2",
        "1\ud800",
        "1" * 65,
        "1\x00",
    ],
)
def test_no_ids(value: Any) -> None:
    """What is empty, 0, a float, a word without a digit or not one visible word is no id."""
    assert read_id(value) is None


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0.90", "0.90"),
        (Decimal("0.9"), "0.9"),
        (10000, "10000"),
        ("$0.50", "0.50"),
        ("1,234.56", "1234.56"),
        ("$1,234,567.8", "1234567.8"),
        ("100.84 USD", "100.84"),
        ("USD100", "100"),
        ("₹ 83.10", "83.10"),
        ("0.5€", "0.5"),
        ("US$5", "5"),
        ("-$5.00", "-5.00"),
        ("$-5.00", "-5.00"),
        ("0,90", "0.90"),
        ("0,900", "0.900"),
        (".5", "0.5"),
        ("1.0E-5", "0.000010"),
        (Decimal("1E-7"), "0.0000001"),
        ("0", "0"),
        (" 7 ", "7"),
    ],
)
def test_amounts(value: Any, amount: str) -> None:
    """Money is read exactly, in every form panels print it in."""
    assert read_amount(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        *ODDITIES,
        "5k",
        "1.2.3",
        "1,23,4",
        "12,3456",
        "--5",
        "-$-5",
        "$",
        "5 10",
        "١٢",
        "1e999999999",
        Decimal("1e999999999"),
        Decimal("1e-999999999"),
        10**12,
        "9" * 33,
        "NaN",
        "Infinity",
    ],
)
def test_no_amounts(value: Any) -> None:
    """What is ambiguous, beyond the tables or no number at all is no amount."""
    assert read_amount(value) is None


@settings(deadline=None)
@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=6))
def test_amounts_come_back(amount: Decimal) -> None:
    """Any amount printed plainly or with marks of thousands is read as it was."""
    assert read_amount(f"{amount:f}") == amount
    assert read_amount(f"{amount:,f}") == amount


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    """Any text gives a value or None from each reader."""
    for read in (read_id, read_amount, read_count, read_flag):
        read(text)
    assert len(read_text(text, 5)) <= 5


@pytest.mark.parametrize(
    ("value", "count"),
    [(157, 157), ("157", 157), ("1,000", 1000), (Decimal("157.0"), 157), ("-3", -3), (0, 0), ("0", 0)],
)
def test_counts(value: Any, count: int) -> None:
    """Whole numbers are read as numbers or text."""
    assert read_count(value) == count


@pytest.mark.parametrize("value", [*ODDITIES, "1.5", Decimal("0.5"), 10**16, -(10**16)])
def test_no_counts(value: Any) -> None:
    """What is "Unknown", empty, null or not whole is no count."""
    assert read_count(value) is None


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *((yes, True) for yes in (True, 1, "1", "true", "True", "yes", BareWord("True"))),
        *((no, False) for no in (False, 0, "0", "false", "No")),
        *((unknown, None) for unknown in (None, "", "maybe", 2, [], {}, UNREADABLE, Decimal(1))),
    ],
)
def test_flags(value: Any, flag: bool | None) -> None:
    """true, 1 and "1" are yes; what says nothing is unknown, and not "no"."""
    assert read_flag(value) is flag


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Followers \n\t Max ", "Followers Max"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("a\u202egnp.exe", "a gnp.exe"),
        ("👨\u200d👩\u200d👧 ok", "👨\u200d👩\u200d👧 ok"),
        ("half \ud83d", "half"),
        (12, "12"),
        (Decimal("1E-7"), "0.0000001"),
        (None, ""),
        (True, ""),
        ([], ""),
        ("x" * 50, "x" * 20),
    ],
)
def test_texts(value: Any, text: str) -> None:
    """Texts lose what cannot be seen, keep joined emoji, and have a length."""
    assert read_text(value, 20) == text


def test_texts_of_many_lines() -> None:
    """A description keeps its lines."""
    assert read_text("one\r\n two  2\n\nthree\n", 100, lines=True) == "one\ntwo 2\n\nthree"


def test_halves_of_characters() -> None:
    """Half a character, as JSON can write it, never reaches a text that has to be stored or sent."""
    read_text(read_json('"\\ud83d x \\udc00"'), 20).encode()
