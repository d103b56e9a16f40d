"""Finds what fits a link: the categories, and the services in one, the best first."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.catalogue import Category, Service
from bot.domain.links import Link
from bot.domain.service_aim import ServiceAim, aim_of, fit
from bot.ports import Transaction
from bot.services.refresh_catalogue import CATALOGUE


@dataclass(slots=True)
class FitIndex:
    """What the services of each category are for, in the panel's order. The same aim is kept once for all of them."""

    aims: Mapping[int, Sequence[tuple[int, ServiceAim]]] = field(default_factory=dict)  # by category: service, aim
    counts: Mapping[int, Mapping[ServiceAim, int]] = field(default_factory=dict)  # by category

    @classmethod
    def of(cls, services: Sequence[Service]) -> "FitIndex":
        """Read what each service is for."""
        known: dict[ServiceAim, ServiceAim] = {}
        aims: dict[int, list[tuple[int, ServiceAim]]] = defaultdict(list)
        for service in services:
            aim = aim_of(service)
            aims[service.category_id].append((service.id, known.setdefault(aim, aim)))
        counts = {category_id: Counter(aim for _, aim in found) for category_id, found in aims.items()}
        return cls(dict(aims), counts)

    def weigh(self, category_id: int, link: Link) -> float:
        """Weigh a category by how well its services fit on the average; 0 where none is of the link's platform."""
        counts = self.counts.get(category_id, {})
        total = sum(counts.values())
        return sum(fit(link, aim) * count for aim, count in counts.items()) / total if total else 0

    def order(self, category_id: int, link: Link) -> list[int]:
        """List a category's services, the best fitting first, and as the panel has them where they fit alike."""
        found = self.aims.get(category_id, ())
        return [service_id for service_id, aim in sorted(found, key=lambda one: -fit(link, one[1]))]


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
    """Looks into the stored catalogue; its index is built anew when the catalogue has changed."""

    _version: str | None = ""  # no version's name
    _index: FitIndex = field(default_factory=FitIndex)

    async def categories(self, tx: Transaction, link: Link) -> Fitting:
        """Part the categories by whether something in them fits, and put the best first."""
        index = await self._current(tx)
        weighed = [(index.weigh(category.id, link), category) for category in await tx.catalogue.list_categories()]
        best_first = sorted((pair for pair in weighed if pair[0]), key=lambda pair: -pair[0])
        return Fitting([category for _, category in best_first], [one for weight, one in weighed if not weight])

    async def services(
        self, tx: Transaction, link: Link, category_id: int, offset: int, limit: int
    ) -> Sequence[Service]:
        """List a page of a category's services, the best fitting first."""
        wanted = (await self._current(tx)).order(category_id, link)[offset : offset + limit]
        found = [await tx.catalogue.find(service_id) for service_id in wanted]
        return [service for service in found if service is not None and service.gone_at is None]

    async def _current(self, tx: Transaction) -> FitIndex:
        kept = await tx.memory.recall(CATALOGUE)
        version = kept[0] if kept else None
        if version != self._version:
            # In a thread, as for the search: nobody's chat should stand still for a large catalogue.
            self._index = await asyncio.to_thread(FitIndex.of, await tx.catalogue.list_all())
            self._version = version
        return self._index
