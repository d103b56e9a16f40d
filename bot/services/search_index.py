"""The words of a catalogue and where they stand, held so that ten thousand services take little room and time.

Services are known by their place in the order in which they were added; ties go to the plainer name.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from rapidfuzz import fuzz, process

from bot.domain.catalogue import Service
from bot.services.search_synonyms import CHEAP, FILLERS, MEANINGS
from bot.services.search_words import count_in, count_words, singular_or_plural, words

# What a word is worth by how it fits, times what its place is worth. A slip is worth up to _SLIP, by likeness.
_EXACT, _FORM, _MEANING, _PREFIX, _INSIDE, _SLIP = 100, 98, 96, 84, 60, 70
# A name begins with what a service is, and goes on with how; a category that says the same makes it surer.
_NAME, _LATEST, _SURER = 20, 3, 4
_CATEGORY, _TYPE, _DESCRIPTION, _WITHIN_LIMITS = 13, 8, 5, 2
_BITS = 5  # of a weight, in a number that has its place above them
_WEIGHT = (1 << _BITS) - 1
_SLIP_CUTOFF = 76.0  # "liks" is 89 from "likes", 75 from "link"; "tiktok" is 31 from "telegram"
_LEAST_INSIDE = 3  # letters; shorter words stand inside too many others
_UNPARTED = "\u2e80"  # from here on are the scripts that put no blanks between words
_FEW = 20  # services; a word that more have was no slip
_MOST_WORDS, _MOST_SLIPS, _MOST_ALIKE = 8, 3, 200
_MOST_DESCRIPTION = 300  # characters: what a service is stands at the beginning
_ID_BONUS = 100_000
# Scores of a word that stands in the description alone. Where a page is full of services that are called by what is
# looked for, those that merely speak of more of it are no matter.
_MERELY_DESCRIBED = range(_INSIDE * _DESCRIPTION, _EXACT * _DESCRIPTION + 1)
_ENOUGH = 8
_STRONG = 0.8  # of the best score; what is below fits by the way


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a query finds: places, best first; the first `strong` of them fit about as well as the best."""

    places: Sequence[int] = ()
    strong: int = 0
    by_price: bool = False  # the query itself wishes for a low price
    unknown: Sequence[str] = ()  # words that stand nowhere, and were passed over


@dataclass(slots=True)
class IndexBuilder:
    """Puts an index together, part by part: a whole catalogue at once would take more memory than its index."""

    _ids: "array[int]" = field(default_factory=lambda: array("q"))
    _lengths: "array[int]" = field(default_factory=lambda: array("I"))
    _rates: list[Decimal] = field(default_factory=list)
    _least: "array[int]" = field(default_factory=lambda: array("q"))
    _most: "array[int]" = field(default_factory=lambda: array("q"))
    _by_panel_id: dict[str, int] = field(default_factory=dict)
    _places: "defaultdict[str, array[int]]" = field(default_factory=lambda: defaultdict(lambda: array("I")))
    _main: set[str] = field(default_factory=set)  # words that stand elsewhere than in descriptions

    def add(self, services: Sequence[Service]) -> None:
        """Index names (our own and the panel's), categories, types and descriptions."""
        for service in services:
            place, row = len(self._ids), service.row
            for word, weight in _weights(service).items():
                self._places[word].append(place << _BITS | weight)
                if weight > _DESCRIPTION:
                    self._main.add(word)
            self._ids.append(service.id)
            self._lengths.append(len(service.title))
            self._rates.append(row.rate)
            self._least.append(row.minimum)
            self._most.append(row.maximum)
            self._by_panel_id[row.panel_id.casefold()] = place

    def build(self) -> "SearchIndex":
        """Return the index of all that was added."""
        known = sorted(self._places)
        rates = {rate: rank for rank, rate in enumerate(sorted(set(self._rates)))}
        return SearchIndex(
            ids=self._ids,
            price_ranks=array("I", (rates[rate] for rate in self._rates)),
            _lengths=self._lengths,
            _least=self._least,
            _most=self._most,
            _places=dict(self._places),
            _by_panel_id=self._by_panel_id,
            _sorted=known,
            _joined="\n".join(["", *known, ""]),
            _slippery=sorted(word for word in self._main if len(word) >= _LEAST_INSIDE and word.isalpha()),
        )


