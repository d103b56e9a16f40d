"""What all loops together know of the database, so that the log says once what is wrong with it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from bot.domain.errors import StoreError

logger = logging.getLogger(__name__)

# A database that cannot be written, such as one on a full disk, still does what changes nothing: one round without
# trouble proves little.
_WELL_AFTER_SECONDS = 10.0


@dataclass(slots=True)
class DatabaseHealth:
    """Logs once that the database fails, and once that it has worked for a while."""

    now_seconds: Callable[[], float] = monotonic
    _failed_at: float | None = None

    def failed(self, error: StoreError) -> None:
        """Take notice of a failure."""
        if self._failed_at is None:
            logger.error("The database fails, and what is to be done waits for it: %s", error)
        self._failed_at = self.now_seconds()

    def worked(self) -> None:
        """Take notice of a round without one."""
        if self._failed_at is not None and self.now_seconds() - self._failed_at >= _WELL_AFTER_SECONDS:
            logger.info("The database works again")
            self._failed_at = None
