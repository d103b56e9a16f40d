"""Finds services by words in any order, by ids, and with slips of the finger; best or cheapest first, in pages."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.catalogue import Service
from bot.ports import Store, Transaction
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.search_index import IndexBuilder, Ranked, SearchIndex

_AT_ONCE = 500  # services
_KEPT = 64  # queries whose places are remembered, for whoever turns pages


class Trait(StrEnum):
    """What a service can be asked to allow; a letter in the buttons' data."""

    REFILL = "r"
    CANCEL = "c"
    DRIP_FEED = "d"


@dataclass(frozen=True, slots=True)
class SearchWish:
    """How somebody wants to see what is found.

    A service of which the panel does not say whether it allows something may: only a plain no is left out.
    """

    traits: frozenset[Trait] = frozenset()
    by_price: bool | None = None  # None: as the words wish


PLAIN = SearchWish()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found: services as they are in the catalogue now."""

    services: Sequence[Service] = ()
    total: int = 0
    unknown: Sequence[str] = ()  # words that stand nowhere, and were passed over
    by_price: bool = False


@dataclass(slots=True)
class _Catalogue:
    """An index, and what is asked of a service when a list is narrowed, by place."""

    index: SearchIndex = field(default_factory=SearchIndex)
    hidden: bytearray = field(default_factory=bytearray)
    allowed: dict[Trait, bytearray] = field(default_factory=lambda: {trait: bytearray() for trait in Trait})
    found: dict[str, Ranked] = field(default_factory=dict)

    def add(self, services: Sequence[Service]) -> None:
        """Note what is asked of services, in the order in which they are indexed."""
        self.hidden.extend(one.is_hidden for one in services)
        for trait, asks in _ASKS.items():
            self.allowed[trait].extend(asks(one) for one in services)

    def find(self, query: str) -> Ranked:
        known = self.found.get(query)
        if known is None:
            if len(self.found) >= _KEPT:
                self.found.clear()
            known = self.found[query] = self.index.find(query)
        return known

    def narrowed(self, ranked: Ranked, wish: SearchWish, *, hidden: bool) -> Sequence[int]:
        """Leave out what is not wanted; order by price what fits about as well as the best, and the rest after it."""
        places = ranked.places if hidden else [at for at in ranked.places if not self.hidden[at]]
        for trait in wish.traits:
            places = [at for at in places if self.allowed[trait][at]]
        if not _is_by_price(ranked, wish):
            return places
        strong = set(ranked.places[: ranked.strong])
        ranks = self.index.price_ranks
        return sorted(places, key=lambda at: (at not in strong, ranks[at]))


def _is_by_price(ranked: Ranked, wish: SearchWish) -> bool:
    return ranked.by_price if wish.by_price is None else wish.by_price


_ASKS: dict[Trait, Callable[[Service], bool]] = {
    Trait.REFILL: lambda service: service.row.refill is not False,
    Trait.CANCEL: lambda service: service.row.cancel is not False,
    Trait.DRIP_FEED: lambda service: service.offers_drip_feed,
}


@dataclass(slots=True)
class SearchServices:
    """Searches the stored catalogue; its index is built anew when the catalogue has changed."""

    _version: str | None = None
    _catalogue: _Catalogue = field(default_factory=_Catalogue)
    _building: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(
        self,
        tx: Transaction,
        query: str,
        wish: SearchWish = PLAIN,
        *,
        offset: int = 0,
        limit: int = 8,
        hidden: bool = False,
    ) -> SearchPage:
        """Return a page of the services that fit; with `hidden`, those that users may not see too."""
        # While it is built anew the former index goes on: what it names is read from the store as it is now.
        if self._version is None or not self._building.locked():
            await self.refresh(tx)
        catalogue = self._catalogue
        ranked = catalogue.find(query)
        places = catalogue.narrowed(ranked, wish, hidden=hidden)
        ids = [catalogue.index.ids[at] for at in places[offset : offset + limit]]
        found = await tx.catalogue.get_many(ids)
        services = {one.id: one for one in found.values() if one.is_on_sale or (hidden and one.gone_at is None)}
        return SearchPage(
            services=[services[service_id] for service_id in ids if service_id in services],
            total=len(places),
            unknown=ranked.unknown,
            by_price=_is_by_price(ranked, wish),
        )

    async def keep_fresh(self, store: Store) -> bool:
        """Build the index before somebody waits for it; there is never more to do at once."""
        async with store.snapshot() as tx:
            await self.refresh(tx)
        return False

    async def refresh(self, tx: Transaction) -> None:
        """Build the index anew when the catalogue has changed since."""
        kept = await tx.memory.peek(CATALOGUE)
        version = kept[0] if kept else None
        async with self._building:
            if version != self._version:
                self._catalogue = await _read(tx)
                self._version = version


async def _read(tx: Transaction) -> _Catalogue:
    """Index what the panel lists, in a thread, part by part: no chat should stand still for it."""
    catalogue, builder, last = _Catalogue(), IndexBuilder(), 0
    while part := await tx.catalogue.list_after(last, _AT_ONCE):
        catalogue.add(part)
        await asyncio.to_thread(builder.add, part)
        last = part[-1].id
    catalogue.index = await asyncio.to_thread(builder.build)
    return catalogue
