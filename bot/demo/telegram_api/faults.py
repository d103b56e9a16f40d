"""Trouble by switch, as Telegram and the way to it make it."""

import random
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong with a call."""

    TOO_MANY = "too_many"  # 429 with retry_after
    BAD_GATEWAY = "bad_gateway"  # 502 with HTML
    INTERNAL = "internal"  # 500 in Telegram's JSON
    DROP_BEFORE = "drop_before"  # the connection is cut and nothing was done
    DROP_AFTER = "drop_after"  # it was done, and the connection is cut before the answer
    SLOW = "slow"  # `seconds` pass before the call is taken


@dataclass(slots=True, kw_only=True)
class Fault:
    """A rule: which calls it hits and how often.

    `method` None hits every method but getUpdates; `times` None goes on until it is taken off.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    retry_after: int = 1
    seconds: float = 0.0
    probability: float = 1.0

    def hits(self, method: str, chat_id: int | None) -> bool:
        """Say whether the rule is about this call."""
        if self.times == 0 or (self.chat_id is not None and self.chat_id != chat_id):
            return False
        if self.method is None:
            return method.lower() != "getupdates"
        return self.method.lower() == method.lower()


@dataclass(slots=True)
class Faults:
    """The rules in force."""

    chance: random.Random = field(default_factory=random.Random)
    rules: list[Fault] = field(default_factory=list)

    def add(self, kind: FaultKind | str, **rule: Any) -> Fault:
        """Put a rule in force; the keywords are those of Fault."""
        fault = Fault(kind=FaultKind(kind), **rule)
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        """Take all rules off."""
        self.rules.clear()

    def delay_seconds(self, method: str, chat_id: int | None) -> float:
        """Return how long a call is to be held up, and count it."""
        slow = [fault for fault in self.rules if fault.kind is FaultKind.SLOW]
        return sum(fault.seconds for fault in slow if self._strikes(fault, method, chat_id))

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the first other rule that hits a call, and count it."""
        others = (fault for fault in self.rules if fault.kind is not FaultKind.SLOW)
        return next((fault for fault in others if self._strikes(fault, method, chat_id)), None)

    def _strikes(self, fault: Fault, method: str, chat_id: int | None) -> bool:
        if not fault.hits(method, chat_id) or self.chance.random() >= fault.probability:
            return False
        if fault.times is not None:
            fault.times -= 1
        return True

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rules that can still hit."""
        return [asdict(fault) for fault in self.rules if fault.times != 0]
