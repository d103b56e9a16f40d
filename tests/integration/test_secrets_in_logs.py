"""A whole process at DEBUG, with a library that knows the token: what reaches stderr."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOKEN = "123456:ABCdef-ghi_jkl"
KEY = "k3y-of-the-panel"

SET_UP = f"""
import asyncio, logging, sys, threading, warnings
import httpx
from bot.logs import configure_logs, install_excepthook
TOKEN, KEY = {TOKEN!r}, {KEY!r}
configure_logs("DEBUG", sys.argv[1], [TOKEN, KEY], lambda: {{"user": 42}})
install_excepthook()
"""
LOUD = """
for name in ("httpx", "httpcore"):
    logging.getLogger(name).setLevel("DEBUG")
"""
REQUEST = """
async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"HTTP/1.1 302 Found\\r\\nLocation: /bot" + TOKEN.encode() + b"\\r\\nContent-Length: 0\\r\\n\\r\\n")
    await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe", params={"key": KEY})
    logging.getLogger("test").info("done")
    server.close()

asyncio.run(main())
"""
UNCAUGHT = """
class Unraisable:
    def __del__(self):
        raise ValueError(f"unraisable {TOKEN}")

async def forgotten():
    asyncio.get_running_loop().create_future().set_exception(ValueError(f"forgotten {TOKEN}"))

thread = threading.Thread(target=lambda: open(f"/nowhere/{TOKEN}"))
thread.start()
thread.join()
Unraisable()
asyncio.run(forgotten())
warnings.warn(f"warning {TOKEN}")
logging.info("%d", TOKEN)
raise RuntimeError(f"/bot{TOKEN}/getMe?key={KEY}")
"""


def run(code: str, log_format: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own and make sure that nothing it says holds a secret."""
    done = subprocess.run(
        [sys.executable, "-c", SET_UP + code, log_format],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = done.stdout + done.stderr
    assert not [secret for secret in (TOKEN, TOKEN.partition(":")[2], KEY) if secret in said]
    return done


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_request(log_format: str) -> None:
    """At DEBUG too, httpx and httpcore say nothing of a request."""
    done = run(REQUEST, log_format)
    assert done.returncode == 0, done.stderr
    assert "done" in done.stderr
    assert "http" not in done.stderr


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_request_of_a_loud_library(log_format: str) -> None:
    """Where somebody turns them up all the same, the secrets are cut from what they say."""
    done = run(LOUD + REQUEST, log_format)
    assert done.returncode == 0, done.stderr
    assert "/bot[secret]/getMe?key=[secret]" in done.stderr
    assert "httpcore.http11" in done.stderr


def test_uncaught() -> None:
    """What nobody caught, anywhere in the process, is logged as every other line is."""
    done = run(UNCAUGHT, "json")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    told = [f"{line['message']} {line.get('traceback', '')}" for line in lines]
    for words in (
        "/nowhere/[secret]",
        "unraisable [secret]",
        "forgotten [secret]",
        "warning [secret]",
        "do not fit",
        "/bot[secret]/getMe?key=[secret]",
    ):
        assert [line for line in told if words in line], words
    assert {line["user"] for line in lines} == {42}
