"""Finds what a user has asked for an order, for its card."""

from datetime import datetime

from bot.domain.order import Order, OrderState
from bot.domain.request import LatestRequests
from bot.ports import Transaction


async def latest_requests(tx: Transaction, order: Order, now: datetime) -> LatestRequests:
    """Find the newest refill and the newest cancel of an order; only of a placed one there can be any."""
    if order.state is not OrderState.PLACED:
        return LatestRequests(at=now)
    return LatestRequests(found=await tx.requests.latest_of_each(order.id, order.new.user_id), at=now)
