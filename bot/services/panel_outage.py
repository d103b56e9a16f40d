"""What a loop's rounds say of the panel's health."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.errors import BotError, PanelError


@dataclass(slots=True)
class PanelOutage:
    """Remembers that calls failed: a round with nothing to ask must not look like the panel's return."""

    _failure: PanelError | None = None

    def conclude(self, ends: Iterable[object]) -> None:
        """Raise what the round's calls failed with, or again what the last ones did when this round made none.

        `ends` are results of `gather(return_exceptions=True)`. A fault of this program goes first, for it must end
        the process; then the database's; then the panel's.
        """
        ended = list(ends)
        failures = sorted((end for end in ended if isinstance(end, BaseException)), key=_urgency)
        if failures and not isinstance(failures[0], PanelError):
            raise failures[0]
        if ended:
            self._failure = next((one for one in failures if isinstance(one, PanelError)), None)
        if self._failure is not None:
            raise self._failure.with_traceback(None)


def _urgency(failure: BaseException) -> int:
    return isinstance(failure, BotError) + isinstance(failure, PanelError)
