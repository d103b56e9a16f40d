"""What `status` is answered with."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.order import Report
from bot.panel.lenient_json import read_json
from bot.panel.wire_status import read_reports
from tests.unit.panel.test_lenient_json import JSON

DOCUMENTED = '{"charge": "0.27819", "start_count": "3572", "status": "Partial", "remains": "157", "currency": "USD"}'
GOOD = {"charge": "1.5", "start_count": "10", "status": "In progress", "remains": "3", "currency": "USD"}


def read(answer: Any, *asked: str, left_out: list[str] | None = None) -> dict[PanelOrderId, Report | PanelRefused]:
    ids = [PanelOrderId(one) for one in asked or ("1", "2")]
    return read_reports(answer, ids, (left_out if left_out is not None else []).append)


def read_one(answer: Any) -> Report:
    report = read(answer, "1")[PanelOrderId("1")]
    assert isinstance(report, Report)
    return report


def kinds(found: dict[PanelOrderId, Report | PanelRefused]) -> dict[str, str]:
    return {key: one.status if isinstance(one, Report) else f"refused: {one.words}" for key, one in found.items()}


def test_documented_report() -> None:
    """The document's report of one order is read, to the panel's own text."""
    assert read_one(read_json(DOCUMENTED)) == Report(
        status="Partial",
        status_word="Partial",
        remains=157,
        start_count=3572,
        charge=Decimal("0.27819"),
        charge_text="0.27819",
        currency="USD",
    )


def test_documented_map() -> None:
    """The document's answer on several orders is read, the unknown id included."""
    answer = read_json(f'{{"1": {DOCUMENTED}, "10": {{"error": "Incorrect order ID"}}, "100": {DOCUMENTED}}}')
    found = read(answer, "1", "10", "100")
    assert kinds(found) == {"1": "Partial", "10": "refused: Incorrect order ID", "100": "Partial"}


def test_list() -> None:
    """A list of objects with `order` says the same as a map."""
    answer = [GOOD | {"order": 1}, {"order": "2", "error": "Incorrect order ID"}, None, 5, {"status": "Pending"}]
    assert kinds(read(answer)) == {"1": "In progress", "2": "refused: Incorrect order ID"}


def test_rows_as_strings() -> None:
    """A plain string in place of a row is the panel's refusal."""
    assert kinds(read({"1": GOOD, "2": "Incorrect order ID"})) == {
        "1": "In progress",
        "2": "refused: Incorrect order ID",
    }


def test_missing_and_foreign_ids() -> None:
    """An id that the panel left out is absent, and one that nobody asked about is passed over."""
    assert kinds(read({"1": GOOD, "3": GOOD, "constructor": GOOD})) == {"1": "In progress"}
    assert read({}) == {}
    assert read([]) == {}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        5,
        True,
        "",
        [],
        {},
        {"status": None},
        {"status": ""},
        {"status": 5},
        {"status": ["Pending"]},
        {"charge": 1},
    ],
)
def test_one_bad_row(bad: Any) -> None:
    """A row that does not say how the order stands is absent and told of, and spoils no other."""
    left_out: list[str] = []
    assert kinds(read({"1": bad, "2": GOOD}, left_out=left_out)) == {"2": "In progress"}
    assert left_out == ["1"]


@pytest.mark.parametrize("nonsense", [None, [], {}, True, "lots", Decimal("0.5"), ""])
def test_bad_fields(nonsense: Any) -> None:
    """A field that cannot be read is unknown, and the rest of its row stands."""
    report = read_one({"status": "Pending"} | dict.fromkeys(("remains", "start_count", "orders"), nonsense))
    assert report == Report(status="Pending", status_word="Pending")


@pytest.mark.parametrize(
    ("remains", "read_as"), [("157", 157), (0, 0), ("0", 0), ("-12", 0), (-1, 0), ("Unknown", None), (None, None)]
)
def test_remains(remains: Any, read_as: int | None) -> None:
    """Nothing remains where more was delivered than ordered, and "Unknown" is unknown."""
    assert read_one(GOOD | {"remains": remains}).remains == read_as


@pytest.mark.parametrize("start_count", [None, "", "N/A"])
def test_no_start_count(start_count: Any) -> None:
    """A start count can be null or empty."""
    assert read_one(GOOD | {"start_count": start_count}).start_count is None


