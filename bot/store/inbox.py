"""The inbox in SQL: updates that Telegram gave us."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.inbox import StoredUpdate
from bot.store.columns import EPOCH, At
from bot.store.dialect import insert_into
from bot.store.memory import SqlMemory
from bot.store.tables import updates

OFFSET = "updates.offset"  # its name in the memory
UNHANDLED = (
    select(updates.c.update_id, updates.c.sender, updates.c.payload, updates.c.received_at)
    .where(updates.c.done_at.is_(None))
    .order_by(updates.c.update_id)
)
_HANDLED = (
    update(updates)
    .where(updates.c.update_id == bindparam("which"), updates.c.done_at.is_(None))
    .values(done_at=bindparam("done", type_=At), payload={})
)
PRUNE = delete(updates).where(updates.c.done_at < bindparam("before", type_=At))


class SqlInbox:
    """Updates that may not be handled yet."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._memory = SqlMemory(connection, locking=False)

    async def store(self, new: Sequence[StoredUpdate], offset: int | None) -> Sequence[StoredUpdate]:
        """Store updates, and the next offset with them; returns those that were new."""
        if offset is not None:
            await self._memory.keep(OFFSET, str(offset), max((one.received_at for one in new), default=EPOCH))
        if not new:
            return []
        insert = insert_into(self._connection, updates).on_conflict_do_nothing().returning(updates.c.update_id)
        by_id = {one.update_id: one for one in reversed(new)}
        stored = set((await self._connection.execute(insert, [_values(one) for one in by_id.values()])).scalars())
        return [one for one in new if one.update_id in stored and by_id[one.update_id] is one]

    async def offset(self) -> int | None:
        """Return the next `getUpdates` offset, if there is one."""
        kept = await self._memory.recall(OFFSET)
        return None if kept is None else int(kept[0])

    async def list_unhandled(self) -> Sequence[StoredUpdate]:
        """List what is not handled, in the order of update ids."""
        return [StoredUpdate(*row) for row in await self._connection.execute(UNHANDLED)]

    async def mark_handled(self, update_id: int, at: datetime) -> bool:
        """Note that an update's effects are in this transaction, and forget its content."""
        return bool((await self._connection.execute(_HANDLED, {"which": update_id, "done": at})).rowcount)

    async def prune(self, before: datetime) -> None:
        """Forget updates handled before then."""
        await self._connection.execute(PRUNE, {"before": before})


def _values(one: StoredUpdate) -> dict[str, object]:
    return {
        "update_id": one.update_id,
        "sender": one.sender,
        "payload": dict(one.payload),
        "received_at": one.received_at,
    }
