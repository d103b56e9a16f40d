"""Reads the operator's balance at the panel into the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.evidence import BalanceReading
from bot.ports import Clock, Panel, Store
from bot.services.place_order import CURRENCY

EVERY = timedelta(seconds=300)
# After orders were sent it is read again soon, so that the balance before the next one is known: it is the evidence
# if that cannot be confirmed.
SOON = timedelta(seconds=15)
# The same after an order could not be confirmed, for as long as a slow panel may take it yet, and then some.
WATCHED_EVERY = timedelta(seconds=60)
WATCHED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class RefreshBalance:
    """One round of the balance loop."""

    store: Store
    panel: Panel
    clock: Clock

    async def __call__(self) -> bool:
        """Read the balance when the stored one is old, or older than an order; there is never more to do at once.

        Raises: PanelError; the stored balance stays, and its age tells.
        """
        if await self._is_due(self.clock.now()):
            await self.read()
        return False

    async def _is_due(self, now: datetime) -> bool:
        async with self.store.snapshot() as tx:
            last = await tx.balances.before(now)
            if last is None or now - last.answered_at >= EVERY:
                return True
            age = now - last.answered_at
            if age >= WATCHED_EVERY and await tx.cases.opened_since(now - WATCHED_FOR):
                return True
            return age >= SOON and bool(await tx.orders.list_sent(last.asked_at, now, 1))

    async def read(self) -> BalanceReading:
        """Ask the panel now, whatever is stored, and store the answer.

        Raises: PanelError.
        """
        asked_at = self.clock.now()
        balance = await self.panel.balance()
        reading = BalanceReading(asked_at=asked_at, answered_at=self.clock.now(), amount=balance.amount)
        async with self.store.transaction() as tx:
            await tx.balances.note(reading)
            if balance.currency:
                await tx.memory.keep(CURRENCY, balance.currency, reading.answered_at)
        return reading
