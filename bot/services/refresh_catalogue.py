"""Reads the panel's services into the store."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import PanelAnswerMalformed
from bot.ports import Clock, Panel, Store

CATALOGUE = "catalogue"  # the name under which it is kept when the list was last read, and its version
EVERY_SECONDS = 900  # some panels allow `services` only 10 times an hour; this is 4


@dataclass(frozen=True, slots=True)
class RefreshCatalogue:
    """One round of the catalogue loop."""

    store: Store
    panel: Panel
    clock: Clock

    async def __call__(self) -> bool:
        """Read the list when the stored one is old; there is never more to do at once.

        Raises: PanelError; the stored list stays as it is, an empty answer included.
        """
        async with self.store.snapshot() as tx:
            kept = await tx.memory.recall(CATALOGUE)
        if kept and self.clock.now() - kept[1] < timedelta(seconds=EVERY_SECONDS):
            return False
        rows = await self.panel.services()
        if not rows:
            raise PanelAnswerMalformed("the list of services is empty")
        async with self.store.transaction() as tx:
            now = self.clock.now()
            change = await tx.catalogue.replace(rows, now)
            moved = bool(change.new or change.changed or change.gone)
            version = int(kept[0]) if kept else 0
            await tx.memory.keep(CATALOGUE, str(version + moved), now)
        return False
