"""How long orders of a service usually take, by this bot's own history; looked up once in a while."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.order import NewOrder
from bot.domain.usual_time import HISTORY, PastOrder, has_usual_time, usual_time
from bot.ports import Clock, Transaction

_KEPT_FOR = timedelta(minutes=5)
_MOST_SERVICES = 2000  # kept, before all are forgotten


@dataclass(slots=True)
class UsualTimes:
    """Keeps each service's history for some minutes: it moves slowly, and every summary asks for it."""

    clock: Clock
    _kept: dict[int, tuple[datetime, Sequence[PastOrder]]] = field(default_factory=dict)

    async def __call__(self, tx: Transaction, service_id: int, quantity: int | None) -> timedelta | None:
        """Return how long an order like this usually takes; None when there are too few to tell."""
        return usual_time(await self._history(tx, service_id), quantity)

    async def give(self, tx: Transaction, new: NewOrder) -> NewOrder:
        """Note on an order about to be stored how long its like usually takes, where that can be told."""
        usual = await self(tx, new.service_id, new.quantity) if has_usual_time(new) else None
        return new if usual is None else replace(new, usual_seconds=int(usual.total_seconds()))

    async def _history(self, tx: Transaction, service_id: int) -> Sequence[PastOrder]:
        now = self.clock.now()
        kept = self._kept.get(service_id)
        if kept is not None and now - kept[0] < _KEPT_FOR:
            return kept[1]
        past = await tx.orders.list_completed(service_id, HISTORY)
        if len(self._kept) >= _MOST_SERVICES:
            self._kept.clear()
        self._kept[service_id] = (now, past)
        return past
