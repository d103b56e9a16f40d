"""What `services` and `balance` are answered with."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bot.domain.catalogue import NO_CATEGORY, NO_TYPE, Balance, PanelServiceId, ServiceRow
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.panel.lenient_json import read_json
from bot.panel.wire_services import read_balance, read_services
from tests.unit.panel.test_lenient_json import JSON

DOCUMENTED = """[
  {"service": 1, "name": "Followers", "type": "Default", "category": "First Category",
   "rate": "0.90", "min": "50", "max": "10000"},
  {"service": 2, "name": "Comments", "type": "Custom Comments", "category": "Second Category",
   "rate": "8", "min": "10", "max": "1500"}
]"""
ROW = {"service": 1, "name": "A", "type": "Default", "category": "C", "rate": "1", "min": "5", "max": "9"}


def read(answer: Any, left_out: list[str] | None = None) -> list[ServiceRow]:
    return read_services(answer, (left_out if left_out is not None else []).append)


def read_row(**changes: Any) -> ServiceRow:
    (row,) = read([ROW | changes])
    return row


def test_documented_list() -> None:
    """The document's list is read, and flags that it does not have are unknown."""
    first, second = read(read_json(DOCUMENTED))
    assert first == ServiceRow(
        panel_id=PanelServiceId("1"),
        name="Followers",
        type="Default",
        category="First Category",
        rate=Decimal("0.90"),
        rate_text="0.90",
        minimum=50,
        maximum=10000,
    )
    assert (second.type, second.rate) == ("Custom Comments", Decimal(8))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"services": rows},
        lambda rows: {"data": rows},
        lambda rows: {"status": "success", "data": {"services": rows}},
        lambda rows: {str(row["service"]): row for row in rows},
        lambda rows: {"data": {str(row["service"]): row for row in rows}},
        lambda rows: {"1": {name: value for name, value in rows[0].items() if name != "service"}},
    ],
)
def test_wrappings(wrap: Any) -> None:
    """The list is found bare, wrapped in `services` or `data`, and keyed by id."""
    assert read(wrap([ROW])) == [read_row()]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"services": []},
        {"data": []},
        {"error": "No services found"},
        {"error": "Services not found"},
        {"status": "error", "message": "There are no active services."},
    ],
)
def test_empty_lists(answer: Any) -> None:
    """A panel with nothing on sale says so by an empty list or an error about it."""
    assert read(answer) == []


@pytest.mark.parametrize("words", ["Invalid API key", "This service is not for you", "Account suspended"])
def test_refused(words: str) -> None:
    """Another error is a refusal and not an empty list."""
    with pytest.raises(PanelRefused, match=words):
        read({"error": words})


@pytest.mark.parametrize("answer", [None, "x", 1, [None], [[]], {"services": None}, {"message": "hello"}, [{}]])
def test_malformed(answer: Any) -> None:
    """What is no list, or a list of nothing readable, is malformed."""
    with pytest.raises(PanelAnswerMalformed):
        read(answer)


@pytest.mark.parametrize(
    ("rate", "read_as", "text"),
    [
        ("0.90", "0.90", "0.90"),
        (Decimal("0.9"), "0.9", "0.9"),
        (8, "8", "8"),
        ("$0.50", "0.50", "$0.50"),
        ("1,234.56", "1234.56", "1,234.56"),
        (0, "0", "0"),
    ],
)
def test_rates(rate: Any, read_as: str, text: str) -> None:
    """A rate is exact, with the panel's own text beside it."""
    row = read_row(rate=rate)
    assert (str(row.rate), row.rate_text) == (read_as, text)


@pytest.mark.parametrize(("yes", "no"), [(True, False), (1, 0), ("1", "0"), ("true", "false"), ("yes", "no")], ids=repr)
def test_flags(yes: Any, no: Any) -> None:
    """Flags come as booleans, numbers and texts."""
    row = read_row(refill=yes, cancel=no, dripfeed=yes)
    assert (row.refill, row.cancel, row.drip_feed) == (True, False, True)


@pytest.mark.parametrize("missing", [{}, {"refill": None, "cancel": "", "dripfeed": "perhaps"}])
def test_missing_flags(missing: dict[str, Any]) -> None:
    """A flag that says nothing is unknown, which is not "no"."""
    row = read_row(**missing)
    assert (row.refill, row.cancel, row.drip_feed) == (None, None, None)


