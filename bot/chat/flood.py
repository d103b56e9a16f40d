"""Floods: more from one person within seconds than anybody types or taps.

A flood is told of once. Nothing of it is dropped: each update waits its turn behind its like, and other people's go
first. What is old when it comes was sent while the bot was away, and is no flood.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.inbox import StoredUpdate

SPAN = timedelta(seconds=10)
MOST_WAITING = 60  # of one person's, sent within the span and not handled yet
MOST_SENT = 150  # of one person's within the span, however fast they were handled
_LAST_FEW = 5
_OVER = timedelta(seconds=60)  # without a flood: what comes then is another one
_FRESH = timedelta(seconds=15)
_LAST_DATE = 2**32  # in Unix seconds: what comes after is no moment that Telegram tells
_REMEMBERED = 1000  # people, before all is forgotten


@dataclass(slots=True)
class Floods:
    """Knows who floods, and who is still to be told. It is kept in memory alone: a word more does no harm."""

    _sent: dict[int, deque[datetime]] = field(default_factory=dict)  # person → when they sent their last ones
    _last: dict[int, datetime] = field(default_factory=dict)  # person → when they flooded last
    _untold: set[int] = field(default_factory=set)

    def note(self, updates: Iterable[StoredUpdate], waiting: Mapping[int, int]) -> None:
        """Note a batch of updates as it arrives; `waiting` tells how many of each person's are not handled yet."""
        batch = [(stored, _date_of(stored.payload)) for stored in updates if _is_private(stored.payload)]
        is_backlog = any(date is not None and stored.received_at - date > _FRESH for stored, date in batch)
        for stored, date in batch:
            # A press says nothing of its time: it is as old as the messages that came with it.
            if date is None and is_backlog:
                continue
            at = stored.received_at if date is None else date
            if stored.received_at - at <= _FRESH:
                self._note(stored.sender, at, waiting.get(stored.sender, 0))

    def _note(self, sender: int, at: datetime, waiting: int) -> None:
        if len(self._sent) > _REMEMBERED:
            self._sent.clear()
        lately = self._sent.setdefault(sender, deque(maxlen=MOST_SENT + 1))
        lately.append(at)
        within = sum(1 for moment in lately if at - moment < SPAN)
        if within > MOST_SENT or min(within, waiting) > MOST_WAITING:
            self._flooded(sender, at)

    def _flooded(self, sender: int, at: datetime) -> None:
        if len(self._last) > _REMEMBERED:
            self._last.clear()
        before = self._last.get(sender)
        self._last[sender] = at
        if before is None or at - before > _OVER:
            self._untold.add(sender)

    def is_flooding(self, sender: int, waiting: int) -> bool:
        """Tell whether so many that wait are of a flood; the last few of one are as good as anybody's."""
        return waiting > _LAST_FEW and sender in self._last

    def is_untold(self, sender: int) -> bool:
        """Tell whether somebody floods and has not been told so."""
        return sender in self._untold

    def note_told(self, sender: int) -> None:
        """Note that somebody was told to slow down."""
        self._untold.discard(sender)


def _is_private(update: Mapping[str, Any]) -> bool:
    """Tell what people send to the bot from what they send to a group, where it does not answer them."""
    content = next((part for part in update.values() if isinstance(part, Mapping)), {})
    place = content.get("message", content)
    chat = place.get("chat") if isinstance(place, Mapping) else None
    return isinstance(chat, Mapping) and chat.get("type") == "private"


def _date_of(update: Mapping[str, Any]) -> datetime | None:
    """Return when somebody sent a message, or changed it, where the update is one."""
    message = update.get("message") or update.get("edited_message")
    if not isinstance(message, Mapping):
        return None
    date = message.get("edit_date") or message.get("date")
    if isinstance(date, bool) or not isinstance(date, int) or not 0 < date < _LAST_DATE:
        return None
    return datetime.fromtimestamp(date, UTC)
