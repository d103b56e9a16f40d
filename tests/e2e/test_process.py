"""The process: settings, secrets, sweeps, stopping."""

import asyncio
import os
import sys
from pathlib import Path

from bot.demo.panel.faults import Fault, FaultKind
from bot.demo.telegram_api import DEFAULT_TOKEN
from tests.e2e.house import KEY, House, Talker, until
from tests.e2e.test_ordering import order_followers

ROOT = Path(__file__).parents[2]


async def bot(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Run a command to its end; returns the exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:  # it should have ended: it must not outlive the test
            process.kill()
            await process.wait()
    return process.returncode or 0, said.decode()


async def test_wrong_settings(tmp_path: Path) -> None:
    """Each missing or wrong setting gets one line that names it; the exit code is 2."""
    code, said = await bot(tmp_path, "run", TELEGRAM_TOKEN="1:abc", ADMIN_IDS="7", POLL_INTERVAL="soon")
    assert code == 2
    lines = said.strip().splitlines()
    assert len(lines) == 2
    assert any("PANEL_KEY" in line for line in lines)
    assert any("POLL_INTERVAL" in line for line in lines)


async def test_unknown_token(house: House) -> None:
    """A token that Telegram does not know is named in one line; the exit code is 2."""
    code, said = await bot(house.folder, "run", **{**house.settings, "TELEGRAM_TOKEN": "1:not-the-one"})
    assert code == 2
    assert "TELEGRAM_TOKEN" in said
    assert "not-the-one" not in said


async def test_check(house: House) -> None:
    """`check` says that all is well, and what is wrong in plain words."""
    code, said = await bot(house.folder, "check", **house.settings)
    assert (code, "All is well" in said) == (0, True)
    code, said = await bot(house.folder, "check", **{**house.settings, "PANEL_KEY": "some-other-key"})
    assert code == 1
    assert "Invalid API key" in said
    assert "some-other-key" not in said


async def test_what_is_made_is_its_owners_alone(running: House) -> None:
    """Nobody else on the machine can read the database, whose folder the bot may have made, too."""
    made = list(running.folder.glob("bot.db*"))
    assert len(made) >= 3, "the database, its log and its lock"
    assert {oct(file.stat().st_mode & 0o077) for file in made} == {"0o0"}


async def test_second_bot_on_one_database(running: House) -> None:
    """A second bot on the same SQLite file says so and leaves."""
    code, said = await bot(running.folder, "run", **running.settings)
    assert code == 1
    assert "another bot is running" in said


async def test_secrets_appear_nowhere(running: House, customer: Talker) -> None:
    """Through orders, failures and a restart, token and key are in no log line and in no table."""
    running.sandbox.faults.add(Fault(kind=FaultKind.CUT_HALF, action="status", times=3))
    await customer.presses(await order_followers(customer), "Confirm", "#23501")
    await running.panel.down()
    await until(lambda: "works again" in running.log() or "poll:" in running.log())
    await running.panel.up()
    running.world.faults.add("bad_gateway", method="sendMessage")
    await customer.says("/orders", "#23501")
    assert await running.stop() == 0
    dump = (running.folder / "bot.db").read_bytes() + running.log().encode()
    for secret in (KEY, DEFAULT_TOKEN, DEFAULT_TOKEN.partition(":")[2]):
        assert secret.encode() not in dump


async def test_sigterm_ends_in_time(running: House, customer: Talker) -> None:
    """SIGTERM with an order under way ends with 0 within ten seconds, and a waiting order stays queued."""
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=2))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: running.rows("SELECT state FROM orders") == [("submitting",)])
    assert await running.stop() == 0
    assert running.rows("SELECT state, panel_order_id FROM orders") == [("placed", "23501")]


async def test_sweep_of_230_orders(running: House, customer: Talker) -> None:
    """230 open orders cost three requests a sweep, and none is asked about alone."""
    await customer.presses(await order_followers(customer), "Confirm", "#23501")
    await running.kill()
    running.multiply_order(230)
    running.sandbox.book.clear()
    await running.start()
    await until(lambda: len(running.sandbox.book.of("status")) >= 6)
    sweeps = [entry.parameters for entry in running.sandbox.book.of("status")]
    assert all("orders" in asked for asked in sweeps)
    sizes = [len(asked["orders"].split(",")) for asked in sweeps]
    whole = len(sizes) // 3 * 3
    for start in range(0, whole, 3):
        assert sorted(sizes[start : start + 3]) == [30, 100, 100], sizes
