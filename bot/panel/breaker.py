"""A breaker: after failures in a row nothing is tried for a while, and ever longer while it goes on failing."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.errors import PanelResting
from bot.ports import Clock

FAILURES = 5  # in a row, before it opens: one more than the calls that may be under way at once
FIRST_REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Breaker:
    """Counts failures in a row. Open, it has rests of 5, 10, 20 … seconds; a success closes it.

    `trouble` and `relief` say in the log, once each, that it opened and that it closed. `jitter` gives numbers from 0
    to 1, and spreads the rests over their upper half.
    """

    def __init__(
        self,
        clock: Clock,
        jitter: Callable[[], float],
        *,
        trouble: str,
        relief: str,
        longest_rest_seconds: float = LONGEST_REST_SECONDS,
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._trouble = trouble
        self._relief = relief
        self._longest_seconds = longest_rest_seconds
        self._rests = 0  # since it opened
        self._rested_at = clock.now()
        self._opened_at: datetime | None = None
        self.failures = 0  # in a row

    @property
    def is_open(self) -> bool:
        """Whether it waits for a success; its rest may be over."""
        return self._opened_at is not None

    def require_rested(self) -> None:
        """Pass when no rest is under way. Raises: PanelResting."""
        left = self._left_seconds(self._clock.now())
        if self.is_open and left > 0:
            raise PanelResting(f"{self._trouble}; it is left alone for a while", retry_after_seconds=left)

    def succeed(self) -> None:
        """Note a success: all is well."""
        self.failures = 0
        if self._opened_at is not None:
            away = self._clock.now() - self._opened_at
            self._opened_at = None
            _log.info("%s, after %.0f s", self._relief, away.total_seconds())

    def fail(self) -> None:
        """Note a failure. One that comes while it rests is of a call that began before, and lengthens nothing."""
        self.failures += 1
        now = self._clock.now()
        if self._opened_at is None:
            if self.failures >= FAILURES:
                self._opened_at, self._rests = now, 0
                _log.warning("%s, %d times in a row: it is left alone for a while", self._trouble, self.failures)
                self._rest(now)
        elif self._left_seconds(now) <= 0:
            self._rest(now)

    def _left_seconds(self, now: datetime) -> float:
        """Return what is left of the rest; nothing when the machine's clock was set back, and the end is far off."""
        left = (self._rested_at - now).total_seconds()
        return left if left <= self._longest_seconds else 0.0

    def _rest(self, now: datetime) -> None:
        grown = min(FIRST_REST_SECONDS * 2.0 ** min(self._rests, 16), self._longest_seconds)
        self._rested_at = now + timedelta(seconds=grown * (0.5 + self._jitter() / 2))
        self._rests += 1
