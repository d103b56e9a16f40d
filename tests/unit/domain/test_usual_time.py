"""How long orders usually take, and when one is late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.order import OrderState, Submission
from bot.domain.usual_time import PastOrder, has_usual_time, late_at, usual_time
from tests.unit.domain.samples import NOON, make_order, make_report

HOUR = timedelta(hours=1)


def past(*hours: float, quantity: int | None = 100) -> list[PastOrder]:
    return [PastOrder(quantity, HOUR * each) for each in hours]


def test_median() -> None:
    """One order that took a week does not change what is usual."""
    assert usual_time(past(1, 2, 3, 4, 168), 100) == HOUR * 3
    assert usual_time(past(1, 2, 3, 4, 5, 168), 100) == HOUR * 3.5


@pytest.mark.parametrize("count", range(5))
def test_too_few(count: int) -> None:
    """Of fewer than five nothing is said."""
    assert usual_time(past(*[1.0] * count), 100) is None


def test_similar_quantities_go_first() -> None:
    """Where there are enough of a similar quantity, they alone count; else all do."""
    history = [*past(1, 1, 1, 1, 1, quantity=100), *past(*[9] * 9, quantity=5000)]
    assert usual_time(history, 150) == HOUR
    assert usual_time(history, 10_000) == HOUR * 9
    assert usual_time(history, 800) == HOUR * 9
    assert usual_time(history[1:6], 100) == HOUR
    assert usual_time(past(2, 2, 2, 2, 2, quantity=None), None) == HOUR * 2


def test_what_has_a_usual_time() -> None:
    """Orders in runs take what their intervals say, and those with no quantity as long as somebody posts."""
    new = make_order().new
    assert has_usual_time(new)
    assert not has_usual_time(replace(new, quantity=None))
    runs = Submission(service=new.submission.service, target="x", parameters={"runs": "3", "interval": "60"})
    assert not has_usual_time(replace(new, submission=runs))


def test_late() -> None:
    """An order is late after three times its usual time, and after three hours at the least."""
    order = make_order(placed_at=NOON)
    assert late_at(order) is None
    slow, quick = (replace(order, new=replace(order.new, usual_seconds=each)) for each in (7200, 60))
    assert late_at(slow) == NOON + HOUR * 6
    assert late_at(quick) == NOON + HOUR * 3
    assert late_at(replace(slow, report=make_report("In progress"))) == NOON + HOUR * 6
    assert late_at(replace(slow, placed_at=None)) is None
    assert late_at(replace(slow, state=OrderState.UNCERTAIN)) is None
