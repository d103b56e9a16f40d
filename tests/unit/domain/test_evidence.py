"""What helps to tell whether the panel took an order."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import (
    BalanceReading,
    Candidate,
    Evidence,
    best_first,
    following,
    ids_from,
    is_number,
    last_known,
    was_under_way,
)
from bot.domain.order import Order, OrderState, placed, refused, requeued, submitting, uncertain
from tests.unit.domain.samples import NOON, make_order

SECOND = timedelta(seconds=1)


def reading(amount: str, at: int = 0) -> BalanceReading:
    moment = NOON + at * SECOND
    return BalanceReading(asked_at=moment, answered_at=moment, amount=Decimal(amount))


def test_spent() -> None:
    """What the balance fell by is for this order when nobody else was on the way, and both sides are known."""
    before, after = reading("10.50"), reading("9.60", 60)
    assert Evidence(before=before, after=after).spent == Decimal("0.90")
    assert Evidence(before=before, after=after, others=1).spent is None
    assert Evidence(before=before).spent is None
    assert Evidence(after=after).spent is None


def test_best_first() -> None:
    """Orders that were charged the expected price come first, then the lower numbers, as numbers."""
    found = [
        Candidate(panel_order_id=PanelOrderId(name), status="Pending", charge=charge and Decimal(charge))
        for name, charge in (("999", None), ("1001", "0.9"), ("1000", "0.5"), ("998", "0.90"))
    ]
    assert [one.panel_order_id for one in best_first(found, Decimal("0.90"))] == ["998", "1001", "999", "1000"]
    assert [one.panel_order_id for one in best_first(found, None)] == ["998", "999", "1000", "1001"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((text, True) for text in ("23501", "0", "9" * 18)),
        *((text, False) for text in ("9" * 19, "", "ord_01H", "-1", "٣", "1.5", " 1")),
    ],
)
def test_is_number(text: str, *, number: bool) -> None:
    """Only plain digits count up."""
    assert is_number(text) is number


def test_ids_from() -> None:
    """Ids count up from the first, which is one of them."""
    assert ids_from(PanelOrderId("099"), 3) == ["99", "100", "101"]
    assert following(PanelOrderId("23501")) == "23502"


def test_last_known() -> None:
    """The highest number, whatever the order of the orders; opaque ids are passed over."""
    orders = [placed(make_order(), PanelOrderId(one), NOON, NOON) for one in ("999", "1000", "ord_9", "998")]
    assert last_known(orders) == "1000"
    assert last_known(orders[2:3]) is None
    assert last_known([make_order(OrderState.QUEUED)]) is None


SENT = submitting(make_order(OrderState.QUEUED), NOON)


@pytest.mark.parametrize(
    ("order", "since", "may"),
    [
        (SENT, 3600, True),
        (placed(SENT, PanelOrderId("1"), NOON + 5 * SECOND, NOON), 5, True),
        (placed(SENT, PanelOrderId("1"), NOON + 5 * SECOND, NOON), 6, False),
        (uncertain(SENT, NOON + 20 * SECOND), 199, True),  # a slow panel may have taken it after that
        (uncertain(SENT, NOON + 20 * SECOND), 200, False),
        (refused(SENT, "no", NOON + 5 * SECOND), 0, False),
        (requeued(SENT, NOON), 0, False),
    ],
)
def test_was_under_way(order: Order, since: int, *, may: bool) -> None:
    """Only what the panel may have charged for after the moment counts."""
    assert was_under_way(order, NOON + since * SECOND) is may
