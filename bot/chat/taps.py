"""Double taps: the same button of the same message, pressed again before anybody could have seen what it did."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram import CallbackQuery

_TOGETHER = timedelta(seconds=1)
_REMEMBERED = 1000  # people, before all but the last press is forgotten

_Tap = tuple[Any, ...]


@dataclass(slots=True)
class Taps:
    """Tells the second tap of a double one from a press of its own.

    It is kept in memory alone: a double tap that slips through meets what makes every button harmless anyway.
    """

    _last: dict[int, tuple[_Tap, datetime]] = field(default_factory=dict)

    def is_double(self, query: CallbackQuery, at: datetime) -> bool:
        """Tell whether somebody's last press was this very one, a moment ago."""
        tap, when = self._last.get(query.from_user.id, (None, at))
        return tap == _tap(query) and timedelta(0) <= at - when < _TOGETHER

    def note(self, query: CallbackQuery, at: datetime) -> None:
        """Remember a press that has had its effect."""
        if len(self._last) >= _REMEMBERED:
            self._last.clear()
        self._last[query.from_user.id] = (_tap(query), at)


def _tap(query: CallbackQuery) -> _Tap:
    return (query.message.message_id if query.message else query.inline_message_id, query.data)
