"""How fast one panel is called: few calls at once, a least time between them, and rest when it asks for rest."""

import asyncio
from datetime import timedelta
from types import TracebackType
from typing import Self

from bot.ports import Clock

# Longer rests are the callers' matter: a claim on an order must outlive the wait here.
LONGEST_REST_SECONDS = 30.0


class Pace:
    """A turn at the panel, as an async context: at most `max_in_flight` at once, `per_second` starts a second.

    Turns are given in the order they were asked for. Source: panel API, part 2, "Transport": 60 to 120 a minute are
    common limits, told by 429.
    """

    def __init__(self, clock: Clock, max_in_flight: int = 4, per_second: float = 10) -> None:
        self._clock = clock
        self.max_in_flight = max_in_flight
        self._spacing = timedelta(seconds=1 / per_second)
        self._slots = asyncio.Semaphore(max_in_flight)
        self._door = asyncio.Lock()
        self._next_at = clock.now()

    async def __aenter__(self) -> Self:
        """Wait for a slot and for the next start."""
        await self._slots.acquire()
        try:
            async with self._door:
                await self._wait_for_start()
        except BaseException:
            self._slots.release()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give the slot back."""
        self._slots.release()

    def rest(self, seconds: float) -> None:
        """Start no call for so long; up to 30 seconds, and never shorter than a rest under way."""
        rested_at = self._clock.now() + timedelta(seconds=min(max(seconds, 0), LONGEST_REST_SECONDS))
        self._next_at = max(self._next_at, rested_at)

    async def _wait_for_start(self) -> None:
        while (wait_seconds := (self._next_at - self._clock.now()).total_seconds()) > 0:
            if wait_seconds > LONGEST_REST_SECONDS + self._spacing.total_seconds():
                break  # the machine's clock was set back
            await self._clock.sleep(wait_seconds)
        self._next_at = self._clock.now() + self._spacing
