"""The demo as one program: one address, a clean end, and what it keeps."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

ROOT = Path(__file__).parents[3]


Process = asyncio.subprocess.Process
PATIENCE_SECONDS = 30


class Launcher:
    """Starts demos, and ends those that a failed test has left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[Process] = []

    async def run(self, *options: str) -> Process:
        """Start a demo with a folder for what is temporary."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", *options),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(self.folder)},
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    async def start(self, *options: str) -> tuple[Process, str]:
        """Start a demo on a free port; returns it and its address."""
        process = await self.run("--port", "0", *options)
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_SECONDS)).decode()
        found = re.search(r"http://\S+", line)
        assert found, line
        return process, found[0]

    async def close(self) -> None:
        """End what still runs."""
        for process in self.processes:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)


@pytest.fixture
async def launcher(tmp_path: Path) -> AsyncIterator[Launcher]:
    """Starts demos in a folder."""
    made = Launcher(tmp_path)
    yield made
    await made.close()


async def end(process: Process) -> str:
    """Wait for a demo that is ending; returns what it said."""
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    return output.decode()


async def until(session: ClientSession, address: str, holds: Any) -> dict[str, Any]:
    """Read the feed until its parts, put together, are as wished."""
    known: dict[str, Any] = {}
    async with asyncio.timeout(PATIENCE_SECONDS), session.get(f"{address}_demo/feed") as feed:
        async for line in feed.content:
            if line.startswith(b"data: "):
                known |= json.loads(line[6:])
                if holds(known):
                    return known
    raise AssertionError(known)


async def wish(session: ClientSession, address: str, path: str, **body: Any) -> Any:
    async with session.post(f"{address}{path}", json=body) as answer:
        said = await answer.json()
        assert answer.status == 200, said
    return said["result"]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_it_ends_cleanly(launcher: Launcher, tmp_path: Path, number: signal.Signals) -> None:
    """Whatever asks it to end, the bot ends too, the exit code is 0, and nothing temporary is left."""
    process, address = await launcher.start()
    async with ClientSession() as session:
        running = await until(session, address, lambda known: known["process"]["state"] == "running")
    process.send_signal(number)
    output = await end(process)
    assert process.returncode == 0, output
    assert "Traceback" not in output
    assert not is_alive(running["process"]["pid"])
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a folder just left needs no thread


async def test_a_bot_that_dies_is_started_again(launcher: Launcher) -> None:
    """A bot that ends by itself is started again, and both the page and the terminal say so."""
    process, address = await launcher.start()
    async with ClientSession() as session:
        first = await until(session, address, lambda known: known["process"]["state"] == "running")
        os.kill(first["process"]["pid"], signal.SIGKILL)
        noted = await until(session, address, lambda known: known["process"]["state"] == "restarting")
        assert "started again" in noted["process"]["note"]
        again = await until(session, address, lambda known: known["process"]["state"] == "running")
        assert again["process"]["pid"] != first["process"]["pid"]
    process.send_signal(signal.SIGINT)
    output = await end(process)
    assert "The bot ended by itself with code -9" in output


async def test_a_port_that_is_taken(launcher: Launcher) -> None:
    """A named port that is taken is told in one line, with exit code 2."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await launcher.run("--port", str(port))
    output = await end(process)
    server.close()
    assert process.returncode == 2
    assert output.startswith(f"The page cannot be served on 127.0.0.1:{port}")
    assert len(output.splitlines()) == 1


async def test_a_folder_of_something_else(launcher: Launcher, tmp_path: Path) -> None:
    """A folder with a file of that name that is not the demo's is told in one line, and left alone."""
    (tmp_path / "world.json").write_text("[1, 2]")
    process = await launcher.run("--port", "0", "--keep", str(tmp_path))
    output = await end(process)
    assert process.returncode == 2
    assert output.startswith(f"What {tmp_path} keeps cannot be read")
    assert len(output.splitlines()) == 1


async def order(session: ClientSession, address: str, person: int) -> None:
    """Order followers by what a page sends."""
    for text in ("/start", "/order"):
        await wish(session, address, f"_world/people/{person}/text", text=text)
    for press in ("First Category", "Followers"):
        await _press(session, address, person, press)
    await until(session, address, lambda known: "Send the link" in _last(known, person)["text"])
    await wish(session, address, f"_world/people/{person}/text", text="https://instagram.com/somebody")
    await until(session, address, lambda known: "quantity" in _last(known, person)["text"])
    await wish(session, address, f"_world/people/{person}/text", text="1000")
    await _press(session, address, person, "Confirm")


def _is_written(file: Path, words: str) -> bool:
    """Tell whether the demo has written down what its page shows."""
    return file.exists() and words in file.read_text(encoding="utf-8")


def _last(known: dict[str, Any], person: int) -> dict[str, Any]:
    said = [message for message in known["chats"][str(person)] if message["by_bot"]]
    said += [event["message"] for event in known.get("events", []) if event.get("by_bot")]
    return said[-1] if said else {"text": "", "message_id": 0}


def _button(message: dict[str, Any], text: str) -> str | None:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return next((key["callback_data"] for row in rows for key in row if key["text"].startswith(text)), None)


async def _press(session: ClientSession, address: str, person: int, text: str) -> None:
    known = await until(session, address, lambda known: _button(_last(known, person), text))
    message = _last(known, person)
    pressed = {"message_id": message["message_id"], "data": _button(message, text)}
    await wish(session, address, f"_world/people/{person}/press", **pressed)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_what_is_kept(launcher: Launcher, tmp_path: Path, number: signal.Signals) -> None:
    """With --keep the chats, the orders and the bot's database go on, even after a crash, and no id comes twice."""
    kept = tmp_path / "kept"
    process, address = await launcher.start("--keep", str(kept))
    async with ClientSession() as session:
        await order(session, address, 2001)
        before = await until(session, address, lambda known: "#23501" in _last(known, 2001)["text"])
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not _is_written(kept / "world.json", "#23501"):  # noqa: ASYNC110  a file has no event to wait for
            await asyncio.sleep(0.05)
    process.send_signal(number)
    await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
    if number is signal.SIGKILL:
        os.kill(before["process"]["pid"], signal.SIGKILL)  # the bot outlives a demo that cannot stop it
    process, address = await launcher.start("--keep", str(kept))
    async with ClientSession() as session:
        again = await until(session, address, lambda known: known["process"]["state"] == "running")
        assert [one["id"] for one in again["orders"]] == [23501]
        assert _last(again, 2001)["text"]
        await wish(session, address, "_demo/orders/23501", do="complete")
        await until(session, address, lambda known: "Completed" in _last(known, 2001)["text"])
        await order(session, address, 2001)
        more = await until(session, address, lambda known: len(known["orders"]) == 2)
        assert more["orders"][1]["id"] == (23502 if number is signal.SIGTERM else 23512)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0
