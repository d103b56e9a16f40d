"""What the panel sends and nobody can read: said once each, not at every poll."""

import logging

_MOST = 1000


class Complaints:
    """Logs a complaint the first time it is made; forgets when there are too many to remember."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._made: set[tuple[str, str]] = set()

    def make(self, about: str, which: str) -> None:
        """Complain, as in "the row of order 23501 cannot be read"."""
        if len(self._made) >= _MOST:
            self._made.clear()
        if (about, which) not in self._made:
            self._made.add((about, which))
            self._log.warning("%s %s cannot be read and is left out", about, which)
