"""The server in a process of its own."""

import ast
import asyncio
import signal
import sys
from pathlib import Path

import aiohttp

import bot.demo.telegram_api as package


async def test_it_serves_and_ends(http: aiohttp.ClientSession) -> None:
    """It prints its address, lets people write, and ends cleanly on SIGTERM while a poll waits."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", package.__name__, "--token", "5:FAKE", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    async with http.post(f"{address}/_world/people", json={"id": 7}) as answer:
        assert answer.status == 200
    async with http.post(f"{address}/_world/people/7/text", json={"text": "/start"}) as answer:
        assert answer.status == 200
    async with http.get(f"{address}/bot5:FAKE/getUpdates") as answer:
        (update,) = (await answer.json())["result"]
    poll = asyncio.create_task(http.get(f"{address}/bot5:FAKE/getUpdates?timeout=40&offset={update['update_id'] + 1}"))
    async with http.get(f"{address}/bot5:FAKE/getMe") as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    await asyncio.gather(poll, return_exceptions=True)


def test_it_stands_beside_the_bot() -> None:
    """No module of the server imports anything else of the bot."""
    for file in Path(package.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot"):
                assert (node.module or "").startswith(package.__name__), file
