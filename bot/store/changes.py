"""What changed in the catalogue, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.changes import Change, ChangeKind, NewChange
from bot.store.columns import At
from bot.store.service_rows import SERVICE_COLUMNS, service_from
from bot.store.tables import categories, changes, services

_c = changes.c
_SINCE = bindparam("since", type_=At)
PAGE = (
    select(_c.id, _c.kind, _c.facts, _c.at, *SERVICE_COLUMNS)
    .join_from(changes, services, _c.service_id == services.c.id)
    .join(categories, services.c.category_id == categories.c.id)
    .where(_c.at >= _SINCE)
    .order_by(_c.at.desc(), _c.id.desc())
    .limit(bindparam("count"))
    .offset(bindparam("start"))
)
_COUNT = select(_c.kind, func.count()).where(_c.at >= _SINCE).group_by(_c.kind)
PRUNE_CHANGES = delete(changes).where(_c.at < _SINCE)


class SqlChanges:
    """What new lists changed about services."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: Sequence[NewChange], at: datetime) -> None:
        """Store what a new list changed."""
        rows = [{"service_id": one.service_id, "kind": one.kind, "facts": one.facts, "at": at} for one in new]
        if rows:
            await self._connection.execute(insert(changes), rows)

    async def page(self, since: datetime, offset: int, limit: int) -> Sequence[Change]:
        """List a page of what changed since then, latest first."""
        page = {"since": since, "start": offset, "count": limit}
        return [
            Change(id=row[0], kind=ChangeKind(row[1]), facts=row[2], at=row[3], service=service_from(row[4:]))
            for row in await self._connection.execute(PAGE, page)
        ]

    async def count(self, since: datetime) -> Mapping[ChangeKind, int]:
        """Count what changed since then, by kind."""
        return {ChangeKind(kind): n for kind, n in await self._connection.execute(_COUNT, {"since": since})}

    async def prune(self, before: datetime) -> None:
        """Forget what changed before then."""
        await self._connection.execute(PRUNE_CHANGES, {"since": before})
