"""Forgets what nobody needs any more."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Clock, Store

EVERY_SECONDS = 3600.0
# Telegram keeps updates for 24 hours and may send one again for so long. Source: Telegram Bot API, getUpdates.
_UPDATES_KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class KeepHouse:
    """One round of the housekeeping loop."""

    store: Store
    clock: Clock

    async def __call__(self) -> bool:
        """Forget handled updates that Telegram cannot send again."""
        async with self.store.transaction() as tx:
            await tx.inbox.prune(self.clock.now() - _UPDATES_KEPT)
        return False
