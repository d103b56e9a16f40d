"""The panel goes down, or hangs, while ten people order: who waits is told so, and everybody is served once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House, Talker, until
from tests.e2e.test_ordering import order_followers

PEOPLE = range(4001, 4011)
WAITS = "cannot be reached right now"
IN_DOUBT = "could not confirm"


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[House]:
    """A house with ten customers, whose bot gives the panel a second to answer."""
    house = await House.build(tmp_path)
    for person_id in PEOPLE:
        house.world.add_person(person_id, f"P{person_id}")
    house.settings |= {"ALLOWED_IDS": ",".join(map(str, PEOPLE)), "PANEL_TIMEOUT": "1"}
    try:
        await house.start()
        yield house
    finally:
        await house.close()


async def summaries(house: House) -> list[tuple[Talker, dict[str, object]]]:
    """Bring everybody to the last step."""
    people = [house.talker(person_id) for person_id in PEOPLE]
    return list(zip(people, await asyncio.gather(*map(order_followers, people)), strict=True))


async def confirm(ready: list[tuple[Talker, dict[str, object]]]) -> None:
    """Let everybody press Confirm at once."""
    for person, summary in ready:
        person.press(summary, "Confirm")


def states(house: House) -> Counter[str]:
    return Counter(state for (state,) in house.rows("SELECT state FROM orders"))


def shown(house: House) -> Counter[str]:
    """Count the people by what their chats say of their orders."""
    words = (IN_DOUBT, "#235", WAITS)
    texts = ["\n".join(house.talker(person_id).texts()) for person_id in PEOPLE]
    return Counter(next((word for word in words if word in text), "") for text in texts)


def lines(house: House, words: str) -> list[str]:
    return [line for line in house.log().splitlines() if words in line]


def assert_said_once(house: House) -> None:
    """Look at the log: the panel's client and each loop say once that it went, and once that it is back."""
    assert len(lines(house, "bot.panel.breaker")) == 2, lines(house, "bot.panel.breaker")
    assert "Traceback" not in house.log()
    for name in ("submit", "poll", "requests", "catalogue", "balance"):
        down = [line for line in lines(house, f"{name}: Panel") if "WARNING" in line]
        assert len(down) <= 1, down
        assert len(lines(house, f"{name}: works again")) == len(down)


async def test_down(busy: House) -> None:
    """Connections are refused: all ten orders wait and say so, and each is placed once when the panel is back."""
    ready = await summaries(busy)
    await busy.panel.down()
    await confirm(ready)
    for person, _ in ready:
        await person.sees(WAITS)
    await until(lambda: bool(lines(busy, "the panel does not answer, 5 times in a row")))
    assert states(busy) == {"queued": 10}
    await until(lambda: busy.rows("SELECT value FROM memory WHERE name = 'orders_wait'") == [("1",)])
    late = ready[0][0]
    summary = await order_followers(late)
    assert WAITS in summary["text"]
    card = await late.presses(summary, "Confirm", "Order")
    assert WAITS in card["text"]
    await busy.panel.up()
    for person, _ in ready:
        await person.sees("#235", timeout_seconds=60)
    await until(lambda: states(busy) == {"placed": 11})
    assert len(busy.adds()) == len(busy.sandbox.orders) == 11
    await until(lambda: bool(lines(busy, "submit: works again")))
    assert_said_once(busy)


async def test_hangs(busy: House) -> None:
    """Nothing is answered any more: those under way are in doubt, all others wait, and are placed once afterwards."""
    ready = await summaries(busy)
    busy.sandbox.faults.add(Fault(kind=FaultKind.SLOW, seconds=600))
    await confirm(ready)
    await until(lambda: bool(lines(busy, "the panel does not answer, 5 times in a row")))
    await until(lambda: states(busy)["submitting"] == 0)
    for person, _ in ready:
        person.seen = 0
        await person.sees("Order", "Quantity: 1,000", "Ordered")
    in_doubt = states(busy)["uncertain"]
    assert 1 <= in_doubt <= 4
    assert len(busy.adds()) == in_doubt
    busy.sandbox.faults.clear()
    await until(lambda: states(busy) == {"uncertain": in_doubt, "placed": 10 - in_doubt}, 60)
    assert len(busy.adds()) == len(busy.sandbox.orders) == 10
    await until(lambda: shown(busy) == {IN_DOUBT: in_doubt, "#235": 10 - in_doubt})
    await until(lambda: bool(lines(busy, "submit: works again")))
    assert_said_once(busy)
