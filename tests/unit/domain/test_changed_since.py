"""How an order that is put together again differs from the one before."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.changed_since import Differences, changed_since
from bot.domain.draft import with_earlier
from bot.domain.order import NewOrder
from tests.unit.domain.samples import LINK, make_draft, make_order

NOTHING = Differences()


def ordered(kind: str = "Default", charge: str | None = "0.2", **parameters: str) -> NewOrder:
    """Make an order of a hundred at two per thousand, in dollars."""
    new = make_order().new
    sent = replace(new.submission, parameters={"quantity": "100", **parameters})
    name = "rate_per_post" if kind == "Subscriptions" else "expected_charge"
    price = {"expected_charge": None, name: Decimal(charge) if charge else None}
    return replace(new, service_type=kind, submission=sent, **price)


@pytest.mark.parametrize(
    ("before", "currency"),
    [
        (ordered(), "USD"),
        (ordered(), None),
        (replace(ordered(), currency=None), "EUR"),
        (ordered(charge="0.2000004"), "USD"),
        (ordered(charge=None), "EUR"),
        (ordered(runs="many"), "USD"),
        (ordered(" dEFAULT_"), "USD"),
    ],
)
def test_nothing_to_tell(before: NewOrder, currency: str | None) -> None:
    """What is not known is no difference, nor is what no table holds or how the panel writes a type."""
    assert changed_since(before, make_draft("Default", LINK, "100"), currency) == NOTHING


@pytest.mark.parametrize(
    ("kind", "price"), [("Default", "0.2"), ("Custom Comments Package", "2"), ("Subscriptions", "2")]
)
def test_price_while_something_is_asked(kind: str, price: str) -> None:
    """Before the summary the price is that of the same order at today's rate, as its type counts."""
    draft = make_draft(kind, LINK)
    assert changed_since(ordered(kind, "0.1"), draft, "USD").price == Decimal(price)
    assert changed_since(ordered(kind, price), draft, "USD") == NOTHING
    assert changed_since(ordered("Package", "0.1"), draft, "USD") == Differences(is_other_type=True)


def test_answers_that_nobody_asks_for_stay_behind() -> None:
    """Only what the service asks for is taken along, and the first that does not fit is left out."""
    earlier = {"link": LINK, "quantity": "5", "runs": "3", "interval": "10", "min": "7"}
    draft = with_earlier(make_draft(), earlier)
    assert (draft.step, draft.answers) == ("quantity", {"link": LINK})
