"""The bot is killed at each step of a conversation, and goes on."""

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House, Talker, until
from tests.e2e.test_ordering import LINK, order_followers


async def again(house: House) -> None:
    """Kill the bot and start it again."""
    await house.kill()
    await house.start()


async def test_killed_at_each_step(running: House, customer: Talker) -> None:
    """After a kill -9 at each step the conversation goes on where it was."""
    categories = await customer.says("/order", "category")
    await again(running)
    services = await customer.presses(categories, "First Category", "Choose a service")
    await again(running)
    await customer.presses(services, "Followers", "link")
    await again(running)
    await customer.says(LINK, "quantity")
    await again(running)
    summary = await customer.says("1000", "Confirm")
    await again(running)
    await customer.presses(summary, "Confirm", "#23501")
    await again(running)
    customer.seen = running.world.events.last
    running.sandbox.complete("23501")
    await customer.sees("#23501", "Completed")
    assert len(running.adds()) == 1


async def test_killed_while_the_panel_is_slow(running: House, customer: Talker) -> None:
    """A kill after the request has left makes the order uncertain; it is never sent a second time."""
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=30))
    summary = await order_followers(customer)
    customer.press(summary, "Confirm")
    await until(lambda: running.rows("SELECT state FROM orders") == [("submitting",)])
    await running.kill()
    running.sandbox.faults.clear()
    customer.seen = running.world.events.last
    await running.start()
    await customer.sees("could not confirm")
    assert running.rows("SELECT state FROM orders") == [("uncertain",)]
    assert len(running.sandbox.orders) <= 1


async def test_updates_that_came_while_the_bot_was_dead(running: House, customer: Talker) -> None:
    """What people did while the bot was down is answered when it is back, once."""
    await running.kill()
    customer.say("/start")
    customer.world.send_text(customer.id, "/help")
    await running.start()
    await customer.sees("Welcome")
    await customer.sees("/order")
    assert sum("Welcome" in text for text in customer.texts()) == 1
