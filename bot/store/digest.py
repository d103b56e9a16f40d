"""Notices that are told once a day, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.columns import At
from bot.store.tables import digest

_c = digest.c
FIND_DUE = select(_c.user_id).where(_c.due_at <= bindparam("now", type_=At)).order_by(_c.due_at).limit(1)
TAKE = delete(digest).where(_c.user_id == bindparam("user")).returning(_c.id, _c.order_id, _c.payload)


class SqlDigest:
    """Notices kept for later."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, user_id: int, order_id: int, payload: Mapping[str, Any], due_at: datetime) -> None:
        """Keep a notice's event for the user's next digest."""
        values = {"user_id": user_id, "order_id": order_id, "payload": dict(payload), "due_at": due_at}
        await self._connection.execute(insert(digest).values(values))

    async def find_due(self, now: datetime) -> int | None:
        """Find a user whose digest is due."""
        found: int | None = (await self._connection.execute(FIND_DUE, {"now": now})).scalar_one_or_none()
        return found

    async def take(self, user_id: int) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Take all that is kept for a user out, oldest first."""
        rows = sorted(await self._connection.execute(TAKE, {"user": user_id}), key=lambda row: row.id)
        return [(row.order_id, row.payload) for row in rows]
