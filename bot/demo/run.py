"""`python -m bot demo`: all of it as one program, until Ctrl-C."""

import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from aiohttp import web

from bot.demo.house import House
from bot.demo.page_server import serve_page
from bot.demo.telegram_api import address_of

DEFAULT_PORT = 8080
_SAVE_SECONDS = 0.5
CANNOT_START = 2


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run_demo(
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    speed: float = 60.0,
    keep: Path | None = None,
    say: Callable[[str], None] = _say,
) -> int:
    """Serve the demo until SIGINT or SIGTERM; returns the exit code.

    Without a port: 8080, or a free one where that is taken. With `keep` the folder holds database and world for the
    next time; without, a temporary one is removed at the end.
    """
    with _folder(keep) as folder:
        try:
            house = await House.build(folder, speed=speed, keeps=keep is not None)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            say(f"What {folder} keeps cannot be read ({type(error).__name__}: {error}); name another folder.")
            return CANNOT_START
        try:
            return await _serve(house, host, port, say)
        finally:
            await house.close()


async def _serve(house: House, host: str, port: int | None, say: Callable[[str], None]) -> int:
    stop = _told_to_stop()
    try:
        page = await _open_page(house, host, port)
    except OSError as error:
        say(f"The page cannot be served on {host}:{port}: {error.strerror or error}")
        return CANNOT_START
    try:
        house.bot.start()
        say(f"Open {address_of(page)}/ in a browser. Ctrl-C ends the demo.")
        await _watch(house, stop, say)
        say("Stopping: the bot finishes what is under way.")
    finally:
        await house.bot.stop()
        house.world.close()  # ends the pages' feeds
        await page.cleanup()
    return 0


async def _open_page(house: House, host: str, port: int | None) -> web.AppRunner:
    if port is not None:
        return await serve_page(house, host, port)
    try:
        return await serve_page(house, host, DEFAULT_PORT)
    except OSError:
        return await serve_page(house, host, 0)


async def _watch(house: House, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Save now and then, and say it when the bot has died by itself."""
    said = ""
    while not stop.is_set():
        house.save()
        if house.bot.state == "restarting" and house.bot.note != said:
            said = house.bot.note
            last = house.bot.lines[-1][1] if house.bot.lines else ""
            say(f"{said} {last}".rstrip())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _SAVE_SECONDS)


def _told_to_stop() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="bot-demo-", ignore_cleanup_errors=True) as name:
            yield Path(name)
        return
    keep.mkdir(parents=True, exist_ok=True)
    yield keep