@dataclass(slots=True)
class SearchIndex:
    """An index of services, those that users may not see included."""

    ids: Sequence[int] = ()
    price_ranks: Sequence[int] = ()  # by place: the cheaper the smaller
    _lengths: Sequence[int] = ()  # of names
    _least: Sequence[int] = ()
    _most: Sequence[int] = ()
    _places: Mapping[str, Sequence[int]] = field(default_factory=dict)  # word → places with their weights
    _by_panel_id: Mapping[str, int] = field(default_factory=dict)
    _sorted: Sequence[str] = ()
    _joined: str = "\n"  # all words, a line break before and after each
    _slippery: Sequence[str] = ()  # what somebody may have meant

    @classmethod
    def of(cls, services: Sequence[Service]) -> "SearchIndex":
        """Index services, all at once."""
        builder = IndexBuilder()
        builder.add(services)
        return builder.build()

    def find(self, query: str) -> Ranked:
        """Find what every known word of the query fits, best first."""
        asked = list(dict.fromkeys(words(query)))[:_MOST_WORDS]
        scores, unknown = self._score(asked)
        best = max(scores.values(), default=0)
        strong = sum(score >= _STRONG * best for score in scores.values())
        for name in {part.strip("#") for part in (query.strip(), *query.split())}:
            place = self._by_panel_id.get(name.casefold())
            if place is not None:
                scores[place] = scores.get(place, 0) + _ID_BONUS
                unknown = [word for word in unknown if word not in words(name)]
        ranked = array("I", sorted(scores, key=lambda at: (-scores[at], self._lengths[at], at)))
        return Ranked(ranked, strong, by_price=not CHEAP.isdisjoint(asked), unknown=unknown if scores else ())

    def _score(self, asked: Sequence[str]) -> tuple[dict[int, int], Sequence[str]]:
        needed = [word for word in asked if word not in CHEAP and word not in FILLERS]
        extra = [word for word in asked if word not in needed] if needed else []
        fits, unknown, slips = [], [], _MOST_SLIPS
        for word in needed or asked:
            found = self._alike_places(word)
            if len(found) < _FEW and slips and len(word) >= _LEAST_INSIDE and word.isalpha():
                slips -= 1
                self._weigh_slips(found, word)
            if not found:
                unknown.append(word)
            fits.append(found)
        self._weigh_counts(needed, fits, unknown)
        scores = _sum_of_all(sorted((found for found in fits if found), key=len))
        scores = _called_so(scores, [found for found in fits if found])
        for word in extra:
            for place, score in self._alike_places(word).items():
                if place in scores:
                    scores[place] += score // 4
        return scores, unknown

    def _alike_places(self, word: str) -> dict[int, int]:
        """Weigh every place where the word, or one that means or begins the same, stands."""
        best: dict[int, int] = {}
        for known, worth in self._alike(word):
            _weigh(best, self._places[known], worth)
        return best

    def _weigh_slips(self, best: dict[int, int], word: str) -> None:
        close = process.extract(word, self._slippery, scorer=fuzz.ratio, limit=20, score_cutoff=_SLIP_CUTOFF)
        for known, likeness, _ in close:
            _weigh(best, self._places[known], int(likeness * _SLIP / 100))

    def _weigh_counts(self, needed: Sequence[str], fits: list[dict[int, int]], unknown: list[str]) -> None:
        """Take a number beside other words as a quantity that is wanted, too: fitting is what takes so many."""
        if len(needed) - len(unknown) < 1 or len(needed) == 1:
            return
        for word, found in zip(needed, fits, strict=True):
            number = count_in(word)
            if number is None:
                continue
            for place, (least, most) in enumerate(zip(self._least, self._most, strict=True)):
                if least <= number <= most and place not in found:
                    found[place] = _EXACT * _WITHIN_LIMITS
            if found and word in unknown:
                unknown.remove(word)

    def _alike(self, word: str) -> Iterator[tuple[str, int]]:
        given = dict.fromkeys([word], _EXACT)
        for other in singular_or_plural(word):
            given.setdefault(other, _FORM)
        number = count_in(word)
        for other in count_words(number) if number is not None else ():
            given.setdefault(other, _FORM)
        for one in list(given):
            for other in MEANINGS.get(one, ()):
                given.setdefault(other, _MEANING)
        yield from ((one, worth) for one, worth in given.items() if one in self._places)
        if len(word) == 1 and word < _UNPARTED and word.isalnum():
            return
        yield from ((one, _PREFIX) for one in islice(self._beginning(word), _MOST_ALIKE) if one not in given)
        if (len(word) >= _LEAST_INSIDE and not word.isdigit()) or word >= _UNPARTED:
            yield from ((one, _INSIDE) for one in islice(self._holding(word), _MOST_ALIKE))

    def _beginning(self, word: str) -> Iterator[str]:
        for at in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[at].startswith(word):
                break
            yield self._sorted[at]

    def _holding(self, word: str) -> Iterator[str]:
        """Find the words that have this one inside."""
        at = self._joined.find(word)
        while at >= 0:
            end = self._joined.index("\n", at)
            start = self._joined.rindex("\n", 0, at) + 1
            yield self._joined[start:end]
            at = self._joined.find(word, end)


def _weights(service: Service) -> dict[str, int]:
    """Weigh the words of a service by where they stand."""
    row = service.row
    weights = dict.fromkeys(words(row.description[:_MOST_DESCRIPTION]), _DESCRIPTION)
    weights |= dict.fromkeys(words(row.type), _TYPE)
    category = words(f"{row.category} {service.category_shelf.alias or ''}")
    weights |= dict.fromkeys(category, _CATEGORY)
    surer = frozenset(category)
    for name in dict.fromkeys((row.name, service.title)):
        found = words(name)
        said = [word for word in found if word.isalnum()]
        weights |= dict.fromkeys(found, _NAME - _LATEST)  # signs, mostly
        for at, word in reversed(list(enumerate(said))):
            weights[word] = _NAME - min(at, _LATEST) + (_SURER if word in surer else 0)
    return weights


def _sum_of_all(fits: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """Add up the scores of the places that are in each."""
    if not fits:
        return {}
    scores = dict(fits[0])
    for other in fits[1:]:
        scores = {at: score + other[at] for at, score in scores.items() if at in other}
    return scores


def _called_so(scores: dict[int, int], fits: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """Leave out what merely speaks of more of the words than what would fill a page."""
    spoken = {at: sum(found[at] in _MERELY_DESCRIBED for found in fits) for at in scores}
    counts = Counter(spoken.values())
    enough, most = 0, 0
    for most in sorted(counts):
        enough += counts[most]
        if enough >= _ENOUGH:
            break
    return {at: score for at, score in scores.items() if spoken[at] <= most}


def _weigh(best: dict[int, int], places: Sequence[int], worth: int) -> None:
    for coded in places:
        place, score = coded >> _BITS, worth * (coded & _WEIGHT)
        if score > best.get(place, 0):
            best[place] = score
