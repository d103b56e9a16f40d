"""What is wrong, and what is right."""

from decimal import Decimal
from typing import Any

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.problems import REASONS, problem, stopped
from bot.domain.errors import (
    AnswerRejected,
    DraftChanged,
    DraftGone,
    OrderRefused,
    PriceChanged,
    QuantityOutOfRange,
    QuantityUnreadable,
    ServiceGone,
    ServiceUnsupported,
    TargetRejected,
)
from tests.unit.chat.telegram_rules import parse, shown

T = texts_for("en")


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (TargetRejected("x"), "not a link I can use. Send one web address, like https://example.com/page."),
        (QuantityUnreadable("x"), "cannot read that as a number. Send a whole number in digits, like 1000 or 1k."),
        (QuantityOutOfRange(9, 10, 10_000), "9 is too few: this service takes 10 to 10,000."),
        (QuantityOutOfRange(10_001, 10, 10_000), "10,001 is too many: this service takes 10 to 10,000."),
        (
            QuantityOutOfRange(20_000, 10, 10_000, runs=20),
            "With 20 runs that makes 20,000 in all, and this service takes at most 10,000 in one order.",
        ),
        (ServiceGone("1"), "no longer sells this service. Please choose another with /order."),
        (ServiceUnsupported("x"), "not supported"),
        (DraftChanged("t"), "belongs to an earlier step"),
        (
            PriceChanged(Decimal("0.90"), Decimal("1.25"), "USD"),
            "The price of this order has just changed: 0.90 USD → 1.25 USD. Please check the order again.",
        ),
        (DraftGone("t"), "no longer being put together. Start a new one with /order."),
    ],
)
def test_refusals(refusal: OrderRefused, words: str) -> None:
    """Each refusal says what is wrong and what would be right."""
    assert words in parse(problem(refusal, T))


REJECTED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing_asked", {}, "buttons"),
    ("no_drip_feed", {}, "does not offer drip-feed"),
    ("no_quantity", {}, "asks for no quantity"),
    ("service_changed", {}, "has changed this service"),
    ("lines_changed", {}, "Please check it again"),
    ("drip_feed_gone", {}, "no longer offers drip-feed"),
    ("incomplete", {}, "not been answered"),
    ("no_lines", {}, "one entry on each line"),
    ("not_a_date", {}, "31/12/2027"),
    ("date_past", {}, "still to come"),
    ("not_a_choice", {"choices": ("1", "2")}, "one of the buttons"),
    ("too_many", {"limit": 1000}, "at most 1,000"),
    ("too_many_lines", {"limit": 10_000}, "at most 10,000"),
    ("one_line", {"limit": 200}, "at most 200 characters"),
    ("unknown_service", {}, "/search"),
    ("not_a_line", {}, "service id | link | quantity"),
    ("quantity_missing", {}, "service id | link | quantity"),
    ("asks_more", {}, "/order"),
    ("too_many_presets", {"limit": 20}, "20 presets already"),
    ("not_a_pair", {}, "service id | quantity"),
    ("quantity_missing_in_preset", {}, "service id | quantity"),
    ("no_preset_name", {}, "Put one above the others"),
    ("no_preset_lines", {}, "1 | 1000"),
    ("max_below_min", {"minimum": 1500}, "the smallest, 1,500"),
]


@pytest.mark.parametrize(("reason", "facts", "words"), REJECTED)
def test_rejected_answers(reason: str, facts: dict[str, Any], words: str) -> None:
    """Each reason has its own words."""
    assert words in parse(problem(AnswerRejected(reason, **facts), T))


def test_all_reasons_are_tried() -> None:
    """No reason is missing above."""
    assert {reason for reason, _, _ in REJECTED} == set(REASONS)


class Unforeseen(OrderRefused):
    """A refusal that nobody wrote words for."""


@pytest.mark.parametrize("refusal", [Unforeseen(), AnswerRejected("unforeseen", limit=5)])
def test_unforeseen(refusal: OrderRefused) -> None:
    """A refusal without words of its own is still answered."""
    assert problem(refusal, T) == "That cannot be ordered like this."


def test_stopped() -> None:
    """Where there is no order to go back to, a new one can be begun."""
    assert shown(stopped(ServiceGone("1"), T)).titles == [["New order", "Menu"]]
