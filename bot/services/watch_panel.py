"""Asks a panel that is left alone whether it is back, and keeps since when orders wait, for the chat to say so."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.errors import PanelError
from bot.ports import Clock, Panel, Store, Transaction

ORDERS_WAIT = "orders_wait"  # the name under which it is kept, with the time of the last change
EVERY_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class WatchPanel:
    """One round of the watch. `is_silent` and `orders_wait` say what the panel's client thinks of the panel."""

    store: Store
    panel: Panel
    clock: Clock
    is_silent: Callable[[], bool]
    orders_wait: Callable[[], bool]
    _kept: bool | None = field(default=None, init=False)

    async def __call__(self) -> bool:
        """Ask a silent panel for its balance, which its client does when its rest is over, and keep what has changed.

        There is never more to do at once.
        """
        if self.is_silent():
            with suppress(PanelError):
                await self.panel.balance()
        wait = self.orders_wait()
        if wait is not self._kept:
            await self._keep(wait=wait)
            self._kept = wait
        return False

    async def _keep(self, *, wait: bool) -> None:
        async with self.store.transaction() as tx:
            kept = await tx.memory.recall(ORDERS_WAIT)
            if (kept is not None and bool(kept[0])) is not wait:
                await tx.memory.keep(ORDERS_WAIT, "1" if wait else "", self.clock.now())


async def find_wait(tx: Transaction) -> datetime | None:
    """Find since when orders wait for the panel; None: they go out."""
    kept = await tx.memory.peek(ORDERS_WAIT)
    return kept[1] if kept is not None and kept[0] else None
