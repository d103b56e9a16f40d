"""The last place for what the panel said of an order, when the database does not take it."""

import logging

from bot.domain.order import Order

logger = logging.getLogger(__name__)


def log_lost_id(order: Order) -> None:
    """Say in the log which order the panel has taken under which id: a person can put it right by that."""
    logger.error(
        "The panel took order %d as %s, and that could not be stored: compare the two",
        order.id,
        order.panel_order_id,
        extra={"order": order.id, "panel_order": order.panel_order_id},
    )