@pytest.mark.parametrize(
    ("charge", "amount", "text"),
    [
        ("0.27819", "0.27819", "0.27819"),
        (Decimal("0.90"), "0.90", "0.90"),
        ("$1,234.56", "1234.56", "$1,234.56"),
        (2, "2", "2"),
    ],
)
def test_charges(charge: Any, amount: str, text: str) -> None:
    """A charge is exact, with the panel's own text beside it."""
    report = read_one(GOOD | {"charge": charge})
    assert (report.charge, report.charge_text) == (Decimal(amount), text)


def test_no_charge() -> None:
    """Without a readable charge there is no text of it either."""
    report = read_one(GOOD | {"charge": None})
    assert (report.charge, report.charge_text) == (None, None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("In progress", "In progress"),
        ("Inprogress", "In progress"),
        ("in_progress", "In progress"),
        ("IN PROGRESS", "In progress"),
        ("Cancelled", "Canceled"),
        ("Canceled", "Canceled"),
        ("Fail", "Failed"),
        ("Error", "Failed"),
        ("Refunded", "Refunded"),
        ("On  hold\n", "On hold"),
        ("x" * 500, "x" * 64),
    ],
)
def test_words(word: str, status: str) -> None:
    """Words are read whatever their case and blanks, and an unknown one is kept."""
    assert read_one({"status": word, "remains": "1"}).status == status


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "Fail"},
        {"status": "Fail", "charge": "0", "remains": "5"},
        {"status": "error", "charge": "0", "message": "no stock"},
        {"status": "Failed", "start_count": None, "error": "no stock"},
    ],
)
def test_a_failed_order_is_no_failed_request(answer: Any) -> None:
    """In a report "Fail" is how the order stands."""
    assert read_one(answer).status == "Failed"
    assert kinds(read({"1": answer})) == {"1": "Failed"}


def test_an_error_beside_a_status() -> None:
    """A row that says how the order stands is a report, whatever it adds."""
    assert read_one({"status": "Canceled", "error": "link is private"}).status == "Canceled"


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "Invalid API key"},
        {"Error": "Invalid API key"},
        {"errors": ["Invalid API key"]},
        {"status": "error", "msg": "Invalid API key"},
        {"status": "fail", "message": "Invalid API key"},
        {"success": False, "msg": "Invalid API key"},
        {"error": "Invalid API key", "status": "", "charge": ""},
    ],
)
@pytest.mark.parametrize("asked", [("1",), ("1", "2")])
def test_the_whole_request_refused(answer: Any, asked: tuple[str, ...]) -> None:
    """An error envelope on top refuses the whole request."""
    with pytest.raises(PanelRefused, match=r"^Invalid API key$"):
        read(answer, *asked)


@pytest.mark.parametrize("answer", [None, "x", 5, True])
def test_malformed(answer: Any) -> None:
    """What is neither a map nor a list is malformed."""
    with pytest.raises(PanelAnswerMalformed):
        read(answer)


def test_children() -> None:
    """A drip-feed or subscription parent names its orders, and has no charge or remains."""
    report = read_one({"status": "Active", "runs": 3, "orders": [11, "12", None, 12, {}]})
    assert report == Report(status="Active", status_word="Active", children=(PanelOrderId("11"), PanelOrderId("12")))


def test_one_order_in_a_map() -> None:
    """The answer about one order can be a map or a list too."""
    assert read_one({"1": GOOD}) == read_one(GOOD) == read_one([GOOD | {"order": 1}])


def test_one_report_for_many() -> None:
    """A lone report in answer to many ids belongs to none of them."""
    assert read(GOOD, "1", "2") == {}


def test_first_row_stays() -> None:
    """Of two rows about one order the first counts."""
    assert kinds(read([GOOD | {"order": 1}, {"order": 1, "status": "Completed"}])) == {"1": "In progress"}


@settings(deadline=None)
@given(JSON)
def test_any_json(value: object) -> None:
    """Any JSON is an answer, a refusal, or malformed; as a row it spoils no other."""
    assert "2" in read(read_json(json.dumps({"1": value, "2": GOOD})))
    try:
        read(read_json(json.dumps(value)))
    except (PanelRefused, PanelAnswerMalformed):
        return
