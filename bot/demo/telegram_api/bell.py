"""Waiting for a change without asking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Wakes everybody who waits when something has changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._closed = False

    def ring(self) -> None:
        """Wake everybody; those who wait from now on wait for the next ring."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed = True
        self.ring()

    async def wait_for(self, look: Callable[[], T], timeout_seconds: float) -> T:
        """Return what `look` returns once that is true, or its last answer when the time is up."""
        found = look()
        try:
            async with asyncio.timeout(timeout_seconds):
                while not found and not self._closed:
                    await self._changed.wait()
                    found = look()
        except TimeoutError:
            return look()
        return found
