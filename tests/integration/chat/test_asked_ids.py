"""Orders that are asked about by their ids, as many as there are."""

import pytest

from tests.integration.chat.desk import CUSTOMER, Desk
from tests.integration.chat.test_orders_found import add_order
from tests.keyboard import buttons_of


@pytest.mark.parametrize("command", ["/cancel", "/refill", "/status"])
async def test_more_than_fifty(desk: Desk, command: str) -> None:
    """Fifty are asked about or told of, and the message says how many others were left out, and from which one on."""
    await desk.says(CUSTOMER, "/start")
    made = [await add_order(desk, f"https://instagram.com/p{number}") for number in range(60)]
    ids = [str(500 + order_id) for order_id in made]
    said = await desk.says(CUSTOMER, f"{command} {' '.join(ids)}")
    assert f"I can take 50 ids at a time. 10 more were left out, from #{ids[50]} on." in said["text"]
    assert f"#{ids[49]} " in said["text"]
    assert f"#{ids[51]}" not in said["text"]
    rest = await desk.says(CUSTOMER, f"{command} {' '.join(ids[50:])}")
    assert "left out" not in rest["text"]
    assert f"#{ids[59]} " in rest["text"]
    assert ("Yes" in " ".join(buttons_of(rest))) is (command != "/status")
