"""How long orders usually take, from what earlier ones took; and when one takes too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.domain.order import NewOrder, Order, OrderState

HISTORY = 50  # the last completed orders of a service that are looked at
FEWEST = 5  # of fewer nothing is said
_SIMILAR = 3  # a quantity is similar up to so many times as large or small
_LATE_FACTOR = 3
_LATE_LEAST = timedelta(hours=3)  # nobody is alarmed earlier, however quick a service usually is


@dataclass(frozen=True, slots=True)
class PastOrder:
    """How long a completed order took from the panel's taking it to its completion."""

    quantity: int | None
    took: timedelta


def usual_time(past: Sequence[PastOrder], quantity: int | None) -> timedelta | None:
    """Return the median of what orders of a similar quantity took, or of all where those are too few.

    None when even all are too few to tell.
    """
    similar = [one for one in past if _is_similar(one.quantity, quantity)]
    chosen = similar if len(similar) >= FEWEST else past
    if len(chosen) < FEWEST:
        return None
    return timedelta(seconds=median(one.took.total_seconds() for one in chosen))


def _is_similar(one: int | None, other: int | None) -> bool:
    if not one or not other:
        return one == other
    return one <= other * _SIMILAR and other <= one * _SIMILAR


def has_usual_time(new: NewOrder) -> bool:
    """Tell whether it takes its time in one go: drip-feed takes what its intervals say, a subscription its posts."""
    return new.quantity is not None and "runs" not in new.submission.parameters


def late_at(order: Order) -> datetime | None:
    """Return when an order takes far longer than usual; None when nobody can say, or it is not at the panel."""
    if order.state is not OrderState.PLACED or order.placed_at is None or order.new.usual_seconds is None:
        return None
    usual = timedelta(seconds=order.new.usual_seconds)
    return order.placed_at + max(usual * _LATE_FACTOR, _LATE_LEAST)
