"""The catalogue in SQL; how a new list is taken over stands in `catalogue_replace`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, false, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow, Shelf
from bot.store.catalogue_replace import replace_catalogue
from bot.store.chunks import in_chunks
from bot.store.service_rows import select_services, service_from, shelf_from, shelf_values
from bot.store.tables import categories, is_listed, on_sale, services

_c = categories.c
_CATEGORY = select(_c.id, _c.name, _c.services, _c.listed, _c.alias, _c.hidden, _c.pin)
_IN_ORDER = (_c.pin, _c.position)
_LISTED = {
    False: _CATEGORY.where(_c.services > 0, _c.hidden.is_(false())).order_by(*_IN_ORDER),
    True: _CATEGORY.where(_c.listed > 0).order_by(*_IN_ORDER),
}
_FIND_CATEGORY = _CATEGORY.where(_c.id == bindparam("category"))
_ALL = select_services().where(is_listed).order_by(services.c.position)
LIST_AFTER = (
    select_services()
    .where(is_listed, services.c.id > bindparam("last"))
    .order_by(services.c.id)
    .limit(bindparam("count"))
)
PAGES = {
    hidden: select_services()
    .where(condition, services.c.category_id == bindparam("category"))
    .order_by(services.c.pin, services.c.position)
    .limit(bindparam("count"))
    .offset(bindparam("start"))
    for hidden, condition in ((False, on_sale), (True, is_listed))
}
FIND_SERVICE = select_services().where(services.c.id == bindparam("service"))
FIND_BY_PANEL_ID = select_services().where(services.c.panel_id == bindparam("panel_id", type_=services.c.panel_id.type))
GET_MANY = select_services().where(services.c.id.in_(bindparam("ids", expanding=True)))
_SHELVE_SERVICE = update(services).where(services.c.id == bindparam("which")).returning(services.c.category_id)
_SHELVE_CATEGORY = update(categories).where(_c.id == bindparam("which"))
RECOUNT = _SHELVE_CATEGORY.values(
    services=select(func.count()).where(on_sale, services.c.category_id == bindparam("category")).scalar_subquery()
)


class SqlCatalogue:
    """The panel's services, with our own short ids."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list; writes only what differs."""
        return await replace_catalogue(self._connection, rows, at)

    async def list_categories(self, *, hidden: bool = False) -> Sequence[Category]:
        """List categories, pinned ones first, then in the panel's order."""
        return [_category(row) for row in await self._connection.execute(_LISTED[hidden])]

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category."""
        row = (await self._connection.execute(_FIND_CATEGORY, {"category": category_id})).one_or_none()
        return None if row is None else _category(row)

    async def list_services(
        self, category_id: int, offset: int, limit: int, *, hidden: bool = False
    ) -> Sequence[Service]:
        """List a page of a category's services, pinned ones first, then in the panel's order."""
        page = {"category": category_id, "start": offset, "count": limit}
        return [service_from(row) for row in await self._connection.execute(PAGES[hidden], page)]

    async def list_all(self) -> Sequence[Service]:
        """List every service that the panel lists, in its order."""
        return [service_from(row) for row in await self._connection.execute(_ALL)]

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone and hidden ones too."""
        return await self._one(FIND_SERVICE, service=service_id)

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone and hidden ones too."""
        return await self._one(FIND_BY_PANEL_ID, panel_id=panel_id)

    async def list_after(self, service_id: int, limit: int) -> Sequence[Service]:
        """List services that the panel lists, in the order of our ids."""
        part = {"last": service_id, "count": limit}
        return [service_from(row) for row in await self._connection.execute(LIST_AFTER, part)]

    async def get_many(self, service_ids: Collection[int]) -> Mapping[int, Service]:
        """Read services by our ids."""
        found: dict[int, Service] = {}
        for part in in_chunks(service_ids):
            rows = await self._connection.execute(GET_MANY, {"ids": part})
            found |= {service.id: service for service in map(service_from, rows)}
        return found

    async def shelve_service(self, service_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a service, and count its category anew."""
        stored = await self._connection.execute(_SHELVE_SERVICE, {"which": service_id, **shelf_values(shelf)})
        category_id = stored.scalar_one_or_none()
        await self._connection.execute(RECOUNT, {"which": category_id, "category": category_id})

    async def shelve_category(self, category_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a category."""
        await self._connection.execute(_SHELVE_CATEGORY, {"which": category_id, **shelf_values(shelf)})

    async def _one(self, statement: Select[Any], **parameters: Any) -> Service | None:
        row = (await self._connection.execute(statement, parameters)).one_or_none()
        return None if row is None else service_from(row)


def _category(row: Sequence[Any]) -> Category:
    category_id, name, on_sale_count, listed, *shelf = row
    return Category(category_id, name, on_sale_count, listed, shelf_from(shelf))
