"""When a panel that is left alone may be tried again, as it was said last."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class PanelRest:
    """A rest goes on until its end; from then on one call at a time finds out whether it was the last."""

    _ends_at: datetime | None = None
    _seconds: float = 0.0  # how long it was meant to be

    def begin(self, now: datetime, seconds: float) -> datetime:
        """Note a rest, and return its end."""
        self._ends_at, self._seconds = now + timedelta(seconds=seconds), seconds
        return self._ends_at

    def end(self) -> None:
        """Note that a call went through."""
        self._ends_at = None

    def find_end(self, now: datetime) -> datetime | None:
        """Return the end of the rest that goes on now; None when calls may be made."""
        if self._ends_at is None:
            return None
        left = (self._ends_at - now).total_seconds()
        return self._ends_at if 0 < left <= self._seconds else None  # more: the machine's clock was set back

    def calls_at_once(self, usual: int) -> int:
        """Return how many calls may be made at once: after a rest only one, until it went through."""
        return usual if self._ends_at is None else 1
