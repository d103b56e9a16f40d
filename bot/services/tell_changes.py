"""Tells operators once a day what changed in the catalogue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.ports import Clock, Store, Transaction
from bot.services.owe import owe_operators

EVERY_SECONDS = 300.0
_HOUR = 8  # of the day, in UTC: morning where most panels' operators live, from Brazil to Indonesia
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TOLD = "changes_told"  # the name under which it is kept when operators were last told of changes
_UNWANTED = "changes_not_told:"  # how the names begin under which it is kept who does not want to be


async def wants_changes(tx: Transaction, operator_id: int) -> bool:
    """Tell whether an operator wants to hear each day what changed in the catalogue."""
    kept = await tx.memory.peek(f"{_UNWANTED}{operator_id}")
    return kept is None or not kept[0]


async def set_wants_changes(tx: Transaction, operator_id: int, at: datetime, *, wanted: bool) -> None:
    """Store whether an operator wants to hear of changes."""
    await tx.memory.keep(f"{_UNWANTED}{operator_id}", "" if wanted else "1", at)


@dataclass(frozen=True, slots=True)
class TellChanges:
    """One round of the loop that tells operators."""

    store: Store
    clock: Clock
    operators: Collection[int]

    async def __call__(self) -> bool:
        """Tell each operator who wants it, once a day, if anything has changed since."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            kept = await tx.memory.recall(_TOLD)
            if kept is None:
                await tx.memory.keep(_TOLD, "1", now)
            elif now >= _next_time(kept[1]):
                await self._tell(tx, kept[1], now)
        return False

    async def _tell(self, tx: Transaction, since: datetime, now: datetime) -> None:
        await tx.memory.keep(_TOLD, "1", now)
        counts = {kind.value: count for kind, count in (await tx.changes.count(since)).items()}
        if not counts:
            return
        wanting = [operator for operator in self.operators if await wants_changes(tx, operator)]
        word = owe_operators(wanting, "changes", counts=counts, since_micros=micros_of(since))
        await tx.outbox.add(word, now, None, 0)


def micros_of(at: datetime) -> int:
    """Write a moment exactly, as it fits into a button: microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def moment_of(micros: int, now: datetime) -> datetime:
    """Read a moment that was written so; one that is still to come, which nobody was told of, is `now`."""
    return _EPOCH + min(micros * _MICROSECOND, now - _EPOCH)


def _next_time(told_at: datetime) -> datetime:
    """Return the first of the daily hours after they were told."""
    today = told_at.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    return today if told_at < today else today + _DAY
