"""The catalogue in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow, Shelf
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State
from bot.store.plain import plain_rows, plain_text

_NEVER = datetime.max.replace(tzinfo=UTC)


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
        self._count()
        return _change(before, after, [service.id for service in left if service.gone_at is None])

    def _service(self, row: ServiceRow, category_id: int, known: Service | None) -> Service:
        shelf = self._state.categories[category_id].shelf
        if known is not None:
            return replace(known, category_id=category_id, row=row, gone_at=None, category_shelf=shelf)
        return Service(id=self._state.new_id("services"), category_id=category_id, row=row, category_shelf=shelf)

    def _replace_categories(self, listed: Sequence[ServiceRow]) -> dict[str, int]:
        known = {category.name: category for category in self._state.categories.values()}
        names = list(dict.fromkeys([*(row.category for row in listed), *known]))
        stored = [known.get(name) or Category(self._state.new_id("categories"), name, 0) for name in names]
        self._state.categories = {category.id: category for category in stored}
        return {category.name: category.id for category in stored}

    def _count(self) -> None:
        listed = [service for service in self._state.services.values() if service.gone_at is None]
        counts = Counter(service.category_id for service in listed)
        shown = Counter(service.category_id for service in listed if not service.shelf.is_hidden)
        for category_id, category in self._state.categories.items():
            counted = replace(category, services=shown[category_id], listed=counts[category_id])
            self._state.categories[category_id] = counted

    async def list_categories(self, *, hidden: bool = False) -> Sequence[Category]:
        """List categories, pinned ones first, then in the panel's order."""
        return [
            category
            for category in sorted(self._state.categories.values(), key=_pin_of)
            if (category.listed if hidden else category.services and not category.shelf.is_hidden)
        ]

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category."""
        return self._state.categories.get(category_id)

    async def list_services(
        self, category_id: int, offset: int, limit: int, *, hidden: bool = False
    ) -> Sequence[Service]:
        """List a page of a category's services, pinned ones first, then in the panel's order."""
        found = [one for one in await self.list_all() if one.category_id == category_id]
        shown = [one for one in found if hidden or not one.shelf.is_hidden]
        return sorted(shown, key=_pin_of)[offset : offset + limit]

    async def list_all(self) -> Sequence[Service]:
        """List every service that the panel lists, in its order."""
        return [service for service in self._state.services.values() if service.gone_at is None]

    async def list_after(self, service_id: int, limit: int) -> Sequence[Service]:
        """List services that the panel lists, in the order of our ids."""
        found = [one for one in await self.list_all() if one.id > service_id]
        return sorted(found, key=lambda one: one.id)[:limit]

    async def get_many(self, service_ids: Collection[int]) -> Mapping[int, Service]:
        """Read services by our ids."""
        return {one: self._state.services[one] for one in service_ids if one in self._state.services}

    async def shelve_service(self, service_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a service."""
        if service_id in self._state.services:
            changed = replace(self._state.services[service_id], shelf=as_stored(shelf))
            self._state.services[service_id] = changed
            self._count()

    async def shelve_category(self, category_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a category."""
        if category_id not in self._state.categories:
            return
        shelf = as_stored(shelf)
        self._state.categories[category_id] = replace(self._state.categories[category_id], shelf=shelf)
        for service in list(self._state.services.values()):
            if service.category_id == category_id:
                self._state.services[service.id] = replace(service, category_shelf=shelf)

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone ones too."""
        return self._state.services.get(service_id)

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone ones too."""
        wanted = plain_text(panel_id)
        return next((service for service in self._state.services.values() if service.row.panel_id == wanted), None)


def _pin_of(one: Service | Category) -> datetime:
    return one.shelf.pinned_at or _NEVER


def _change(before: dict[PanelServiceId, Service], after: Sequence[Service], gone: Sequence[int]) -> CatalogueChange:
    new, former = [], {}
    for service in after:
        known = before.get(service.row.panel_id)
        if known is None or known.gone_at is not None:
            new.append(service.id)
        elif known.row != service.row:
            former[service.id] = known.row
    return CatalogueChange(new=tuple(new), changed=tuple(former), gone=tuple(gone), former=former)
