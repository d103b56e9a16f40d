"""The sandbox's book: every request that it saw, newest kept, the key masked."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

MASK = "••••"
_LONGEST_ANSWER = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request and what became of it; `number` counts all requests from 1."""

    number: int
    at: float  # by the clock that was handed in
    method: str
    action: str
    parameters: Mapping[str, str]
    code: int  # HTTP status; 0: the connection was cut
    answer: str  # as it was or would have been sent
    fault: str = ""
    taken: bool = True  # whether the panel looked at the request at all


class Book:
    """A bounded list of entries."""

    def __init__(self, size: int = 1_000) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._written = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is kept, oldest first."""
        return tuple(self._entries)

    @property
    def written(self) -> int:
        """How many requests there were in all."""
        return self._written

    def since(self, number: int) -> list[Entry]:
        """Return the entries after that number."""
        return [entry for entry in self._entries if entry.number > number]

    def of(self, action: str) -> list[Entry]:
        """Return the entries of an action."""
        return [entry for entry in self._entries if entry.action == action]

    def clear(self) -> None:
        """Forget the entries; the numbers go on."""
        self._entries.clear()

    def write(
        self,
        *,
        at: float,
        method: str,
        parameters: Mapping[str, str],
        code: int,
        answer: str,
        fault: str = "",
        taken: bool = True,
    ) -> None:
        """Note a request."""
        self._written += 1
        masked = {name: MASK if name == "key" else value for name, value in parameters.items()}
        self._entries.append(
            Entry(
                number=self._written,
                at=at,
                method=method,
                action=parameters.get("action", ""),
                parameters=masked,
                code=code,
                answer=_shortened(answer),
                fault=fault,
                taken=taken,
            )
        )


def _shortened(answer: str) -> str:
    return answer if len(answer) <= _LONGEST_ANSWER else answer[:_LONGEST_ANSWER] + "…"
