"""Finds an open order of the same service and link: panels take no second one until the first is done.

Source: panel API, family document, "Errors": "You have active order with this link".
"""

from bot.domain import link_answer
from bot.domain.draft import Draft
from bot.domain.order import Order
from bot.ports import Transaction

_LOOKED_AT = 100  # of the newest


async def find_twin(tx: Transaction, draft: Draft) -> Order | None:
    """Find the newest open order of the draft's user with its service and its link, tidied or not."""
    link = draft.answers.get(link_answer.LINK)
    if link is None:
        return None
    opened = await tx.orders.list_open_of_service(draft.user_id, draft.service.id, _LOOKED_AT)
    return next((order for order in opened if link_answer.is_same(order.new.submission.target, link)), None)
