"""Starts and kills the bot again and again without importing its modules each time.

That takes more than half of a start: so there is life enough between twenty kills in a minute.
"""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.house import House

_SCRIPT = Path(__file__).with_name("stem_process.py")


@dataclass(slots=True)
class Stem:
    """A process that forks the bot when told to; one at a time."""

    house: House
    _process: asyncio.subprocess.Process | None = None

    async def open(self) -> None:
        """Start the process that forks."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(_SCRIPT),
            str(self.house.folder / "bot.log"),
            cwd=self.house.folder,
            env=self.house.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        await self._hear()

    async def launch(self) -> None:
        """Start a bot."""
        await self._tell("run")

    async def kill(self) -> bool:
        """End it with -9; False when it had ended by itself."""
        end = await self._tell("kill")
        return os.WIFSIGNALED(end) and os.WTERMSIG(end) == signal.SIGKILL

    async def _tell(self, order: str) -> int:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n".encode())
        return await self._hear()

    async def _hear(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return int(await self._process.stdout.readline())

    async def close(self) -> None:
        """End the process that forks."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            await self._process.wait()
