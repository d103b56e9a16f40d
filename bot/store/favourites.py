"""Users' favourites in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import Service
from bot.store.dialect import insert_into
from bot.store.service_rows import SERVICE_COLUMNS, service_from
from bot.store.tables import categories, favourites, services

_c = favourites.c
_OF_USER = _c.user_id == bindparam("user")
_ONE = (_OF_USER, _c.service_id == bindparam("service"))
HAS_FAVOURITE = select(_c.id).where(*_ONE)
_IS_SERVICE = select(services.c.id).where(services.c.id == bindparam("service"))
COUNT_FAVOURITES = select(func.count()).select_from(favourites).where(_OF_USER)
FAVOURITES_PAGE = (
    select(*SERVICE_COLUMNS)
    .join_from(favourites, services, _c.service_id == services.c.id)
    .join(categories, services.c.category_id == categories.c.id)
    .where(_OF_USER)
    .order_by(_c.id.desc())
    .limit(bindparam("count"))
    .offset(bindparam("start"))
)


class SqlFavourites:
    """Services that users want at hand."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, user_id: int, service_id: int, at: datetime) -> bool:
        """Make a service a favourite of this user."""
        if (await self._connection.execute(_IS_SERVICE, {"service": service_id})).one_or_none() is None:
            return False
        insert = insert_into(self._connection, favourites).values(user_id=user_id, service_id=service_id, created_at=at)
        once = insert.on_conflict_do_nothing(index_elements=[_c.user_id, _c.service_id]).returning(_c.id)
        return (await self._connection.execute(once)).one_or_none() is not None

    async def remove(self, user_id: int, service_id: int) -> bool:
        """Let a service be no favourite of this user."""
        one = {"user": user_id, "service": service_id}
        return bool((await self._connection.execute(delete(favourites).where(*_ONE), one)).rowcount)

    async def has(self, user_id: int, service_id: int) -> bool:
        """Tell whether a service is a favourite of this user."""
        one = {"user": user_id, "service": service_id}
        return (await self._connection.execute(HAS_FAVOURITE, one)).one_or_none() is not None

    async def count(self, user_id: int) -> int:
        """Count this user's favourites."""
        return int((await self._connection.execute(COUNT_FAVOURITES, {"user": user_id})).scalar_one())

    async def page(self, user_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of this user's favourites, latest first."""
        page = {"user": user_id, "start": offset, "count": limit}
        return [service_from(row) for row in await self._connection.execute(FAVOURITES_PAGE, page)]
