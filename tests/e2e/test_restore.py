"""A backup made under load, and the way back to it as docs/operating.md tells it."""

import asyncio
import re
import shlex
import subprocess
from collections import Counter
from pathlib import Path

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import OTHER, House, Json, Talker, until
from tests.e2e.test_ordering import order_followers
from tests.e2e.test_process import ROOT, bot


def steps(house: House, copy: Path) -> str:
    """Return the commands of the page, for this house's folder."""
    page = (ROOT / "docs/operating.md").read_text()
    block = re.search(r"## Going back to a backup.*?```\n(.*?)```", page, re.DOTALL)
    assert block
    return block[1].replace("var/", f"{house.folder}/").replace("FILE", shlex.quote(str(copy)))


async def go_back(house: House, copy: Path) -> None:
    """Do what the page says."""
    commands = await asyncio.to_thread(steps, house, copy)
    await asyncio.to_thread(subprocess.run, ["/bin/sh", "-ec", commands], check=True)


async def test_nothing_is_placed_twice(running: House, customer: Talker, operator: Talker) -> None:
    """Orders placed, under way, waiting and half put together at the backup: after going back each is placed once."""
    other, copy = running.talker(OTHER), running.folder / "copy of today.db"
    await operator.says("/start", "Welcome")
    await customer.presses(await order_followers(customer), "Confirm", "#23501")
    await until(lambda: running.rows("SELECT status FROM orders") == [("Pending",)])  # its card is edited no more
    draft = await order_followers(other)
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", times=4, seconds=60))
    for number in range(5):
        await until(
            lambda: running.rows("SELECT count(*) FROM outbox") == [(0,)]
        )  # or a card's edit is taken for a list
        customer.press(await order_followers(customer, "500"), "Confirm")
        await until(lambda number=number: running.rows("SELECT count(*) FROM orders") == [(number + 2,)])  # type: ignore[misc]
    await until(lambda: running.rows("SELECT count(*) FROM orders WHERE state = 'submitting'") == [(4,)])
    assert await bot(running.folder, "backup", str(copy), **running.settings) == (
        0,
        f"The backup is in {copy}; docs/operating.md says how to go back to it.\n",
    )
    await running.kill()
    running.sandbox.faults.clear()
    await running.start()
    await other.presses(draft, "Confirm", "#2350")
    await until(lambda: running.rows("SELECT count(*) FROM orders WHERE state = 'placed'") == [(3,)])
    later = await order_followers(other, "700")
    await other.presses(later, "Confirm", "#23508")
    assert len(running.adds()) == 8
    await running.kill()

    await go_back(running, copy)
    for talker in (customer, operator):
        talker.seen = running.world.events.last
    await running.start()
    await until(lambda: running.rows("SELECT DISTINCT state FROM orders ORDER BY 1") == [("placed",), ("uncertain",)])
    assert running.rows("SELECT count(*) FROM orders WHERE state = 'uncertain'") == [(5,)]
    await customer.sees("could not confirm")
    await operator.sees("could not")
    running.sandbox.complete("23501")
    await customer.sees("#23501", "Completed")

    for message in (draft, later):  # buttons of before, pressed again
        query = other.forge(message, confirm_of(message))
        await running.world.answer_to(query)
    await until(lambda: running.rows("SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)])
    assert len(running.adds()) == 8
    await other.presses(await order_followers(other), "Confirm", "#23509")
    # 1000: the first, the draft of before, and the new one.
    assert Counter(entry["quantity"] for entry in running.adds()) == {"1000": 3, "500": 5, "700": 1}
    assert "Traceback" not in running.log()


def confirm_of(message: Json) -> str:
    """Return what the Confirm button of a summary sends."""
    rows = message["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if "Confirm" in button["text"])


async def test_beside_a_running_bot(running: House, customer: Talker) -> None:
    """A backup disturbs nobody, and is refused in one line where it would overwrite something."""
    copy = running.folder / "copy.db"
    code, _ = await bot(running.folder, "backup", str(copy), **running.settings)
    assert code == 0
    code, said = await bot(running.folder, "backup", str(copy), **running.settings)
    assert (code, said) == (1, f"There is no backup: {copy} is there already, and is not overwritten\n")
    await customer.says("/start", "Welcome")
    assert "WARNING" not in running.log()


async def test_restored_by_other_means(running: House, customer: Talker) -> None:
    """After `restored` a plain copy sends nothing that was queued in it; beside a running bot it is refused."""
    code, said = await bot(running.folder, "restored", **running.settings)
    assert (code, "another bot is running" in said) == (1, True)
    running.sandbox.faults.add(Fault(kind=FaultKind.TOO_MANY, action="add", times=None, retry_after="30"))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: running.rows("SELECT state, attempts FROM orders") == [("queued", 1)])
    assert await running.stop() == 0
    running.sandbox.faults.clear()
    asked = len(running.adds())
    code, said = await bot(running.folder, "restored", **running.settings)
    assert (code, "safe to start a bot on" in said) == (0, True)
    customer.seen = running.world.events.last
    await running.start()
    await customer.sees("could not confirm")
    assert len(running.adds()) == asked
