"""Two bots on one token, or on one database: one stays, and nothing is lost or said twice."""

import asyncio
import sys

import pytest

from tests.e2e.house import CUSTOMER, OTHER, House
from tests.e2e.test_process import ROOT, bot

LEAVES = "another bot is polling with this TELEGRAM_TOKEN; stop it first"


def beside(house: House, name: str) -> dict[str, str]:
    """Return the settings of another bot on the same token, with a database of its own."""
    return {**house.settings, "DATABASE_URL": f"sqlite:///{house.folder}/{name}.db", "LOG_LEVEL": "WARNING"}


async def test_second_bot_on_one_token(running: House) -> None:
    """It says so in one line and leaves with 1; the first goes on, answers everything once, and says it once."""
    customer = running.talker(CUSTOMER)
    await customer.says("/start", "Welcome")
    for name in ("second", "third"):
        newcomer = asyncio.create_task(bot(running.folder, "run", **beside(running, name)))
        asked = 0
        while not newcomer.done():
            asked += 1
            await customer.says("/orders", "no orders")
        code, said = await newcomer
        assert (code, said.strip()) == (1, LEAVES)
        assert [text for text in customer.texts() if "no orders" in text] == ["You have no orders yet."] * asked
        customer.world.chats[CUSTOMER].messages.clear()
        customer.world.send_text(CUSTOMER, "/start")
        await customer.sees("Welcome")
    assert running.log().count("Another bot polls with this TELEGRAM_TOKEN") == 1
    assert "Traceback" not in running.log()
    assert running.rows("SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)]


async def start_both(house: House) -> list[asyncio.subprocess.Process]:
    """Start two bots at the same moment, each with a database of its own."""
    bots = []
    for name in ("one", "two"):
        with (house.folder / f"{name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                cwd=house.folder,
                env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **beside(house, name)},
                stdout=log,
                stderr=log,
            )
        bots.append(process)
    return bots


@pytest.mark.parametrize("waiting", [0, 3])
async def test_both_at_once(house: House, waiting: int) -> None:
    """Of two that start at the same moment exactly one stays, whether or not updates wait for them."""
    customer, other = house.talker(CUSTOMER), house.talker(OTHER)
    for _ in range(waiting):
        customer.say("/start")
    bots = await start_both(house)
    try:
        ended, stays = await asyncio.wait(
            [asyncio.create_task(one.wait()) for one in bots], timeout=30, return_when=asyncio.FIRST_COMPLETED
        )
        assert [task.result() for task in ended] == [1]
        await other.says("/start", "Welcome")
        if waiting:
            assert len(customer.texts()) >= waiting
        await other.says("/orders", "no orders")
        assert [one.returncode for one in bots].count(None) == 1
    finally:
        for one in bots:
            if one.returncode is None:
                one.kill()
        await asyncio.gather(*stays, *(one.wait() for one in bots))
    said = await asyncio.to_thread(lambda: [(house.folder / f"{name}.log").read_text() for name in ("one", "two")])
    assert sum(LEAVES in text for text in said) == 1
    assert not any("Traceback" in text for text in said)


async def test_heir_of_a_killed_bot(running: House) -> None:
    """After kill -9 the next bot takes over though the dead one's poll may still hang at Telegram, and answers soon."""
    customer = running.talker(CUSTOMER)
    await customer.says("/start", "Welcome")
    for _ in range(3):
        await running.kill()
        await running.start()
        await customer.says("/orders", "no orders")
    assert LEAVES not in running.log()
    assert running.process is not None
    assert running.process.returncode is None


async def test_first_start_with_updates_waiting(house: House) -> None:
    """A bot that has never run takes what people wrote before, once."""
    customer = house.talker(CUSTOMER)
    customer.say("/start")
    await house.start()
    await customer.sees("Welcome")
    await customer.says("/orders", "no orders")
    assert len(customer.texts()) == 2


async def test_second_bot_on_a_link_to_the_database(running: House) -> None:
    """A second bot that reaches the same file by another way says so and leaves."""
    (running.folder / "link.db").symlink_to(running.folder / "bot.db")
    url = f"sqlite:///{running.folder}/link.db"
    code, said = await bot(running.folder, "run", **{**running.settings, "DATABASE_URL": url})
    assert (code, "another bot is running on this database" in said) == (1, True)
    await running.talker(CUSTOMER).says("/start", "Welcome")
