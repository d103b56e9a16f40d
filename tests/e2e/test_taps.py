"""What an order costs its user in taps and messages, counted by the bot's own books."""

import pytest

from tests.e2e.house import CUSTOMER, House, Talker, until
from tests.e2e.taps import PAGE, WAYS, Act, Way, table
from tests.keyboard import buttons_of


async def do(running: House, customer: Talker, acts: tuple[Act, ...], shown: dict[str, object]) -> dict[str, object]:
    """Do one act after another, each on what the former one showed."""
    for act in acts:
        if act.is_panels:
            [(order_id,)] = running.rows("SELECT panel_order_id FROM orders")
            customer.seen = running.world.events.last
            running.sandbox.set_status(order_id, act.done)
            shown = await customer.sees(*act.sees)
        elif act.is_tap:
            button = act.done.format(first=(buttons_of(shown) or [""])[0])
            shown = await customer.presses(shown, button, *act.sees)
        else:
            shown = await customer.says(act.done, *act.sees)
    return shown


@pytest.mark.parametrize("way", WAYS, ids=[way.title for way in WAYS])
async def test_acts_of_a_way(running: House, customer: Talker, way: Way) -> None:
    """Each way leads to its orders in as many acts as the page says, and in no more than were promised."""
    shown = await do(running, customer, way.before, {})
    earlier = running.rows(f"SELECT count(*) FROM updates WHERE sender = {CUSTOMER}")[0][0]
    placed = len(running.adds())
    await do(running, customer, way.acts, shown)
    await until(lambda: len(running.adds()) == placed + way.orders)
    counted = running.rows(f"SELECT count(*) FROM updates WHERE sender = {CUSTOMER}")[0][0] - earlier
    assert counted == len(way.acts) <= way.most


def test_page() -> None:
    """Whoever changes a way puts the table into the page anew: `python -m tests.e2e.taps`."""
    assert table() in PAGE.read_text()
