"""How long a claim lasts whose holder talks to the panel, and what may not be left half done meanwhile."""

import asyncio
from collections.abc import Coroutine

from bot.domain.errors import BotError

DEFAULT_TIMEOUT_SECONDS = 20.0
_RECORDING_SECONDS = 30.0
_REST_SECONDS = 90.0  # the panel's own rests after a 429, and the pace
_CALLS_AHEAD = 4  # whole rounds of calls in flight that time out, before it is this one's turn


def answer_seconds(timeout_seconds: float) -> float:
    """Return the longest from a request's first byte to its answer's being recorded."""
    return timeout_seconds + _RECORDING_SECONDS


def lease_seconds(timeout_seconds: float) -> float:
    """Return a lease that outlives the wait for a turn, a connection and an answer; what is left over is a crash."""
    return _REST_SECONDS + _CALLS_AHEAD * timeout_seconds + answer_seconds(timeout_seconds)


class LeaseLost(BotError):
    """Another worker has taken the row over, or soon may, or the process is about to end: nothing is sent."""


async def to_the_end(work: Coroutine[None, None, None]) -> None:
    """Finish what has begun even when this task is cancelled: an intent, or what the panel said."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
