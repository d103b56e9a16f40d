"""What helps an operator to tell whether the panel has taken an order that could not be confirmed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Order, OrderState

# A slow panel may still take an order so long after its call has ended: what the balance tells before is no word.
STILL_WORKING = timedelta(minutes=3)
LONGEST_ID = 64  # characters
_LONGEST_NUMBER = 18  # digits; a longer id is no number that counts up
# An order in one of these may have been charged for.
_CHARGED = frozenset({OrderState.SUBMITTING, OrderState.PLACED, OrderState.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceReading:
    """The balance as the panel told it, between asking and being answered."""

    asked_at: datetime
    answered_at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The balance on both sides of an order; `others` were on their way in between, so it may tell of them too.

    It is early when the panel may still be working on the order: the balance may change yet.
    """

    before: BalanceReading | None = None
    after: BalanceReading | None = None
    others: int = 0
    is_early: bool = False

    @property
    def spent(self) -> Decimal | None:
        """What the panel took meanwhile, when that can only be for this order; None when nobody can tell."""
        if self.before is None or self.after is None or self.others:
            return None
        return self.before.amount - self.after.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that the panel knows under our key and that we don't: it may be the one."""

    panel_order_id: PanelOrderId
    status: str
    charge: Decimal | None = None
    currency: str | None = None


def best_first(candidates: Iterable[Candidate], expected: Decimal | None) -> list[Candidate]:
    """Put those that were charged just what was expected first, in the order of their ids otherwise."""
    by_id = sorted(candidates, key=lambda one: (len(one.panel_order_id), one.panel_order_id))
    return by_id if expected is None else sorted(by_id, key=lambda one: one.charge != expected)


def is_number(panel_order_id: str) -> bool:
    """Tell ids that count up from opaque ones, after which nobody can look."""
    return panel_order_id.isascii() and panel_order_id.isdigit() and len(panel_order_id) <= _LONGEST_NUMBER


def is_panel_id(text: str) -> bool:
    """Tell what may be the panel's id of an order, a number or opaque: visible, with a digit from 1 to 9.

    No blank and no comma, since ids are sent joined by commas.
    """
    is_visible = len(text) <= LONGEST_ID and text.isprintable() and not re.search(r"[\s,]|^-", text)
    return is_visible and re.search(r"[1-9]", text) is not None


def ids_from(first: PanelOrderId, count: int) -> Sequence[PanelOrderId]:
    """Return so many ids, counting up from one that is a number."""
    return [PanelOrderId(str(number)) for number in range(int(first), int(first) + count)]


def following(panel_order_id: PanelOrderId) -> PanelOrderId:
    """Return the id after one that is a number."""
    return PanelOrderId(str(int(panel_order_id) + 1))


def last_known(orders: Iterable[Order]) -> PanelOrderId | None:
    """Return the highest of the ids that are numbers; None when there is none."""
    ids = (order.panel_order_id for order in orders if order.panel_order_id is not None)
    return max((one for one in ids if is_number(one)), key=int, default=None)


def was_under_way(order: Order, since: datetime) -> bool:
    """Tell whether an order that was sent may have been charged for after `since`."""
    if order.state not in _CHARGED or order.submitted_at is None:
        return False
    if order.state is OrderState.SUBMITTING:
        return True
    if order.state is OrderState.UNCERTAIN:
        return order.changed_at + STILL_WORKING > since
    return (order.placed_at or order.changed_at) >= since
