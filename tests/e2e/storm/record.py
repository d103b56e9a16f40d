"""What is noted while the storm goes on: for the checks afterwards, and for the figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Confirm:
    """Somebody's press on the Confirm of a summary as it stood; `event` is the last event before it."""

    user: int
    link: str
    token: str
    event: int


@dataclass(frozen=True, slots=True)
class Kill:
    """What a kill -9 found: the states it hit, and how each order stood that had left `queued`."""

    hit: frozenset[str]
    stood: Mapping[int, tuple[str, str | None]]  # order → state, panel's id


@dataclass(slots=True)
class Record:
    """The storm's own book."""

    confirms: list[Confirm] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    typed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))  # ids that somebody wrote
    blocked: set[int] = field(default_factory=set)  # whoever blocked the bot, be it for a while
    returned: dict[int, int] = field(default_factory=dict)  # … and came back: the last event before
    ended: dict[int, int] = field(default_factory=dict)  # panel's order → the last event before it became final
    complaints: list[str] = field(default_factory=list)  # what was wrong already while the storm went on

    def hits(self) -> Counter[str]:
        """Count the kills by the states they hit."""
        return Counter(state for kill in self.kills for state in kill.hit)
