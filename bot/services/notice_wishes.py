"""Which notices and cards are sent: by the order and its user's wishes of the moment."""

from bot.domain.order import Order
from bot.domain.outbox import Owed, OwedKind
from bot.domain.people import NoticeWish, User


def is_wanted(row: Owed, order: Order | None, user: User | None) -> bool:
    """Leave out what the user does not want to hear, and what would tell of an order where it is no longer shown."""
    if row.new.is_for_operators:
        return True
    if order is None or (user is not None and user.blocked_at is not None):
        return False
    if row.new.kind is OwedKind.CARD:
        return row.new.message_id in (order.new.card_message_id, order.view_message_id)
    return user is None or user.notices is NoticeWish.ALL or bool(row.new.payload.get("final"))
