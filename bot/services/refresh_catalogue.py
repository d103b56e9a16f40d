"""Reads the panel's services into the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.catalogue import ServiceRow
from bot.domain.changes import changes_of
from bot.domain.errors import PanelAnswerMalformed, PanelError, PanelResting
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.panel_outage import PanelOutage

CATALOGUE = "catalogue"  # the name under which it is kept when the list was last read, and its version
FAILED = "catalogue_failed"  # … how often reading failed in a row, and when it last did
EVERY_SECONDS = 900  # some panels allow `services` only 10 times an hour; this is 4
_FIRST_RETRY_SECONDS = 30  # doubled with each failure in a row: about 6 reads in the first hour of an outage


@dataclass(frozen=True, slots=True)
class RefreshCatalogue:
    """One round of the catalogue loop."""

    store: Store
    panel: Panel
    clock: Clock
    _outage: PanelOutage = field(default_factory=PanelOutage)

    async def __call__(self) -> bool:
        """Read the list when the stored one is old; there is never more to do at once.

        Raises: PanelError, and again until the list has been read; the stored list stays as it is, an empty answer
        included.
        """
        async with self.store.snapshot() as tx:
            is_due, failures = await self._is_due(tx)
        if not is_due:
            self._outage.conclude(())
            return False
        try:
            rows = await self._read()
        except PanelError as error:
            if not isinstance(error, PanelResting):  # then nobody was asked
                await self._note_failures(failures + 1)
            self._outage.conclude([error])
            raise
        async with self.store.transaction() as tx:
            await self._take_over(tx, rows)
        self._outage.conclude([None])
        return False

    async def _is_due(self, tx: Transaction) -> tuple[bool, int]:
        """Tell whether the list may be read now, and how often that failed in a row, restarts in between or not."""
        now = self.clock.now()
        kept, failed = await tx.memory.peek(CATALOGUE), await tx.memory.peek(FAILED)
        failures = int(failed[0]) if failed else 0
        rest = min(EVERY_SECONDS, _FIRST_RETRY_SECONDS * 2 ** min(failures - 1, 10)) if failures else 0
        rested = failed is None or now - failed[1] >= timedelta(seconds=rest)
        return rested and (kept is None or now - kept[1] >= timedelta(seconds=EVERY_SECONDS)), failures

    async def _read(self) -> Sequence[ServiceRow]:
        rows = await self.panel.services()
        if not rows:
            raise PanelAnswerMalformed("the list of services is empty")
        return rows

    async def _note_failures(self, failures: int) -> None:
        async with self.store.transaction() as tx:
            await tx.memory.keep(FAILED, str(failures), self.clock.now())

    async def _take_over(self, tx: Transaction, rows: Sequence[ServiceRow]) -> None:
        now = self.clock.now()
        kept = await tx.memory.recall(CATALOGUE)
        change = await tx.catalogue.replace(rows, now)
        if kept is not None:  # of the first list everything is new, and none of it is news
            now_as = await tx.catalogue.get_many(change.changed)
            told = changes_of(change, {service_id: service.row for service_id, service in now_as.items()})
            await tx.changes.add(told, now)
        moved = bool(change.new or change.changed or change.gone)
        version = int(kept[0]) if kept else 0
        await tx.memory.keep(CATALOGUE, str(version + moved), now)
        await tx.memory.keep(FAILED, "0", now)
