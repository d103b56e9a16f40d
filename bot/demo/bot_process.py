"""The real bot as a process of its own, so that it can be killed and started again."""

import asyncio
import contextlib
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SOURCE = Path(__file__).parents[2]
_STOP_SECONDS = 12.0  # the bot itself promises 10
_LONGEST_WAIT_SECONDS = 30.0
_KEPT_LINES = 200
_LONGEST_LINE = 2_000
_WELL_AFTER_SECONDS = 20.0  # a bot that lived so long is not dying again and again


@dataclass(slots=True, kw_only=True)
class BotProcess:
    """One bot after another, with the same settings. `state` is starting, running, killed, restarting or stopped."""

    settings: Mapping[str, str]
    folder: Path
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    state: str = "stopped"
    note: str = ""
    starts: int = 0
    lines_read: int = 0
    lines: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=_KEPT_LINES))
    _process: asyncio.subprocess.Process | None = None
    _life: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process that lives, if one does."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def as_json(self) -> dict[str, Any]:
        """Return how it stands, for the page."""
        return {"state": self.state, "pid": self.pid, "note": self.note, "starts": self.starts}

    def lines_after(self, number: int) -> list[tuple[int, str]]:
        """List what the bot logged after a line."""
        return [line for line in self.lines if line[0] > number]

    def start(self) -> None:
        """Start the bot and keep it alive, until it is killed or stopped; nothing when it lives."""
        if self._life is None or self._life.done():
            self.state, self.note = "starting", ""
            self._life = asyncio.create_task(self._live())

    def was_seen(self) -> None:
        """Take notice that the bot asks for updates: it serves."""
        if self.state == "starting" and self.pid:
            self.state, self.note = "running", ""

    async def kill(self) -> None:
        """End the bot as a power cut would; it stays dead until it is started."""
        await self._end(signal.SIGKILL, "killed", "Killed with kill -9. What it owes is in its database.")

    async def stop(self) -> None:
        """Ask the bot to end, and make sure that it does."""
        await self._end(signal.SIGTERM, "stopped", "Stopped.")

    async def _end(self, number: signal.Signals, state: str, note: str) -> None:
        self.state, self.note = state, note
        if self._life is None:
            return
        if self.pid and self._process:
            self._process.send_signal(number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._life), _STOP_SECONDS)
        if self.pid and self._process:
            self._process.kill()
        elif not self._life.done():
            self._life.cancel()  # it waits before a new start
        await asyncio.gather(self._life, return_exceptions=True)

    async def _live(self) -> None:
        wait, loop = 1.0, asyncio.get_running_loop()
        while True:
            began = loop.time()
            code = await self._run_once()
            if self.state in ("killed", "stopped"):
                return
            wait = 1.0 if loop.time() - began > _WELL_AFTER_SECONDS else min(2 * wait, _LONGEST_WAIT_SECONDS)
            self.state = "restarting"
            self.note = f"The bot ended by itself with code {code}; it is started again in {wait:.0f} s."
            await self.sleep(wait)
            self.state = "starting"

    async def _run_once(self) -> int:
        self.starts += 1
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=self.folder,  # where no .env is
            env={"PYTHONPATH": str(_SOURCE), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **self.settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the demo, which then stops the bot in order
        )
        if self.state in ("killed", "stopped"):  # told while it was being started
            process.kill()
        assert process.stdout is not None
        await self._read(process.stdout)
        return await process.wait()

    async def _read(self, output: asyncio.StreamReader) -> None:
        with (self.folder / "bot.log").open("ab") as log:
            while True:
                try:
                    line = await output.readline()
                except ValueError:  # longer than the reader's buffer
                    continue
                if not line:
                    return
                log.write(line)
                log.flush()
                self.lines_read += 1
                self.lines.append((self.lines_read, line.decode(errors="replace").rstrip()[:_LONGEST_LINE]))
