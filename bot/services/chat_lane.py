"""What is to be sent to one chat, in order."""

from collections import deque
from dataclasses import dataclass, field

from bot.domain.outbox import Owed, OwedKind

FROM_EVENTS = (OwedKind.NOTICE, OwedKind.CARD)


@dataclass(slots=True)
class ChatLane:
    """Rows of one chat: replies go ahead of what comes from events, each sort in its own order."""

    _replies: deque[Owed] = field(default_factory=deque)
    _events: deque[Owed] = field(default_factory=deque)

    def append(self, row: Owed) -> None:
        """Put a row behind its like."""
        (self._events if row.new.kind in FROM_EVENTS else self._replies).append(row)

    def take(self) -> Owed | None:
        """Take the next row out; None when there is none."""
        rows = self._replies or self._events
        return rows.popleft() if rows else None

    def empty(self) -> list[Owed]:
        """Take all rows out."""
        rows = [*self._replies, *self._events]
        self._replies.clear()
        self._events.clear()
        return rows
