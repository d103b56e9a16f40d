"""SIGTERM: what is under way finishes, nothing new begins, and nothing becomes uncertain that need not."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House, Talker, until
from tests.e2e.test_ordering import order_followers

PROMISED_SECONDS = 10.0


async def ends(house: House) -> float:
    """Tell the bot to end and see that it does, with 0 and in time; returns the seconds it took."""
    began = time.monotonic()
    assert await house.stop() == 0
    took = time.monotonic() - began
    assert took < PROMISED_SECONDS
    return took


def states(house: House) -> list[str]:
    """List the states of all orders, oldest first."""
    return [state for (state,) in house.rows("SELECT state FROM orders ORDER BY id")]


async def placed_order(house: House, customer: Talker) -> None:
    """Have one order placed through the chat."""
    await customer.presses(await order_followers(customer), "Confirm", "#23501")
    await until(lambda: states(house) == ["placed"])


def queue_more(house: House, wanted: int) -> None:
    """Let as many orders as that wait for their turn, each like the one that was placed."""
    columns = [name for _, name, *_ in house.rows("PRAGMA table_info(orders)") if name != "id"]
    fresh = {"token": "token || ?1", "state": "'queued'", "due_at": "0", "is_open": "1"}
    gone = ("panel_order_id", "placed_at", "submitted_at", "status", "status_word", "lease_owner", "lease_until")
    chosen = ", ".join(fresh.get(name, "NULL" if name in gone else name) for name in columns)
    for number in range(wanted):
        house.write(f"INSERT INTO orders ({', '.join(columns)}) SELECT {chosen} FROM orders WHERE id = 1", f"-{number}")


async def test_panel_that_takes_seven_seconds(running: House, customer: Talker) -> None:
    """An answer that comes seven seconds after SIGTERM is still waited for and recorded."""
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=7))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: states(running) == ["submitting"])
    assert await ends(running) > 5
    assert running.rows("SELECT state, panel_order_id FROM orders") == [("placed", "23501")]
    customer.seen = running.world.events.last
    await running.start()
    await customer.sees("#23501")


async def test_panel_that_hangs(running: House, customer: Talker) -> None:
    """An order that is never answered does not hold up the end; it is uncertain, is told, and is not sent again."""
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=60))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: states(running) == ["submitting"])
    await ends(running)
    await running.start()
    await customer.sees("could not confirm")
    assert states(running) == ["uncertain"]
    assert len(running.adds()) == 1


async def test_ten_orders_behind(running: House, customer: Talker) -> None:
    """Of fourteen orders the four that have left are placed; the ten behind them stay queued, and go out later."""
    await placed_order(running, customer)
    await running.stop()
    queue_more(running, 14)
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", times=None, seconds=6))
    await running.start()
    await until(lambda: states(running).count("submitting") == 4)
    await ends(running)
    assert states(running) == ["placed"] * 5 + ["queued"] * 10
    assert len(running.adds()) == 5
    assert running.rows("SELECT count(*) FROM orders WHERE lease_owner IS NOT NULL") == [(0,)]
    running.sandbox.faults.clear()
    await running.start()
    await until(lambda: states(running) == ["placed"] * 15)
    assert len(running.adds()) == 15


async def test_order_that_waits_for_the_panels_rest(running: House, customer: Talker) -> None:
    """While the panel asks for rest, an order that waits for its turn is left queued, and the end is quick."""
    await placed_order(running, customer)
    await running.stop()
    queue_more(running, 2)
    rest = Fault(kind=FaultKind.TOO_MANY, action="add", times=None, retry_after="25")
    running.sandbox.faults.add(rest)
    await running.start()
    await until(lambda: len(running.adds()) > 1)
    assert await ends(running) < 5
    assert states(running) == ["placed", "queued", "queued"]


async def test_order_that_waits_for_a_connection(running: House, customer: Talker) -> None:
    """An order whose connection does not come about has not left: it is queued, not uncertain."""
    await placed_order(running, customer)
    await running.stop()
    queue_more(running, 1)
    hung: list[asyncio.StreamWriter] = []
    # It takes connections and says nothing: TLS never begins.
    server = await asyncio.start_server(lambda _, writer: hung.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    running.settings |= {"PANEL_URL": f"https://127.0.0.1:{port}/api/v2", "PANEL_TIMEOUT": "60"}
    await running.start()
    await until(lambda: bool(running.rows("SELECT 1 FROM orders WHERE lease_owner IS NOT NULL AND state = 'queued'")))
    await ends(running)
    assert states(running) == ["placed", "queued"]
    for writer in hung:
        writer.close()
    server.close()


async def test_told_twice(running: House, customer: Talker) -> None:
    """A second SIGTERM, and one more in the very end, change nothing."""
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=2))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: states(running) == ["submitting"])
    assert running.process is not None
    running.process.terminate()
    await until(lambda: "Stopping" in running.log())
    while running.process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.process.pid, signal.SIGTERM)  # Popen.send_signal would reap it, and asyncio then says 255
        await asyncio.sleep(0.005)
    assert running.process.returncode == 0
    assert states(running) == ["placed"]


def is_caught(pid: int) -> bool:
    """Tell whether a process would be told of a SIGTERM, rather than killed by it."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def has_tables(house: House) -> bool:
    try:
        return bool(house.rows("SELECT 1 FROM alembic_version"))
    except sqlite3.OperationalError:
        return False


MOMENTS = {
    "before anything is loaded": lambda _: True,
    "when the file is there": lambda house: (house.folder / "bot.db").exists(),
    "when the tables are there": has_tables,
    "when Telegram is asked who it is": lambda house: bool(house.world.calls.of("getMe")),
    "when the panel is read": lambda house: bool(house.sandbox.book.of("services")),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to see when signals are caught")
@pytest.mark.parametrize("moment", MOMENTS)
async def test_during_the_start(house: House, customer: Talker, moment: str) -> None:
    """Told to stop at any moment of its start, it ends with 0; the next start finds a whole database."""
    await house.launch()
    assert house.process is not None
    pid = house.process.pid
    await until(lambda: is_caught(pid) and MOMENTS[moment](house))
    await ends(house)
    await house.start()
    await customer.says("/start", "Welcome")
    assert "Traceback" not in house.log()


async def test_while_its_migration_waits(house: House, customer: Talker) -> None:
    """Told to stop while somebody else's lock holds its migration up, it ends; the tables are made the next time."""
    lock = sqlite3.connect(house.folder / "bot.db", isolation_level=None)
    lock.execute("PRAGMA journal_mode=WAL")
    lock.execute("BEGIN IMMEDIATE")
    await house.launch()
    await until((house.folder / "bot.db.lock").exists)
    assert house.process is not None
    await until(lambda: f"{house.folder}/bot.db-shm" in Path(f"/proc/{house.process.pid}/maps").read_text())
    await ends(house)
    lock.execute("ROLLBACK")
    lock.close()
    assert house.rows("SELECT name FROM sqlite_master") == []
    await house.start()
    await customer.says("/start", "Welcome")
