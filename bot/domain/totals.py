"""What was ordered week by week or month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

BARS = 12  # weeks or months


class By(StrEnum):
    """What is summed up together."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Bar:
    """One week or month: how many orders, and what those in the main currency cost."""

    start: datetime
    orders: int = 0
    charge: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The last weeks or months up to now, oldest first, in the currency of most orders."""

    by: By
    currency: str | None
    bars: Sequence[Bar]
    others: Sequence[tuple[str | None, Decimal]] = ()  # what was spent in other currencies, in all

    @property
    def orders(self) -> int:
        """How many orders there were in all."""
        return sum(bar.orders for bar in self.bars)

    @property
    def charge(self) -> Decimal:
        """What those in the main currency cost in all."""
        return sum((bar.charge for bar in self.bars), Decimal(0))


def spans(by: By, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the beginnings and ends of the last weeks (from Monday on) or months in UTC, oldest first."""
    day = datetime(now.year, now.month, now.day, tzinfo=UTC)
    if by is By.WEEK:
        this = day - timedelta(days=day.weekday())
        return [(start, start + timedelta(days=7)) for start in (this - timedelta(days=7 * back) for back in _BACK)]
    starts = [_month(now, -back) for back in _BACK]
    return list(zip(starts, [*starts[1:], _month(now, 1)], strict=True))


_BACK = range(BARS - 1, -1, -1)


def _month(now: datetime, by: int) -> datetime:
    months = now.year * 12 + now.month - 1 + by
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
