"""Turns: one task after the other, in the order of asking."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class Turns:
    """A lock that answers a task which would wait for itself, rather than hanging."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._whose: asyncio.Task[Any] | None = None

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it for the block.

        Raises: RuntimeError when this task has its turn already.
        """
        if self._whose is not None and self._whose is asyncio.current_task():
            raise RuntimeError("a transaction inside a transaction would wait for itself for ever")
        async with self._lock:
            self._whose = asyncio.current_task()
            try:
                yield
            finally:
                self._whose = None
