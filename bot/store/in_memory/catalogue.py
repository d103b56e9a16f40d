"""The catalogue in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow
from bot.store.in_memory.state import State
from bot.store.plain import plain_rows, plain_text


class MemoryCatalogue:
    """The panel's services, with our own short ids."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list."""
        listed = plain_rows(rows)
        category_ids = self._replace_categories(listed)
        before = {service.row.panel_id: service for service in self._state.services.values()}
        after = [self._service(row, category_ids[row.category], before.get(row.panel_id)) for row in listed]
        panel_ids = {row.panel_id for row in listed}
        left = [service for service in before.values() if service.row.panel_id not in panel_ids]
        gone = [replace(service, gone_at=service.gone_at or at) for service in left]
        self._state.services = {service.id: service for service in (*after, *gone)}
        return _change(before, after, [service.id for service in left if service.gone_at is None])

    def _service(self, row: ServiceRow, category_id: int, known: Service | None) -> Service:
        service_id = known.id if known else self._state.new_id("services")
        return Service(id=service_id, category_id=category_id, row=row)

    def _replace_categories(self, listed: Sequence[ServiceRow]) -> dict[str, int]:
        ids = {category.name: category.id for category in self._state.categories.values()}
        counts = Counter(row.category for row in listed)
        ids |= {name: self._state.new_id("categories") for name in counts if name not in ids}
        names = [*counts, *(name for name in ids if name not in counts)]
        self._state.categories = {ids[name]: Category(ids[name], name, counts[name]) for name in names}
        return ids

    async def list_categories(self) -> Sequence[Category]:
        """List categories with something on sale."""
        return [category for category in self._state.categories.values() if category.services]

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category."""
        return self._state.categories.get(category_id)

    async def list_services(self, category_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of the services on sale in a category."""
        return [one for one in await self.list_all() if one.category_id == category_id][offset : offset + limit]

    async def list_all(self) -> Sequence[Service]:
        """List every service on sale."""
        return [service for service in self._state.services.values() if service.gone_at is None]

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone ones too."""
        return self._state.services.get(service_id)

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone ones too."""
        wanted = plain_text(panel_id)
        return next((service for service in self._state.services.values() if service.row.panel_id == wanted), None)


def _change(before: dict[PanelServiceId, Service], after: Sequence[Service], gone: Sequence[int]) -> CatalogueChange:
    new, changed = [], []
    for service in after:
        known = before.get(service.row.panel_id)
        if known is None or known.gone_at is not None:
            new.append(service.id)
        elif known.row != service.row:
            changed.append(service.id)
    return CatalogueChange(new=tuple(new), changed=tuple(changed), gone=tuple(gone))
