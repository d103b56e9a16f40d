"""Small state in SQL. Whoever recalls a name in a writing transaction holds it until the end; to peek holds nothing."""

from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import hold, insert_into
from bot.store.tables import memory

_RECALL = select(memory.c.value, memory.c.at).where(memory.c.name == bindparam("wanted", type_=memory.c.name.type))

_BEGINNING = bindparam("beginning", type_=memory.c.name.type)
_FORGET = delete(memory).where(
    func.substr(memory.c.name, 1, func.length(_BEGINNING)) == _BEGINNING,
    memory.c.at < bindparam("before", type_=memory.c.at.type),
)


class SqlMemory:
    """Small state by name."""

    def __init__(self, connection: AsyncConnection, *, locking: bool) -> None:
        self._connection = connection
        self._locking = locking

    async def recall(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when, and hold the name."""
        if self._locking:
            await hold(self._connection, f"memory of {name}")
        return await self.peek(name)

    async def peek(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when."""
        row = (await self._connection.execute(_RECALL, {"wanted": name})).one_or_none()
        return None if row is None else (row.value, row.at)

    async def keep(self, name: str, value: str, at: datetime) -> None:
        """Keep a text under a name."""
        insert = insert_into(self._connection, memory).values(name=name, value=value, at=at)
        new = {"value": insert.excluded.value, "at": insert.excluded.at}
        await self._connection.execute(insert.on_conflict_do_update(index_elements=[memory.c.name], set_=new))

    async def forget(self, beginning: str, before: datetime) -> None:
        """Forget what was kept before then under names with this beginning."""
        await self._connection.execute(_FORGET, {"beginning": beginning, "before": before})
