"""A clock that moves only when a test moves it."""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
_TURNS = 50  # of the event loop; more than any chain of awaits in memory needs


async def idle() -> None:
    """Let every task run until it waits for the clock or for the test."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


class ManualClock:
    """The port `Clock` in a test's hands."""

    def __init__(self, at: datetime = NOON) -> None:
        self._now = at
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been moved so far."""
        self._count += 1
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._count, woken))
        await woken

    def set(self, at: datetime) -> None:
        """Move the clock, back too, and wake nobody."""
        self._now = at

    async def advance(self, seconds: float) -> None:
        """Move the clock on, waking each sleeper at its moment."""
        until = self._now + timedelta(seconds=seconds)
        await idle()
        while self._sleepers and self._sleepers[0][0] <= until:
            await self._wake_next()
        self._now = until
        await idle()

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Move the clock on from sleeper to sleeper until the work is done."""
        task = asyncio.create_task(work)
        await idle()
        while not task.done():
            assert self._sleepers, "the work waits for something that is not the clock"
            await self._wake_next()
        return task.result()

    async def _wake_next(self) -> None:
        at, _, woken = heapq.heappop(self._sleepers)
        self._now = max(self._now, at)
        if not woken.done():
            woken.set_result(None)
        await idle()
