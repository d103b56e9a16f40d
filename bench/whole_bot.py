"""A whole bot as a process of its own, with a panel and a Bot API in this one, and somebody who uses it."""

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.catalogue_work import QUERIES, USER
from bot.demo.panel.catalogue import CatalogueRow
from bot.demo.panel.sandbox import Sandbox
from bot.demo.panel.server import serve_sandbox
from bot.demo.telegram_api import DEFAULT_TOKEN, ChatWorld, address_of, serve_bot_api

DATABASE = "whole.db"
KEY = "bench-panel-key"
_PATIENCE_SECONDS = 60.0


async def peak_mebibytes(folder: Path, catalogue: Sequence[CatalogueRow]) -> float:
    """Return the most memory that a bot had while it read this catalogue and answered searches."""
    world = ChatWorld()
    runner = await serve_bot_api("127.0.0.1", 0, world)
    panel = await serve_sandbox(key=KEY, sandbox=Sandbox(catalogue, manual=True))
    process = await _start(folder, address_of(runner), panel.url)
    try:
        world.add_person(USER, "Ann")
        await _use(world)
        await _refreshed(folder)
        await _use(world)
        return _peak(process.pid)
    finally:
        process.terminate()
        await process.wait()
        world.close()
        await panel.close()
        await runner.cleanup()


async def _start(folder: Path, api_url: str, panel_url: str) -> asyncio.subprocess.Process:
    settings = {
        "TELEGRAM_TOKEN": DEFAULT_TOKEN,
        "TELEGRAM_API_URL": api_url,
        "PANEL_URL": panel_url,
        "PANEL_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "ADMIN_IDS": "1",
        "ALLOWED_IDS": str(USER),
        "LOG_LEVEL": "WARNING",
    }
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), **settings}
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=folder, env=environment)


async def _use(world: ChatWorld) -> None:
    """Look through the catalogue, and search it twice in all the ways there are."""
    await _says(world, "/services", "Choose a category")
    for query in (*QUERIES, *QUERIES):
        await _says(world, query, query.split()[0])


async def _refreshed(folder: Path) -> None:
    """Let the stored list be old, and wait until the bot, whose index is built, has read the list again."""
    connection = sqlite3.connect(folder / DATABASE, timeout=10, isolation_level=None)
    try:
        connection.execute("UPDATE memory SET at = 0 WHERE name = 'catalogue'")
        stored_at = "SELECT at FROM memory WHERE name = 'catalogue'"
        while connection.execute(stored_at).fetchone() == (0,):  # noqa: ASYNC110  a file has no event
            await asyncio.sleep(1)
    finally:
        connection.close()


async def _says(world: ChatWorld, text: str, answer: str) -> None:
    """Write, again where the catalogue has not been read yet, and wait for the answer."""
    for _ in range(30):
        seen = world.events.last
        world.send_text(USER, text)
        message = await world.wait_for_message(
            USER, lambda one: bool(one.get("text")), after_event=seen, timeout_seconds=_PATIENCE_SECONDS
        )
        if answer in message["text"]:
            return
        await asyncio.sleep(1)
    raise RuntimeError(f"no answer to {text}: {message['text']}")


def _peak(pid: int) -> float:
    """Read a process's largest resident memory. Source: proc(5), status, VmHWM in kB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    fits = re.search(r"VmHWM:\s+(\d+) kB", status)
    if fits is None:
        raise RuntimeError("this system does not tell a process's largest memory")
    return int(fits[1]) / 1024
