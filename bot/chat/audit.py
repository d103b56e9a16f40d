"""The log's lines about what operators decide: who, what, about which order."""

import logging

from bot.services.settle_order import Decision

logger = logging.getLogger(__name__)


def log_settled(decision: Decision, operator_id: int) -> None:
    """Say in the log who has settled an uncertain order, and how; the database keeps it as well."""
    facts = {
        "order": decision.order.id,
        "verdict": decision.verdict.value,
        "operator": operator_id,
        "panel_order": decision.panel_order_id,
    }
    logger.info("An operator has settled an uncertain order", extra=facts)
