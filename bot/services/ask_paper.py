"""A user asks for a file of their orders, or for a picture of their totals: a wish that is made when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.paper import PaperKind
from bot.domain.totals import By
from bot.ports import Clock, OrderFilter, OrderScope, Transaction


@dataclass(frozen=True, slots=True)
class AskPaper:
    """Stores the wish; False from each when the very same is being made already."""

    clock: Clock

    async def export(self, tx: Transaction, user_id: int, chat_id: int, which: OrderFilter, scope: OrderScope) -> bool:
        """Wish for one's orders of a list as a table."""
        return await tx.papers.add(user_id, chat_id, PaperKind.EXPORT, export_wish(which, scope), self.clock.now())

    async def totals(self, tx: Transaction, user_id: int, chat_id: int, by: By) -> bool:
        """Wish for a picture of what one has spent."""
        return await tx.papers.add(user_id, chat_id, PaperKind.TOTALS, {"by": by}, self.clock.now())


def export_wish(which: OrderFilter, scope: OrderScope) -> Mapping[str, Any]:
    """Write a list as a wish."""
    facts = {"which": which, "service": scope.service_id, "target": scope.target, "query": scope.query}
    return {name: value for name, value in facts.items() if value is not None}


def read_export_wish(wish: Mapping[str, Any]) -> tuple[OrderFilter, OrderScope]:
    """Read the list that a wish is about."""
    scope = OrderScope(service_id=wish.get("service"), target=wish.get("target"), query=wish.get("query"))
    return OrderFilter(wish["which"]), scope
