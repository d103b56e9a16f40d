"""Orders written as lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import AnswerRejected
from bot.domain.order_lines import MAX_LINES, holds_order_lines, looks_like_order_lines, read_one_line, read_order_lines
from tests.unit.domain.samples import patient

LINK = "https://example.com/p"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"1 | {LINK} | 1000", ("1", LINK, "1000")),
        (f"1|{LINK}|1k", ("1", LINK, "1k")),
        (f"#1 | {LINK} | 1,000", ("1", LINK, "1,000")),
        (f"ord-7 | {LINK}", ("ord-7", LINK, None)),
        (f"1\t{LINK}\t500", ("1", LINK, "500")),
        (f"1;{LINK};500", ("1", LINK, "500")),
        (f"1,{LINK},500", ("1", LINK, "500")),
        (f"1 | {LINK}?a=1,2 | 500", ("1", f"{LINK}?a=1,2", "500")),
        (f'1,"{LINK}?a=1,2",500', ("1", f"{LINK}?a=1,2", "500")),
        (f'1;"{LINK};x";500', ("1", f"{LINK};x", "500")),
        (f'1 | "{LINK}?a=b|c" | 500', ("1", f"{LINK}?a=b|c", "500")),
        (f"1;{LINK};500;;", ("1", LINK, "500")),
        (f'1,"{LINK}","1,500"', ("1", LINK, "1,500")),
        ("hello", ("hello", "", None)),
        ("1 |", ("1", "", None)),
    ],
)
def test_line(text: str, parts: tuple[str, str, str | None]) -> None:
    """A line is taken apart at the first sign that parts; a link may hold that sign, or stand in quotation marks."""
    (line,) = read_order_lines(text)
    assert (line.service, line.link, line.quantity) == parts
    assert (line.number, line.text) == (1, text)


@pytest.mark.parametrize(
    "text",
    [
        f"1, {LINK}, 1,500",
        f"1;{LINK};1000;900",
        f'1,"{LINK}",1,500',
        f"1|{LINK}|1000|900",
        f"1\t{LINK}\t1000\tnote",
        f"1,{LINK}?a=1,2,500",
        '1,"' + "x" * 200_000,
        "|",
        ";;;",
    ],
)
def test_too_many_parts(text: str) -> None:
    """A line with a part too many is no order: which of them is the quantity, nobody knows."""
    (line,) = read_order_lines(text)
    assert (line.link, line.quantity) == ("", None)


@pytest.mark.parametrize("titles", ["service;link;quantity;price", "Service ID | Link | Quantity | Note", '"id","url"'])
def test_titles(titles: str) -> None:
    """A line of titles is passed over, however many columns it names."""
    assert [line.number for line in read_order_lines(f"{titles}\n1;{LINK};5")] == [2]


def test_lines_keep_their_numbers() -> None:
    """Empty lines are passed over and counted, whatever ends a line; a line of titles is none."""
    read = read_order_lines(f"service,link,quantity\r\n\r\n1,{LINK},1\u20282,{LINK},2\n\n3,{LINK},3\n")
    assert [(line.number, line.service) for line in read] == [(3, "1"), (4, "2"), (6, "3")]


@pytest.mark.parametrize("text", ["", " \n\r\n ", "service | link | quantity"])
def test_no_lines(text: str) -> None:
    """A text with nothing to order says so."""
    with pytest.raises(AnswerRejected, match="no_lines"):
        read_order_lines(text)


def test_too_many_lines() -> None:
    """A thousand lines pass, one more does not."""
    assert len(read_order_lines(f"1 | {LINK} | 5\n" * MAX_LINES)) == MAX_LINES
    with pytest.raises(AnswerRejected, match="too_many_lines"):
        read_order_lines(f"1 | {LINK} | 5\n" * (MAX_LINES + 1))
    assert len(read_order_lines("id;link;quantity\n" + f"1;{LINK};5\n" * MAX_LINES)) == MAX_LINES


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"1 | {LINK} | 1000", True),
        (f"hello\n1 | {LINK} | 1000", True),
        (f"1 | {LINK} | 1000 | a note", True),
        ("1 | @name | 1000", True),
        ("1 | tg:resolve?domain=name | 1000", True),
        (f"1 | {LINK}", False),
        (f"1 {LINK} 1000", False),
        (f"1;{LINK};1000", False),
        ("instagram | likes | cheap", False),
        ("instagram likes", False),
        ("", False),
    ],
)
def test_looks_like_order_lines(text: str, *, meant: bool) -> None:
    """Only a service, a link and a quantity with bars between are taken for an order that nobody asked for."""
    assert looks_like_order_lines(text) is meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"1 | {LINK} | 1000", True),
        (f"service;link;quantity\r\n1;{LINK};1000\r\n", True),
        (f"1\t{LINK}\t1k", True),
        (f"#1,@name,{1000}", True),
        (f"see here, {LINK}, 1000", False),
        ("hello, example.com, please", False),
        (f"1;{LINK}", False),
        ("1000", False),
        ("", False),
    ],
)
def test_holds_order_lines(text: str, *, meant: bool) -> None:
    """What is no answer may be orders parted by any sign, if it begins like one and ends with a number."""
    assert holds_order_lines(text) is meant


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"1 {LINK} 1000", ("1", LINK, "1000")),
        (f"#1   {LINK}   1 000", ("1", LINK, "1 000")),
        (f"1 | {LINK} | 1000", ("1", LINK, "1000")),
        (f"1 {LINK}", ("1", LINK, None)),
        ("1", ("1", "", None)),
        (f"1 | {LINK} | 1000 | 900", ("1", LINK, "1000 | 900")),
        (f"1 | {LINK} |", ("1", LINK, None)),
        ("ord_01H x.com 5", ("ord_01H", "x.com", "5")),
    ],
)
def test_one_line(text: str, parts: tuple[str, str, str | None]) -> None:
    """The words after /order are a service, a link and a quantity, as far as they go."""
    line = read_one_line(text)
    assert line is not None
    assert (line.service, line.link, line.quantity) == parts


@pytest.mark.parametrize("text", ["", "   ", "instagram likes", "likes", "| x | 5", "❤ 5"])
def test_no_line(text: str) -> None:
    """Words that begin with no id are no order."""
    assert read_one_line(text) is None


@patient
@given(st.text())
def test_any_text(text: str) -> None:
    """Any text gives lines or a reason, and each line is where it says."""
    try:
        lines = read_order_lines(text)
    except AnswerRejected:
        return
    assert all(line.text and line.text == line.text.strip() for line in lines)
    assert sorted({line.number for line in lines}) == [line.number for line in lines]
