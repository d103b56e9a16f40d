"""Weeks and months that are summed up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.totals import BARS, By, spans

MOMENTS = [
    datetime(2026, 5, 4, 12, tzinfo=UTC),  # a Monday
    datetime(2026, 5, 3, 23, 59, 59, tzinfo=UTC),  # a Sunday
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2025, 12, 31, 23, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("by", By)
def test_spans(by: By, now: datetime) -> None:
    """They follow each other without gap, and the last one has this moment in it."""
    found = spans(by, now)
    assert len(found) == BARS
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    assert found[-1][0] <= now < found[-1][1]
    if by is By.WEEK:
        assert {end - start for start, end in found} == {timedelta(days=7)}
        assert {start.weekday() for start, _ in found} == {0}
    else:
        assert {start.day for start, _ in found} == {1}
        assert [start.month for start, _ in found] == [(now.month + back) % 12 + 1 for back in range(BARS)]
