"""Waits after failures."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.backoff import LONGEST_SECONDS, backoff_seconds
from tests.unit.domain.samples import patient


def test_waits_double_up_to_the_longest() -> None:
    """At the far end of the jitter the waits are 2, 4, 8 … and then five minutes for ever."""
    waits = [backoff_seconds(attempts, 1.0) for attempts in (0, 1, 2, 7, 8, 10_000)]
    assert waits == [2, 4, 8, 256, LONGEST_SECONDS, LONGEST_SECONDS]


@given(st.integers(0, 10**6), st.floats(0, 1), st.none() | st.floats(0, 10_000))
@patient
def test_a_wait_is_never_nothing_and_never_less_than_asked(attempts: int, jitter: float, asked: float | None) -> None:
    """Jitter moves a wait within its upper half, and what the other side asked for is kept."""
    wait = backoff_seconds(attempts, jitter, asked_seconds=asked)
    assert wait >= max(1.0, asked or 0.0)
    assert wait <= max(LONGEST_SECONDS, asked or 0.0)
