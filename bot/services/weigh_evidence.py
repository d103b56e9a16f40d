"""Gathers what the store knows about whether the panel has taken an uncertain order."""

from datetime import timedelta

from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import Evidence, following, last_known, was_under_way
from bot.domain.order import Order
from bot.ports import Transaction

_LONGEST_CALL = timedelta(hours=1)  # no call to the panel lasts so long
_MOST_OTHERS = 100
_NEIGHBOURS = 100


async def weigh_evidence(tx: Transaction, order: Order) -> Evidence:
    """Find the balance before the order was sent and after its call had ended, and count who else was on the way."""
    if order.submitted_at is None:
        return Evidence()
    before, after = await tx.balances.before(order.submitted_at), await tx.balances.after(order.changed_at)
    if before is None or after is None:
        return Evidence(before=before, after=after)
    sent = await tx.orders.list_sent(before.asked_at - _LONGEST_CALL, after.answered_at, _MOST_OTHERS)
    others = [one for one in sent if one.id != order.id and was_under_way(one, before.asked_at)]
    return Evidence(before=before, after=after, others=len(others))


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
