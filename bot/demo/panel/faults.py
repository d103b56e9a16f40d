"""Trouble on the way, as switches: what happens to a request instead of a plain answer."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong. Of what comes after the panel did its work the order is taken, see `TAKES`."""

    SLOW = "slow"  # did it, answers after `seconds`
    SLOW_BEFORE = "slow_before"  # waits `seconds`, then does it
    CUT_BEFORE = "cut_before"  # the connection is closed, nothing was done
    CUT_AFTER = "cut_after"  # did it, then closed the connection without a word
    CUT_HALF = "cut_half"  # did it, and half of the answer arrives
    HTML = "html"  # a page "Just a moment…"
    EMPTY = "empty"
    NULL = "null"
    STRING = "string"  # a bare JSON string
    BROKEN_JSON = "broken_json"  # did it, and the answer stops in the middle, politely
    SERVER_ERROR = "server_error"
    TOO_MANY = "too_many"  # 429, with Retry-After when `retry_after` is set
    RATE_TEXT = "rate_text"  # the limit told as an error with 200
    REDIRECT = "redirect"  # to the same panel at /www/api/v2

    @property
    def waits_first(self) -> bool:
        """Whether the panel waits before it does its work."""
        return self is FaultKind.SLOW_BEFORE

    @property
    def waits_after(self) -> bool:
        """Whether it waits between its work and what it then sends, if anything."""
        return self is not FaultKind.SLOW_BEFORE


TAKES = frozenset(
    {FaultKind.SLOW, FaultKind.SLOW_BEFORE, FaultKind.CUT_AFTER, FaultKind.CUT_HALF, FaultKind.BROKEN_JSON},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One trouble, for the next `times` requests of an action; None: until it is cleared."""

    kind: FaultKind
    action: str = "*"
    times: int | None = None
    seconds: float = 0.0  # to wait; not only for SLOW: a cut can come late too
    code: int = 0  # the HTTP status, where one makes sense; 0 is the usual one
    retry_after: str = ""
    taken: bool | None = None  # whether the panel does its work all the same; None: as usual for the kind
    probability: float = 1.0  # with which it strikes a request that it fits

    @property
    def does_the_work(self) -> bool:
        """Whether the request takes effect."""
        return self.kind in TAKES if self.taken is None else self.taken


class Faults:
    """The troubles that are switched on; the first that fits a request strikes, if `chance` lets it."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self.chance = chance or random.Random()  # noqa: S311 - a demo's dice
        self._faults: list[Fault] = []

    @property
    def active(self) -> tuple[Fault, ...]:
        """What is switched on, in order."""
        return tuple(self._faults)

    def add(self, fault: Fault) -> None:
        """Switch a trouble on, behind the others."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Switch everything off."""
        self._faults.clear()

    def take(self, action: str) -> Fault | None:
        """Return the trouble that strikes a request of this action, and count it."""
        for place, fault in enumerate(self._faults):
            if fault.action in ("*", action) and self.chance.random() < fault.probability:
                self._count(place, fault)
                return fault
        return None

    def _count(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[place] = replace(fault, times=fault.times - 1)
        else:
            del self._faults[place]


def read_fault(wish: Mapping[str, Any]) -> Fault:
    """Read a trouble from JSON, e.g. `{"kind": "slow", "action": "add", "times": 1, "seconds": 5}`.

    Raises: ValueError naming what is wrong.
    """
    known = {field.name for field in fields(Fault)}
    if unknown := sorted(set(wish) - known):
        raise ValueError(f"a fault has no {', '.join(unknown)}")
    if "kind" not in wish:
        raise ValueError("a fault needs a kind")
    times = wish.get("times")
    taken = wish.get("taken")
    return Fault(
        kind=FaultKind(str(wish["kind"])),
        action=str(wish.get("action", "*")),
        times=None if times is None else int(times),
        seconds=float(wish.get("seconds", 0)),
        code=int(wish.get("code", 0)),
        retry_after=str(wish.get("retry_after", "")),
        taken=None if taken is None else bool(taken),
        probability=float(wish.get("probability", 1)),
    )


def write_fault(fault: Fault) -> dict[str, Any]:
    """Turn a trouble into JSON."""
    return asdict(fault)
