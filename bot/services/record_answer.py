"""What the panel said is stored, though the database may fail at first."""

from collections.abc import Callable, Coroutine

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import PanelOrderIdTaken, StoreError
from bot.ports import Clock
from bot.services.panel_lease import to_the_end

_TRIES = 4  # over about ten seconds: what the panel said is not given up for a busy database


async def record_answer(
    record_once: Callable[[], Coroutine[None, None, None]], clock: Clock, jitter: Callable[[], float]
) -> None:
    """Store what a call to the panel came to; tries again when the database fails.

    Raises: StoreError; what the call was for is then found `submitting` later, and becomes uncertain.
    """
    for attempt in range(_TRIES):
        try:
            await to_the_end(record_once())
        except PanelOrderIdTaken:
            raise
        except StoreError:
            if attempt + 1 == _TRIES:
                raise
        else:
            return
        await clock.sleep(backoff_seconds(attempt, jitter()))
