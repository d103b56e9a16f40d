"""Reads the operator's balance at the panel into the store."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Clock, Panel, Store
from bot.services.place_order import CURRENCY

BALANCE = "balance"  # the name the panel's own text is kept under
EVERY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class RefreshBalance:
    """One round of the balance loop."""

    store: Store
    panel: Panel
    clock: Clock

    async def __call__(self) -> bool:
        """Read the balance when the stored one is old; there is never more to do at once.

        Raises: PanelError; the stored balance stays, and its age tells.
        """
        async with self.store.snapshot() as tx:
            kept = await tx.memory.recall(BALANCE)
        if kept and self.clock.now() - kept[1] < timedelta(seconds=EVERY_SECONDS):
            return False
        balance = await self.panel.balance()
        async with self.store.transaction() as tx:
            now = self.clock.now()
            await tx.memory.keep(BALANCE, str(balance.amount), now)
            if balance.currency:
                await tx.memory.keep(CURRENCY, balance.currency, now)
        return False
