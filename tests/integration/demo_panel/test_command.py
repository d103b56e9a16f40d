"""The sandbox as a program of its own."""

import asyncio
import signal
import socket
import sys

import httpx
import pytest

PROGRAM = "import asyncio, sys; from bot.demo.panel import run_sandbox; sys.exit(asyncio.run(run_sandbox({arguments})))"


async def start(arguments: str) -> asyncio.subprocess.Process:
    """Start a sandbox in another process."""
    command = (sys.executable, "-c", PROGRAM.format(arguments=arguments))
    return await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_serves_until_a_signal(http: httpx.AsyncClient, number: signal.Signals):
    """It says its address and key in one line, answers there, and ends with 0 and no noise on a signal."""
    process = await start("0, 'my-key'")
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert "my-key" in line
    address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
    answer = await http.post(address, data={"key": "my-key", "action": "balance"})
    assert answer.json() == {"balance": 10000, "currency": "USD"}
    process.send_signal(number)
    output, errors = await process.communicate()
    assert (process.returncode, output, errors) == (0, b"", b"")


async def test_taken_port_is_told_in_one_line():
    """A port that somebody else has ends it with code 2 and one plain line."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = await start(str(other.getsockname()[1]))
        output, errors = await process.communicate()
    assert (process.returncode, errors) == (2, b"")
    assert output.decode().count("\n") == 1
    assert "cannot listen" in output.decode()


async def test_impossible_speed_is_told_in_one_line():
    """A speed at which time would stand still or run backwards ends it with code 2."""
    process = await start("0, speed=0")
    output, errors = await process.communicate()
    assert (process.returncode, output, errors) == (2, b"The speed must be more than 0.\n", b"")
