"""Finds services by words in any order, by ids, and with slips of the finger; best first."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.domain.catalogue import Service
from bot.ports import Transaction
from bot.services.refresh_catalogue import CATALOGUE

_WORD = re.compile(r"\w+")
_EXACT, _PREFIX, _INSIDE = 100.0, 90.0, 75.0
_SLIP_CUTOFF = 70.0  # "liks" is 89 from "likes"; "tiktok" is 31 from "telegram"
_SLIP_WORTH = 0.7
_LEAST_INSIDE = 3  # letters; shorter words stand inside too many others
_MOST_WORDS = 12
_ID_BONUS = 1000.0


@dataclass(slots=True)
class SearchIndex:
    """The words of a catalogue and where they stand."""

    services: Sequence[Service]
    places: dict[str, dict[int, float]] = field(default_factory=dict)  # word → position → weight
    by_panel_id: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, services: Sequence[Service]) -> "SearchIndex":
        """Index names, categories, types and descriptions; a word in the name counts most."""
        places: dict[str, dict[int, float]] = defaultdict(dict)
        for position, service in enumerate(services):
            row = service.row
            for text, weight in ((row.description, 0.4), (row.type, 0.5), (row.category, 0.8), (row.name, 1.0)):
                for word in _words(text):
                    places[word][position] = max(weight, places[word].get(position, 0.0))
        return cls(services, dict(places), {s.row.panel_id.casefold(): at for at, s in enumerate(services)})

    def find(self, query: str) -> Sequence[Service]:
        """Return the services that every word of the query fits, best first."""
        words = _words(query)[:_MOST_WORDS]
        if not words:
            return ()
        scores = self._score(words)
        for name in {*words, query.strip().lstrip("#").casefold()}:
            if (position := self.by_panel_id.get(name)) is not None:
                scores[position] = scores.get(position, 0.0) + _ID_BONUS
        ranked = sorted(scores, key=lambda at: (-round(scores[at], 3), len(self.services[at].row.name), at))
        return [self.services[at] for at in ranked]

    def _score(self, words: Sequence[str]) -> dict[int, float]:
        total: dict[int, float] | None = None
        for word in words:
            fits = self._fits(word)
            total = fits if total is None else {at: total[at] + fits[at] for at in total.keys() & fits.keys()}
        return total or {}

    def _fits(self, word: str) -> dict[int, float]:
        """Weigh every place where the word, or one close to it, stands."""
        best: dict[int, float] = {}
        for known, score in self._alike(word):
            for position, weight in self.places[known].items():
                best[position] = max(best.get(position, 0.0), score * weight)
        return best

    def _alike(self, word: str) -> Iterable[tuple[str, float]]:
        for known in self.places:
            if known == word:
                yield known, _EXACT
            elif known.startswith(word):
                yield known, _PREFIX
            elif len(word) >= _LEAST_INSIDE and word in known:
                yield known, _INSIDE
        if len(word) >= _LEAST_INSIDE:
            slips = process.extract(word, self.places.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=_SLIP_CUTOFF)
            yield from ((known, score * _SLIP_WORTH) for known, score, _ in slips)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@dataclass(slots=True)
class SearchServices:
    """Searches the stored catalogue; its index is built anew when the catalogue has changed."""

    _version: str | None = None
    _index: SearchIndex = field(default_factory=lambda: SearchIndex(()))

    async def __call__(self, tx: Transaction, query: str) -> Sequence[Service]:
        """Return the services on sale that fit, best first."""
        kept = await tx.memory.recall(CATALOGUE)
        version = kept[0] if kept else None
        if version != self._version:
            self._index = SearchIndex.of(await tx.catalogue.list_all())
            self._version = version
        return self._index.find(query)
