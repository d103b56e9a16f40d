"""How the process ends: told to at any moment, or by something that cannot be mended."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys

import pytest

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import CUSTOMER, House, Talker, until
from tests.e2e.test_process import ROOT, bot


async def launch(house: House) -> asyncio.subprocess.Process:
    """Start the bot and wait for nothing."""
    with (house.folder / "bot.log").open("ab") as log:
        house.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=house.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **house.settings},
            stdout=log,
            stderr=log,
        )
    return house.process


async def ends(house: House, number: signal.Signals = signal.SIGTERM) -> int:
    """Tell the bot to end, and return its exit code; it has 10 seconds."""
    assert house.process is not None
    house.process.send_signal(number)
    return await asyncio.wait_for(house.process.wait(), 10)


async def test_while_telegram_is_away(house: House) -> None:
    """Told to stop while it waits for Telegram at the start, the bot stops."""
    house.world.faults.add("bad_gateway", method="getMe", times=None)
    await launch(house)
    await until(lambda: "getMe failed" in house.log())
    assert await ends(house) == 0
    assert house.log().count("getMe failed") == 1


async def test_while_the_panel_is_slow_at_the_start(house: House) -> None:
    """Told to stop while it reads the catalogue for the first time, the bot stops at once."""
    house.sandbox.faults.add(Fault(kind=FaultKind.SLOW, seconds=60, times=None))
    await launch(house)
    await until(lambda: bool(house.sandbox.book.of("services")))
    assert await ends(house) == 0


async def test_while_telegram_puts_it_off(running: House, customer: Talker) -> None:
    """A reply that Telegram put off for a minute is kept for the next start, and does not hold up the end."""
    await customer.says("/start", "Welcome")
    fault = running.world.faults.add("too_many", method="sendMessage", times=None, retry_after=60)
    customer.say("/orders")
    await until(lambda: running.rows("SELECT attempts FROM outbox") == [(1,)])
    assert await ends(running) == 0
    fault.times = 0
    running.write("UPDATE outbox SET due_at = 0")
    await running.start()
    await customer.sees("no orders")


async def test_sigint(running: House) -> None:
    """Ctrl-C ends it as SIGTERM does, with no traceback."""
    assert await ends(running, signal.SIGINT) == 0
    assert "Traceback" not in running.log()


async def test_while_the_database_is_locked(running: House, customer: Talker) -> None:
    """Somebody else's lock on the database does not keep the bot from ending; what came then is handled later."""
    lock = sqlite3.connect(running.folder / "bot.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    customer.say("/start")
    await running.world.wait_for(lambda world: any(call.answer for call in world.calls.of("getUpdates")))
    assert await ends(running) == 0
    lock.close()
    await running.start()
    await customer.sees("Welcome")


async def test_port_that_is_taken(house: House) -> None:
    """A port that somebody else listens on is named in one line."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        webhook = {"TELEGRAM_MODE": "webhook", "WEBHOOK_URL": f"http://127.0.0.1:{port}/", "WEBHOOK_SECRET": "s"}
        code, said = await bot(house.folder, "run", **{**house.settings, **webhook, "WEBHOOK_PORT": port})
    assert code == 2
    assert "WEBHOOK_PORT" in said
    assert "Traceback" not in said


async def test_alive_file_that_cannot_be_written(house: House) -> None:
    """A health file in a folder that is not there is named in one line."""
    code, said = await bot(house.folder, "run", **house.settings, ALIVE_FILE=f"{house.folder}/none/alive")
    assert code == 2
    assert "ALIVE_FILE" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["run", "check"])
async def test_database_in_no_folder(house: House, command: str) -> None:
    """A database where there can be none is named in one line."""
    (house.folder / "file").write_text("")
    url = f"sqlite:///{house.folder}/file/bot.db"
    code, said = await bot(house.folder, command, **{**house.settings, "DATABASE_URL": url})
    assert code == 1
    assert "folder" in said
    assert "Traceback" not in said


async def test_database_that_is_none(house: House) -> None:
    """A file that is no database is named in one line, and left as it is."""
    letter = b"this is not a database, it is a letter to my aunt\n" * 100
    await asyncio.to_thread((house.folder / "bot.db").write_bytes, letter)
    code, said = await bot(house.folder, "run", **house.settings)
    assert code == 1
    assert "is not a SQLite database" in said
    assert "Traceback" not in said
    assert await asyncio.to_thread((house.folder / "bot.db").read_bytes) == letter


async def test_check_beside_a_running_bot(running: House) -> None:
    """`check` disturbs nobody: the bot goes on as before."""
    code, said = await bot(running.folder, "check", **running.settings)
    assert (code, "All is well" in said) == (0, True)
    await running.talker(CUSTOMER).says("/start", "Welcome")
    assert "WARNING" not in running.log()
