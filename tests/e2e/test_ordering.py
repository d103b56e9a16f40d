"""The main job: from /order in a chat to the notice that it is done, over HTTP on both sides."""

import time
from typing import Any

import pytest

from tests.e2e.house import House, Talker, until
from tests.keyboard import buttons_of

LINK = "https://instagram.com/somebody"


async def choose(customer: Talker, category: str, service: str) -> dict[str, Any]:
    """Walk from /order to a service's first question."""
    categories = await customer.says("/order", "category")
    services = await customer.presses(categories, category, service)
    return await customer.presses(services, service, "link")


async def order_followers(customer: Talker, quantity: str = "1000") -> dict[str, Any]:
    """Walk to the summary of an order of followers."""
    await choose(customer, "First Category", "Followers")
    await customer.says(LINK, "quantity")
    return await customer.says(quantity, "Confirm")


async def test_default_order_to_its_end(running: House, customer: Talker) -> None:
    """A Default order is confirmed, placed with exactly its parameters, followed, and told to be done."""
    summary = await order_followers(customer)
    assert "0.90" in summary["text"]
    card = await customer.presses(summary, "Confirm", "#23501")
    assert card["message_id"] == summary["message_id"]
    assert running.adds() == [
        {
            "key": "••••",
            "action": "add",
            "service": "1",
            "url": LINK,
            "quantity": "1000",
        }
    ]
    await follow_to_end(running, customer, card["message_id"])


async def follow_to_end(running: House, customer: Talker, card_id: int) -> list[float]:
    """Move the order at the panel and see each move told, and on the card; returns how long each notice took."""
    took = []
    for status, move in (("In progress", running.sandbox.move), ("Completed", running.sandbox.complete)):
        customer.seen = running.world.events.last
        moved_at = time.monotonic()
        move("23501")
        notice = await customer.sees("#23501", status, "Show the order")
        took.append(time.monotonic() - moved_at)
        assert notice["message_id"] != card_id
        await until(lambda word=status: word in running.world.message(customer.id, card_id).shown()["text"])
    return took


@pytest.mark.timed
async def test_changes_are_told_in_time(running: House, customer: Talker) -> None:
    """A change is told within one poll interval, which is a second here, and two seconds."""
    card = await customer.presses(await order_followers(customer), "Confirm", "#23501")
    took = await follow_to_end(running, customer, card["message_id"])
    assert max(took) < 3


async def test_custom_comments(running: House, customer: Talker) -> None:
    """Comments are asked for instead of a quantity, and arrive one a line, form-encoded once."""
    await choose(customer, "Second Category", "Comments")
    await customer.says(LINK, "comments")
    lines = [f"Nice & lovely № {n} 🎉 100%" for n in range(10)]
    summary = await customer.says("\n\n".join(f"  {line} " for line in lines), "Confirm")
    await customer.presses(summary, "Confirm", "#23501")
    (sent,) = running.adds()
    assert sent["comments"] == "\n".join(lines)
    assert sent["quantity"] == "10"
    assert set(sent) == {"key", "action", "service", "url", "quantity", "comments"}


async def test_package(running: House, customer: Talker) -> None:
    """A package asks for the link alone."""
    found = await customer.says("/search One Piece Package", "Package")
    card = await customer.presses(found, buttons_of(found)[0], "Order")
    await customer.presses(card, "Order", "link")
    summary = await customer.says(LINK, "Confirm")
    assert "2.49" in summary["text"]
    await customer.presses(summary, "Confirm", "#23501")
    (sent,) = running.adds()
    assert set(sent) == {"key", "action", "service", "url", "quantity"}
    assert sent["quantity"] == "1"


async def test_drip_feed(running: House, customer: Talker) -> None:
    """Drip-feed is asked for from the summary and arrives with runs and interval."""
    summary = await order_followers(customer, "100")
    await customer.presses(summary, "Drip-feed", "runs")
    await customer.says("5", "interval")
    with_runs = await customer.says("30", "Confirm")
    assert "500" in with_runs["text"]
    assert "0.45" in with_runs["text"]
    await customer.presses(with_runs, "Confirm", "#23501")
    (sent,) = running.adds()
    assert sent == {
        "key": "••••",
        "action": "add",
        "service": "1",
        "url": LINK,
        "quantity": "100",
        "runs": "5",
        "interval": "30",
    }


async def test_five_taps_on_confirm(running: House, customer: Talker) -> None:
    """Five quick taps on Confirm are one order, and every tap is answered."""
    summary = await order_followers(customer)
    queries = [customer.press(summary, "Confirm") for _ in range(5)]
    for query in queries:
        await running.world.answer_to(query)
    await until(lambda: len(running.sandbox.orders) == 1)
    customer.seen = 0
    await customer.sees("#23501")
    assert len(running.adds()) == 1
    assert running.rows("SELECT count(*) FROM orders") == [(1,)]


@pytest.mark.parametrize("remains", [157])
async def test_partial_says_what_remains(running: House, customer: Talker, remains: int) -> None:
    """A partial order's notice says what was not delivered."""
    summary = await order_followers(customer)
    await customer.presses(summary, "Confirm", "#23501")
    customer.seen = running.world.events.last
    running.sandbox.make_partial("23501", remains)
    await customer.sees("#23501", "Partial", str(remains))
