"""Panel's ids that an operator may adopt, kept for buttons: an opaque one may be too long to stand in a button."""

from datetime import datetime
from hashlib import sha256

from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import is_number
from bot.ports import Transaction
from bot.services.questions import keep_question, read_question

_TOKEN_LENGTH = 20
_OFFER = "offer"


async def keep_offer(
    tx: Transaction, operator_id: int, order_id: int, panel_order_id: PanelOrderId, at: datetime
) -> str:
    """Return what a button says of an id: itself when it is a number, else the token that it is kept under."""
    if is_number(panel_order_id):
        return panel_order_id
    token = "t" + sha256(f"{order_id}:{panel_order_id}".encode()).hexdigest()[:_TOKEN_LENGTH]
    await keep_question(tx, operator_id, token, {_OFFER: order_id, "id": panel_order_id}, at)
    return token


async def read_offer(tx: Transaction, operator_id: int, order_id: int, written: str) -> PanelOrderId | None:
    """Read what a button says of an id; None when that was not offered to this operator for this order."""
    if is_number(written):
        return PanelOrderId(written)
    facts = await read_question(tx, operator_id, written, _OFFER)
    return PanelOrderId(facts["id"]) if facts is not None and facts[_OFFER] == order_id else None
