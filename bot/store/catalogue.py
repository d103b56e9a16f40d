"""The catalogue in SQL; how a new list is taken over stands in `catalogue_replace`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow
from bot.store.catalogue_replace import replace_catalogue
from bot.store.service_rows import select_services, service_from
from bot.store.tables import categories, on_sale, services

_CATEGORY = select(categories.c.id, categories.c.name, categories.c.services)
_LISTED = _CATEGORY.where(categories.c.services > 0).order_by(categories.c.position)
_FIND_CATEGORY = _CATEGORY.where(categories.c.id == bindparam("category"))
_ON_SALE = select_services().where(on_sale).order_by(services.c.position)
PAGE = (
    select_services()
    .where(on_sale, services.c.category_id == bindparam("category"))
    .order_by(services.c.position)
    .limit(bindparam("count"))
    .offset(bindparam("start"))
)
FIND_SERVICE = select_services().where(services.c.id == bindparam("service"))
FIND_BY_PANEL_ID = select_services().where(services.c.panel_id == bindparam("panel_id", type_=services.c.panel_id.type))


class SqlCatalogue:
    """The panel's services, with our own short ids."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list; writes only what differs."""
        return await replace_catalogue(self._connection, rows, at)

    async def list_categories(self) -> Sequence[Category]:
        """List categories with something on sale, in the panel's order."""
        return [Category(*row) for row in await self._connection.execute(_LISTED)]

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category."""
        row = (await self._connection.execute(_FIND_CATEGORY, {"category": category_id})).one_or_none()
        return None if row is None else Category(*row)

    async def list_services(self, category_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of the services on sale in a category, in the panel's order."""
        page = {"category": category_id, "start": offset, "count": limit}
        return [service_from(row) for row in await self._connection.execute(PAGE, page)]

    async def list_all(self) -> Sequence[Service]:
        """List every service on sale, in the panel's order."""
        return [service_from(row) for row in await self._connection.execute(_ON_SALE)]

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone ones too."""
        return await self._one(FIND_SERVICE, service=service_id)

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone ones too."""
        return await self._one(FIND_BY_PANEL_ID, panel_id=panel_id)

    async def _one(self, statement: Select[Any], **parameters: Any) -> Service | None:
        row = (await self._connection.execute(statement, parameters)).one_or_none()
        return None if row is None else service_from(row)
