"""The demo as one program: one address, a clean end, and what it keeps."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

ROOT = Path(__file__).parents[3]


async def start(folder: Path, *options: str) -> tuple[asyncio.subprocess.Process, str]:
    """Start the demo with a folder for what is temporary; returns it and its address."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *options),
        env=environment,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 15)).decode()
    found = re.search(r"http://\S+", line)
    assert found, line
    return process, found[0]


async def until(session: ClientSession, address: str, holds: Any) -> dict[str, Any]:
    """Read the feed until its parts, put together, are as wished."""
    known: dict[str, Any] = {}
    async with asyncio.timeout(15), session.get(f"{address}_demo/feed") as feed:
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
async def test_it_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """Whatever asks it to end, the bot ends too, the exit code is 0, and nothing temporary is left."""
    process, address = await start(tmp_path, "--port", "0")
    async with ClientSession() as session:
        running = await until(session, address, lambda known: known["process"]["state"] == "running")
    process.send_signal(number)
    output, _ = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0, output
    assert b"Traceback" not in output
    assert not is_alive(running["process"]["pid"])
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a folder just left needs no thread


async def test_a_bot_that_dies_is_started_again(tmp_path: Path) -> None:
    """A bot that ends by itself is started again, and both the page and the terminal say so."""
    process, address = await start(tmp_path, "--port", "0")
    async with ClientSession() as session:
        first = await until(session, address, lambda known: known["process"]["state"] == "running")
        os.kill(first["process"]["pid"], signal.SIGKILL)
        noted = await until(session, address, lambda known: known["process"]["state"] == "restarting")
        assert "started again" in noted["process"]["note"]
        again = await until(session, address, lambda known: known["process"]["state"] == "running")
        assert again["process"]["pid"] != first["process"]["pid"]
    process.send_signal(signal.SIGINT)
    output, _ = await asyncio.wait_for(process.communicate(), 15)
    assert b"The bot ended by itself with code -9" in output


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """A named port that is taken is told in one line, with exit code 2."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(port)),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 15)
    server.close()
    assert process.returncode == 2
    assert output.decode().startswith(f"The page cannot be served on 127.0.0.1:{port}")
    assert len(output.decode().splitlines()) == 1


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
async def test_what_is_kept(tmp_path: Path, number: signal.Signals) -> None:
    """With --keep the chats, the orders and the bot's database go on, even after a crash, and no id comes twice."""
    kept = tmp_path / "kept"
    process, address = await start(tmp_path, "--port", "0", "--keep", str(kept))
    async with ClientSession() as session:
        await order(session, address, 2001)
        before = await until(session, address, lambda known: "#23501" in _last(known, 2001)["text"])
    await asyncio.sleep(1.2)  # it writes twice a second
    process.send_signal(number)
    await asyncio.wait_for(process.wait(), 15)
    if number is signal.SIGKILL:
        os.kill(before["process"]["pid"], signal.SIGKILL)  # the bot outlives a demo that cannot stop it
    process, address = await start(tmp_path, "--port", "0", "--keep", str(kept))
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
    assert await asyncio.wait_for(process.wait(), 15) == 0
