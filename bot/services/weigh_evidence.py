"""Gathers what the store knows about whether the panel has taken an uncertain order."""

from datetime import timedelta

from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import STILL_WORKING, BalanceReading, Evidence, following, last_known, was_under_way
from bot.domain.order import Order
from bot.ports import Transaction

_LONGEST_CALL = timedelta(hours=1)  # no call to the panel lasts so long
_LONGER_THAN_KEPT = timedelta(days=365)  # no reading of the balance is kept so long
_MOST_OTHERS = 100
_NEIGHBOURS = 100


async def weigh_evidence(tx: Transaction, order: Order) -> Evidence:
    """Find the balance before the order was sent and after its call had ended, and count who else was on the way.

    The balance after is the last one before any other order was sent. When that came too soon to tell of a panel that
    is slow, and no other will come, it is one with others on the way.
    """
    if order.submitted_at is None:
        return Evidence()
    before, ended_at = await tx.balances.before(order.submitted_at), order.changed_at
    next_sent_at = await tx.orders.next_sent(ended_at)
    clean = await tx.balances.last_between(ended_at, next_sent_at or ended_at + _LONGER_THAN_KEPT)
    found = await _weigh(tx, order, before, clean)
    if next_sent_at is None or (clean is not None and not _may_change(found)):
        return found
    spoilt = await tx.balances.after(next_sent_at) or await tx.balances.after(ended_at)
    return await _weigh(tx, order, before, spoilt)


async def _weigh(
    tx: Transaction, order: Order, before: BalanceReading | None, after: BalanceReading | None
) -> Evidence:
    if before is None or after is None:
        return Evidence(before=before, after=after)
    sent = await tx.orders.list_sent(before.asked_at - _LONGEST_CALL, after.answered_at, _MOST_OTHERS)
    others = [one for one in sent if one.id != order.id and was_under_way(one, before.asked_at)]
    is_early = after.asked_at < order.changed_at + STILL_WORKING
    return Evidence(before=before, after=after, others=len(others), is_early=is_early)


def _may_change(evidence: Evidence) -> bool:
    """Tell whether a balance that has not changed may do so yet."""
    return evidence.is_early and evidence.spent == 0


async def first_unknown_id(tx: Transaction, order: Order) -> PanelOrderId | None:
    """Return the id after the last that we knew when the order was sent; None when there is none to count from.

    The panel's ids count up, so whatever it gave to this order is no lower. When it was sent is not known of an order
    that was still queued in a backup: it was no earlier than it was confirmed.
    """
    sent_at = order.submitted_at or order.new.created_at
    earliest = order.new.created_at - timedelta(days=3650)
    sent = await tx.orders.list_sent(earliest, sent_at, _NEIGHBOURS)
    taken_before = [one for one in sent if one.placed_at is not None and one.placed_at <= sent_at]
    last = last_known(taken_before)
    return None if last is None else following(last)
