"""A breaker opens after failures in a row, rests ever longer, and says so once."""

import logging
from datetime import timedelta

import pytest

from bot.domain.errors import PanelResting
from bot.panel.breaker import FAILURES, Breaker
from tests.unit.panel.clocks import ManualClock


def make(clock: ManualClock, jitter: float = 1.0) -> Breaker:
    return Breaker(clock, lambda: jitter, trouble="it is dead", relief="it lives")


def fail(breaker: Breaker, times: int = FAILURES) -> None:
    for _ in range(times):
        breaker.fail()


def rest_of(breaker: Breaker) -> float | None:
    """Return what is left of the rest; None when there is none."""
    try:
        breaker.require_rested()
    except PanelResting as resting:
        return resting.retry_after_seconds
    return None


def test_opens_after_failures_in_a_row() -> None:
    """One failure fewer does not open it, and a success between them starts the count anew."""
    breaker = make(ManualClock())
    fail(breaker, FAILURES - 1)
    breaker.succeed()
    fail(breaker, FAILURES - 1)
    assert not breaker.is_open
    assert rest_of(breaker) is None
    breaker.fail()
    assert breaker.is_open
    assert rest_of(breaker) == 5


def test_rests_grow_to_a_minute_and_begin_anew() -> None:
    """Each failure after a rest brings a longer one; after a success the first is short again."""
    clock = ManualClock()
    breaker = make(clock)
    fail(breaker)
    rests = []
    for _ in range(6):
        rests.append(rest_of(breaker))
        clock.moment += timedelta(seconds=rests[-1] or 0)
        assert rest_of(breaker) is None
        assert breaker.is_open
        breaker.fail()
    assert rests == [5, 10, 20, 40, 60, 60]
    breaker.succeed()
    fail(breaker)
    assert rest_of(breaker) == 5


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 2.5), (0.5, 3.75), (1.0, 5.0)])
def test_rests_are_spread(jitter: float, seconds: float) -> None:
    """The random number handed in decides within the upper half."""
    breaker = make(ManualClock(), jitter)
    fail(breaker)
    assert rest_of(breaker) == seconds


def test_late_failures_lengthen_nothing() -> None:
    """Calls that began before it opened fail during its rest: that says nothing new."""
    clock = ManualClock()
    breaker = make(clock)
    fail(breaker)
    clock.moment += timedelta(seconds=2)
    fail(breaker, 10)
    assert rest_of(breaker) == 3


def test_a_clock_set_back() -> None:
    """A rest is never longer than the longest, whatever the machine's clock does."""
    clock = ManualClock()
    breaker = make(clock)
    fail(breaker)
    clock.moment -= timedelta(days=1)
    assert rest_of(breaker) is None


def test_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """The log has one line when it opens and one when it closes, however often it failed in between."""
    caplog.set_level(logging.INFO)
    clock = ManualClock()
    breaker = make(clock)
    breaker.succeed()
    fail(breaker)
    for _ in range(20):
        clock.moment += timedelta(seconds=61)
        breaker.fail()
    breaker.succeed()
    breaker.succeed()
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "it is dead, 5 times in a row: it is left alone for a while"),
        ("INFO", "it lives, after 1220 s"),
    ]


def test_a_clock_set_back_begins_new_rests() -> None:
    """When the end of a rest is suddenly an hour off, one call goes out, and its failure begins a rest of now."""
    clock = ManualClock()
    breaker = make(clock)
    fail(breaker)
    clock.moment -= timedelta(hours=1)
    assert rest_of(breaker) is None
    breaker.fail()
    assert rest_of(breaker) == 10
