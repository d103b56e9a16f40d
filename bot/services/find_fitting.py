"""Finds what fits a link: the categories, and the services in one, the best first."""

import asyncio
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.catalogue import Category, Service
from bot.domain.links import Link
from bot.domain.service_aim import ServiceAim, aim_of, fit
from bot.ports import Store, Transaction
from bot.services.refresh_catalogue import CATALOGUE

_AT_ONCE = 500  # services


@dataclass(slots=True)
class _Listed:
    """A category's services in the order in which users see them, and by number what each is for."""

    ids: "array[int]" = field(default_factory=lambda: array("q"))
    aims: "array[int]" = field(default_factory=lambda: array("I"))
    counts: Counter[int] = field(default_factory=Counter)  # how many are for the same


@dataclass(slots=True)
class FitIndex:
    """What the services on sale are for. There are few different aims, so each is kept and weighed once."""

    _numbers: dict[ServiceAim, int] = field(default_factory=dict)  # in their order
    _listed: defaultdict[int, _Listed] = field(default_factory=lambda: defaultdict(_Listed))  # by category

    def add(self, services: Sequence[Service]) -> None:
        """Read what services are for; they come in the order in which users see them."""
        for service in services:
            listed = self._listed[service.category_id]
            aim = self._numbers.setdefault(aim_of(service), len(self._numbers))
            listed.ids.append(service.id)
            listed.aims.append(aim)
            listed.counts[aim] += 1

    def count(self, category_id: int) -> int:
        """Count a category's services; 0 of one that was not on sale."""
        return len(self._listed[category_id].ids) if category_id in self._listed else 0

    def weigh(self, link: Link) -> Mapping[int, float]:
        """Weigh categories by how well their services fit on the average; 0 where none is of the link's platform."""
        fits = self._fits(link)
        return {
            category_id: sum(fits[aim] * count for aim, count in listed.counts.items()) / len(listed.ids)
            for category_id, listed in self._listed.items()
        }

    def order(self, category_id: int, link: Link) -> Sequence[int]:
        """List a category's services, the best fitting first, and as users see them elsewhere where they fit alike."""
        if category_id not in self._listed:
            return ()
        fits, listed = self._fits(link), self._listed[category_id]
        places = sorted(range(len(listed.ids)), key=lambda place: -fits[listed.aims[place]])
        return [listed.ids[place] for place in places]

    def _fits(self, link: Link) -> Sequence[int]:
        return [int(fit(link, aim)) for aim in self._numbers]


@dataclass(frozen=True, slots=True)
class Fitting:
    """The categories with something on sale: those that fit a link, best first, and all others."""

    fitting: Sequence[Category]
    others: Sequence[Category]

    @property
    def all(self) -> Sequence[Category]:
        """All of them in order."""
        return [*self.fitting, *self.others]


@dataclass(slots=True)
class FindFitting:
    """Looks into the stored catalogue by an index, which a loop builds anew when the catalogue has changed.

    Meanwhile the former index goes on; what it names is read from the store as it is now.
    """

    _version: str | None = None
    _index: FitIndex | None = None
    _building: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def categories(self, tx: Transaction, link: Link) -> Fitting:
        """Part the categories by whether something in them fits, and put the best first."""
        weights = (await self._current(tx)).weigh(link)
        listed = await tx.catalogue.list_categories()
        fitting = [category for category in listed if weights.get(category.id)]
        best_first = sorted(fitting, key=lambda category: -weights[category.id])
        return Fitting(best_first, [category for category in listed if not weights.get(category.id)])

    async def best(self, tx: Transaction, link: Link) -> Category | None:
        """Find the category that `categories` puts first; None when nothing fits."""
        weights = (await self._current(tx)).weigh(link)
        for category_id in sorted((one for one in weights if weights[one]), key=lambda one: -weights[one]):
            category = await tx.catalogue.find_category(category_id)
            if category is not None and category.services and not category.shelf.is_hidden:
                return category
        return None

    async def count(self, tx: Transaction, category: Category) -> int:
        """Count the services of a category that `services` goes through."""
        if category.shelf.is_hidden or not category.services:
            return 0
        return (await self._current(tx)).count(category.id) or category.services

    async def services(
        self, tx: Transaction, link: Link, category_id: int, offset: int, limit: int
    ) -> Sequence[Service]:
        """List a page of a category's services on sale, the best fitting first.

        A category that the index does not know yet is listed as it is elsewhere.
        """
        index = await self._current(tx)
        if not index.count(category_id):
            return await tx.catalogue.list_services(category_id, offset, limit)
        wanted = index.order(category_id, link)[offset : offset + limit]
        found = await tx.catalogue.get_many(wanted)
        return [found[one] for one in wanted if one in found and found[one].is_on_sale]

    async def keep_fresh(self, store: Store) -> bool:
        """Build the index before somebody waits for it; there is never more to do at once."""
        async with store.snapshot() as tx, self._building:
            if self._index is None or self._version != await _version(tx):
                await self._build(tx)
        return False

    async def _current(self, tx: Transaction) -> FitIndex:
        return self._index or await self._first(tx)

    async def _first(self, tx: Transaction) -> FitIndex:
        async with self._building:  # whoever comes second waits for the same one
            return self._index or await self._build(tx)

    async def _build(self, tx: Transaction) -> FitIndex:
        """Go through the lists that users see, in a thread, part by part: no chat should stand still for it."""
        version, index = await _version(tx), FitIndex()
        for category in await tx.catalogue.list_categories():
            for offset in range(0, category.services, _AT_ONCE):
                part = await tx.catalogue.list_services(category.id, offset, _AT_ONCE)
                await asyncio.to_thread(index.add, part)
        self._index, self._version = index, version
        return index


async def _version(tx: Transaction) -> str | None:
    kept = await tx.memory.peek(CATALOGUE)
    return kept[0] if kept else None
