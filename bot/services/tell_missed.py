"""Tells somebody who blocked the bot and is back what has become of their orders meanwhile."""

from datetime import datetime

from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState, Verdict
from bot.domain.people import User
from bot.domain.status import is_final
from bot.ports import Transaction
from bot.services.owe import owe_card, owe_notice
from bot.services.request_events import event_of

_AT_ONCE = 200


async def tell_missed(tx: Transaction, user: User, at: datetime) -> None:
    """Owe the news and the cards of orders that changed since the user blocked the bot, as they stand now.

    What was owed to the chat then was dropped, and cards that were not drawn anew say what is true no more.
    """
    if user.blocked_at is None:
        return
    since, after = user.blocked_at, 0
    while changed := await tx.orders.list_changed(user.id, since, after, _AT_ONCE):
        news = [owe_notice(order, event) for order in changed if (event := _outcome(order)) is not None]
        await tx.outbox.add([*news, *(card for order in changed for card in owe_card(order))], at, None, 0)
        since, after = changed[-1].changed_at, changed[-1].id
    await _tell_of_requests(tx, user.id, user.blocked_at, at)


async def _tell_of_requests(tx: Transaction, user_id: int, since: datetime, at: datetime) -> None:
    """Owe what the panel has said of refills and cancels meanwhile; it changes no order, and yet stands on its card."""
    requests = await tx.requests.list_changed(user_id, since)
    orders = await tx.orders.get_many({one.order_id for one in requests})
    news = [owe_notice(orders[one.order_id], event_of(one)) for one in requests]
    cards = [card for order in orders.values() for card in owe_card(order)]
    if news:
        await tx.outbox.add([*news, *cards], at, None, 0)


def _outcome(order: Order) -> OrderEvent | None:
    """Return what is to be told of an order that has come to an end or to a halt."""
    match order.state:
        case OrderState.REFUSED if order.verdict is Verdict.NOT_TAKEN:
            return OrderEvent(kind=EventKind.NOT_TAKEN, order_id=order.id, final=True)
        case OrderState.REFUSED:
            return OrderEvent(kind=EventKind.REFUSED, order_id=order.id, words=order.refusal, final=True)
        case OrderState.UNCERTAIN:
            return OrderEvent(kind=EventKind.UNCERTAIN, order_id=order.id, final=True)
    if order.report is None or not is_final(order.report.status):
        return None
    return OrderEvent(
        kind=EventKind.STATUS_CHANGED,
        order_id=order.id,
        status=order.report.status,
        remains=order.report.remains,
        final=True,
    )
