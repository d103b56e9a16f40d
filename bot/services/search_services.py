"""Finds services by words in any order, by ids, and with slips of the finger; best first."""

import asyncio
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.domain.catalogue import Service
from bot.ports import Transaction
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.search_words import words as words_of

# What a word is worth by how it fits, times what its place is worth. A slip is worth up to _SLIP, by likeness.
_EXACT, _PREFIX, _INSIDE, _SLIP = 100, 90, 75, 70
_NAME, _CATEGORY, _TYPE, _DESCRIPTION = 10, 8, 5, 4
_SLIP_CUTOFF = 76.0  # "liks" is 89 from "likes", 75 from "link"; "tiktok" is 31 from "telegram"
_LEAST_INSIDE = 3  # letters; shorter words stand inside too many others
_UNPARTED = "\u2e80"  # from here on are the scripts that put no blanks between words
_FEW = 20  # services; a word that more have was no slip
_MOST_WORDS = 8
_ID_BONUS = 100_000


@dataclass(slots=True)
class SearchIndex:
    """The words of a catalogue and where they stand. Services are kept shortest name first: ties go to the plainest."""

    services: Sequence[Service] = ()
    _places: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # word → position → weight
    _by_panel_id: Mapping[str, int] = field(default_factory=dict)
    _sorted: Sequence[str] = ()
    _joined: str = "\n"  # all words, a line break before and after each
    _letters_only: Sequence[str] = ()

    @classmethod
    def of(cls, services: Sequence[Service]) -> "SearchIndex":
        """Index names, categories, types and descriptions; a word in the name counts most."""
        plainest_first = sorted(services, key=lambda service: len(service.row.name))
        places: dict[str, dict[int, int]] = defaultdict(dict)
        for position, service in enumerate(plainest_first):
            row = service.row
            texts = ((row.description, _DESCRIPTION), (row.type, _TYPE), (row.category, _CATEGORY), (row.name, _NAME))
            for text, weight in texts:  # the weightiest last
                for word in words_of(text):
                    places[word][position] = weight
        known = sorted(places)
        return cls(
            services=plainest_first,
            _places=dict(places),
            _by_panel_id={one.row.panel_id.casefold(): at for at, one in enumerate(plainest_first)},
            _sorted=known,
            _joined="\n".join(["", *known, ""]),
            _letters_only=[word for word in known if len(word) >= _LEAST_INSIDE and word.isalpha()],
        )

    def find(self, query: str) -> Sequence[Service]:
        """Return the services that every word of the query fits, best first."""
        scores = self._score(list(dict.fromkeys(words_of(query)))[:_MOST_WORDS])
        for name in {part.strip("#") for part in (query.strip(), *query.split())}:
            position = self._by_panel_id.get(name.casefold())
            if position is not None:
                scores[position] = scores.get(position, 0) + _ID_BONUS
        ranked = sorted(scores, key=lambda at: (-scores[at], at))
        return [self.services[at] for at in ranked]

    def _score(self, words: Sequence[str]) -> dict[int, int]:
        if not words:
            return {}
        fits = sorted((self._fits(word) for word in words), key=len)
        scores = dict(fits[0])
        for other in fits[1:]:
            scores = {at: score + other[at] for at, score in scores.items() if at in other}
        return scores

    def _fits(self, word: str) -> Mapping[int, int]:
        """Weigh every place where the word, or one close to it, stands."""
        best: dict[int, int] = {}
        for known, worth in self._alike(word):
            _weigh(best, self._places[known], worth)
        if len(best) < _FEW and len(word) >= _LEAST_INSIDE and word.isalpha():
            for known, likeness, _ in process.extract(
                word, self._letters_only, scorer=fuzz.ratio, limit=20, score_cutoff=_SLIP_CUTOFF
            ):
                _weigh(best, self._places[known], int(likeness * _SLIP / 100))
        return best

    def _alike(self, word: str) -> Iterator[tuple[str, int]]:
        if word in self._places:
            yield word, _EXACT
        if len(word) == 1 and word.isascii():
            return
        for at in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[at].startswith(word):
                break
            if self._sorted[at] != word:
                yield self._sorted[at], _PREFIX
        if len(word) >= _LEAST_INSIDE or word >= _UNPARTED:
            yield from ((known, _INSIDE) for known in self._holding(word))

    def _holding(self, word: str) -> Iterator[str]:
        """Find the words that have this one inside."""
        at = self._joined.find(word)
        while at >= 0:
            end = self._joined.index("\n", at)
            start = self._joined.rindex("\n", 0, at) + 1
            yield self._joined[start:end]
            at = self._joined.find(word, end)


def _weigh(best: dict[int, int], places: Mapping[int, int], worth: int) -> None:
    for position, weight in places.items():
        score = worth * weight
        if score > best.get(position, 0):
            best[position] = score


@dataclass(slots=True)
class SearchServices:
    """Searches the stored catalogue; its index is built anew when the catalogue has changed."""

    _version: str | None = None
    _index: SearchIndex = field(default_factory=SearchIndex)

    async def __call__(self, tx: Transaction, query: str) -> Sequence[Service]:
        """Return the services on sale that fit, best first."""
        kept = await tx.memory.recall(CATALOGUE)
        version = kept[0] if kept else None
        if version != self._version:
            # In a thread, for 8,000 services take a fifth of a second, and nobody's chat should stand still for them.
            self._index = await asyncio.to_thread(SearchIndex.of, await tx.catalogue.list_all())
            self._version = version
        return self._index.find(query)
