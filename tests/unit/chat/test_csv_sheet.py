"""A table of orders as a CSV file that no spreadsheet program reckons with."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.chat.csv_sheet import harmless, open_sheet
from bot.chat.texts import texts_for
from bot.chat.views.papers import cells
from bot.domain.order import Order, OrderState
from tests.unit.chat.hostile import TEXTS, order_of
from tests.unit.domain.samples import LINK, make_order, make_report

T = texts_for("en")
COLUMNS = "id service link quantity charge currency status remains start-count ordered-at changed-at"


async def written(*orders: Order, max_bytes: int = 10**6) -> bytes:
    with open_sheet(T, max_bytes) as sheet:
        await sheet.add(orders)
        sheet.file.seek(0)
        return sheet.file.read()


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_row() -> None:
    """A row has what is known of an order: the panel's charge, plain numbers, times in UTC as ISO 8601."""
    report = make_report("Partial", remains=1200, start_count=3572, charge=Decimal("0.27819"), currency="EUR")
    content = await written(make_order(report=report))
    assert content.startswith(b"\xef\xbb\xbfid,service,")
    titles, row = read(content)
    assert titles == [title.replace("-", " ") for title in COLUMNS.split()]
    assert row == [
        *("23501", "Followers", LINK, "100", "0.27819", "EUR"),
        *("Partial", "1200", "3572", "2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("state", "charge"), [(OrderState.QUEUED, "0.2"), (OrderState.PLACED, "0.2"), (OrderState.REFUSED, "")]
)
def test_charge(state: OrderState, charge: str) -> None:
    """Until the panel says what it charged, what was expected stands there; a refused order cost nothing."""
    assert cells(make_order(state), T)[4] == charge


def test_price_per_post() -> None:
    """A rate for each future post is no charge; what the panel says of one is."""
    order = make_order()
    subscribed = replace(order, new=replace(order.new, expected_charge=None, rate_per_post=Decimal("0.9")))
    assert cells(subscribed, T)[4] == ""
    assert cells(replace(subscribed, report=make_report("Active", charge=Decimal("0.25"))), T)[4] == "0.25"


def test_nothing_known() -> None:
    """What nobody knows is empty."""
    order = make_order(OrderState.UNCERTAIN)
    bare = replace(order, new=replace(order.new, quantity=None, expected_charge=None, currency=None))
    assert cells(bare, T)[:9] == ["", "Followers", LINK, "", "", "", "could not confirm", "", ""]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(A1)", "＝1", "－1", "＋1", "＠x"],
)
async def test_formula(cell: str) -> None:
    """What a spreadsheet program would take for a formula is text, wherever it stands."""
    order = make_order()
    hostile = replace(order, new=replace(order.new, service_name=cell, currency=cell))
    _, row = read(await written(hostile))
    assert (row[1], row[5]) == (f"'{cell}", f"'{cell}")


@pytest.mark.parametrize("cell", ["", "https://a.example/=1", "1-1", "Followers", "'=1", " =1", "0.27819"])
def test_harmless(cell: str) -> None:
    """All else stays as it is."""
    assert harmless(cell) == cell


@pytest.mark.parametrize("text", list(TEXTS), ids=str)
async def test_any_text(text: str) -> None:
    """Whatever a service is called, the table has its eleven columns and one row an order."""
    rows = read(await written(order_of(TEXTS[text].encode("utf-8", "ignore").decode()), make_order()))
    assert [len(row) for row in rows] == [11, 11, 11]


async def test_full() -> None:
    """A table ends before Telegram would refuse it, at the end of a row."""
    with open_sheet(T, max_bytes=400) as sheet:
        assert await sheet.add([make_order()])
        assert not await sheet.add([make_order()] * 10)
        sheet.file.seek(0)
        content = sheet.file.read()
    assert len(content) <= 400
    assert sheet.rows == len(read(content)) - 1 > 1


async def test_long_table_is_on_the_disk() -> None:
    """A long table is not held in memory."""
    with open_sheet(T) as sheet:
        file: Any = sheet.file
        assert not file._rolled
        await sheet.add([make_order()] * 12_000)
        assert file._rolled
