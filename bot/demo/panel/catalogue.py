"""What the sandbox sells: a believable catalogue, and a generator of huge ones.

The believable one lies in `catalogue.tsv`: a line `# …` opens a category; each other line holds a service's name,
type, rate, min, max and flags (r refill, c cancel, d drip-feed) between tabs. Ids count up from 1.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from bot.domain.service_types import SERVICE_TYPES, Counting


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """A service of the sandbox; `rate` is the text that the panel prints."""

    id: int
    name: str
    type: str
    category: str
    rate: str
    min: int
    max: int
    refill: bool = False
    cancel: bool = False
    dripfeed: bool = False

    @property
    def description(self) -> str:
        """What panels write under a service, one fact a line."""
        refill = "with a refill button" if self.refill else "no refill"
        return f"{self.name}\nStart: 0–1 hour, {refill}.\nPlease do not order twice for one link."

    @property
    def average_time(self) -> str:
        """How long panels say that a thousand takes."""
        minutes = 20 + self.id * 37 % 600
        return f"{minutes // 60} hours {minutes % 60} minutes"


def believable_catalogue() -> tuple[CatalogueRow, ...]:
    """Return the standard catalogue; its first two services are those of the panel's own document."""
    text = resources.files(__package__).joinpath("catalogue.tsv").read_text(encoding="utf-8")
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[CatalogueRow]:
    category, row_id = "", 0
    for line in text.splitlines():
        if line.startswith("# "):
            category = line[2:]
            continue
        row_id += 1
        yield _row(row_id, category, line.split("\t"))


def _row(row_id: int, category: str, cells: list[str]) -> CatalogueRow:
    name, kind, rate, low, high, flags = cells
    return CatalogueRow(
        id=row_id,
        name=name,
        type=kind,
        category=category,
        rate=rate,
        min=int(low),
        max=int(high),
        refill="r" in flags,
        cancel="c" in flags,
        dripfeed="d" in flags,
    )


_PLACES = ("Instagram", "TikTok", "YouTube", "Telegram", "Facebook", "X", "Spotify", "Twitch", "Discord", "Reddit")
_THINGS = ("Followers", "Likes", "Views", "Comments", "Members", "Shares", "Saves", "Plays", "Votes", "Reactions")
_DECORATION = (
    "💎",
    "⚡",
    "🔥",
    "🚀",
    "♻️",
    "🇧🇷",
    "👨‍👩‍👧‍👦",
    "👩🏽‍💻",
    "живые",
    "حقيقي",
    "真实",
    "30 Days Refill",
    "Non Drop",
)
_LONGEST_TAIL = 24
_MOST = 100_000


def make_catalogue(services: int, categories: int, seed: int = 0) -> tuple[CatalogueRow, ...]:
    """Make a catalogue of any size with long emoji names, the same one for the same seed; every type occurs."""
    draw = random.Random(f"catalogue {seed}")  # noqa: S311 - a demo's dice
    names = [f"{_name(draw)} — Category {number}" for number in range(1, categories + 1)]
    return tuple(_made(draw, number, names[(number - 1) * categories // services]) for number in range(1, services + 1))


def _name(draw: random.Random) -> str:
    tail = draw.choices(_DECORATION, k=draw.randint(1, _LONGEST_TAIL))
    return " ".join((draw.choice(_PLACES), draw.choice(_THINGS), *tail))


def _made(draw: random.Random, number: int, category: str) -> CatalogueRow:
    kind = list(SERVICE_TYPES.values())[(number - 1) % len(SERVICE_TYPES)]
    single = kind.counting is Counting.ONE
    return CatalogueRow(
        id=number,
        name=f"{_name(draw)} #{number}",
        type=kind.name,
        category=category,
        rate=f"{draw.randint(1, 99_999) / 1000:.3f}",
        min=1 if single else draw.choice((10, 50, 100)),
        max=1 if single else draw.choice((1_000, 10_000, _MOST)),
        refill=draw.random() < 0.5,  # noqa: PLR2004 - half of them
        cancel=draw.random() < 0.5,  # noqa: PLR2004
        dripfeed=kind.drip_feed,
    )