@pytest.mark.parametrize("category", [None, "", " ", [], False])
def test_no_category(category: Any) -> None:
    """A service without a category gets one with a name."""
    assert read_row(category=category).category == NO_CATEGORY


@pytest.mark.parametrize("kind", [None, ""])
def test_no_type(kind: Any) -> None:
    """A service without a type is not taken for a Default one."""
    assert read_row(type=kind).type == NO_TYPE


def test_extra_keys() -> None:
    """Descriptions come under two names, and time and currency where the panel sends them."""
    row = read_row(desc="one\r\ntwo", average_time="2 hours", currency="USD", platform="x")
    assert (row.description, row.average_time, row.currency) == ("one\ntwo", "2 hours", "USD")
    assert read_row(description="Long", desc="Short").description == "Long"
    assert read_row(description=None, desc="Short").description == "Short"


def test_texts_are_cleaned_and_cut() -> None:
    """Hostile texts keep to one line and a length."""
    row = read_row(name="a\x00\n" + "b" * 5000, description="c" * 9000, type="d" * 100, category="e" * 5000)
    lengths = [len(text) for text in (row.name, row.description, row.type, row.category)]
    assert lengths == [500, 2000, 64, 500]
    assert row.name.startswith("a b")


def test_no_name() -> None:
    """A service without a name is called by its id."""
    assert read_row(name=None).name == "#1"


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "text",
        7,
        {"service": None},
        {"service": 0},
        {"service": [1]},
        {"rate": None},
        {"rate": "free"},
        {"rate": "-1"},
        {"min": "many"},
        {"max": None},
        {"min": 10, "max": 9},
        {"max": 0},
    ],
)
def test_one_bad_row(bad: Any) -> None:
    """A row without an id, a rate or limits that make sense is left out, alone, and told of once."""
    left_out: list[str] = []
    row = ROW | {"service": 2} | bad if isinstance(bad, dict) else bad
    assert read([row, ROW], left_out) == [read_row()]
    assert len(left_out) == 1


@pytest.mark.parametrize("kind", ["Package", "custom_comments_package"])
def test_a_package_needs_no_limits(kind: str) -> None:
    """A type that is not counted is read without limits."""
    row = read_row(type=kind, min=None, max="")
    assert (row.minimum, row.maximum) == (1, 1)


def test_least_of_nothing() -> None:
    """An order is for one at least."""
    assert read_row(min=0).minimum == 1


def test_repeated_ids() -> None:
    """Of two services with one id the first stays."""
    assert [row.name for row in read([ROW, ROW | {"service": "1", "name": "B"}])] == ["A"]


@settings(deadline=None)
@given(JSON)
def test_any_json(value: object) -> None:
    """Any JSON is an answer, a refusal, or malformed, and never the end of the program."""
    answer = read_json(json.dumps([value, ROW]))
    assert read(answer)[-1] == read_row()
    for reader in (read, read_balance):
        try:
            reader(read_json(json.dumps(value)))
        except (PanelRefused, PanelAnswerMalformed):
            continue


@pytest.mark.parametrize(
    ("text", "balance"),
    [
        ('{"balance": 10000, "currency": "USD",}', Balance(Decimal(10000), "10000", "USD")),
        ('{"balance": "100.84292", "currency": "USD"}', Balance(Decimal("100.84292"), "100.84292", "USD")),
        ('{"balance": 0.1}', Balance(Decimal("0.1"), "0.1", None)),
        ('{"balance": "$1,234.50", "currency": ""}', Balance(Decimal("1234.50"), "$1,234.50", None)),
        ('{"balance": 0, "error": ""}', Balance(Decimal(0), "0", None)),
        ('{"balance": "-5"}', Balance(Decimal(-5), "-5", None)),
    ],
)
def test_balances(text: str, balance: Balance) -> None:
    """The balance comes as a number or as text, the document's own print included."""
    assert read_balance(read_json(text)) == balance


def test_refused_balance() -> None:
    """A wrong key is a refusal."""
    with pytest.raises(PanelRefused, match="Invalid API key"):
        read_balance({"error": "Invalid API key"})


@pytest.mark.parametrize("answer", [None, [], {}, {"balance": None}, {"balance": "lots"}, "100"])
def test_malformed_balance(answer: Any) -> None:
    """No readable balance is malformed."""
    with pytest.raises(PanelAnswerMalformed):
        read_balance(answer)
