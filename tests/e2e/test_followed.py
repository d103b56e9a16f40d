"""Refills and cancels through the chat, to their end."""

from dataclasses import replace

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House, Talker, until
from tests.e2e.test_orders import placed
from tests.keyboard import buttons_of


async def test_cancel_to_its_end(running: House, customer: Talker) -> None:
    """A cancel is asked once, accepted, and told as done with the order's end, in one message."""
    await placed(customer)
    question = await customer.says("/cancel 23501", "#23501")
    await customer.presses(question, "Yes, cancel", "#23501", "accepted")
    again = await customer.says("/cancel 23501", "asked to cancel it already")
    assert "Yes, cancel" not in buttons_of(again)
    customer.seen = running.world.events.last
    running.sandbox.cancel("23501")
    await customer.sees("#23501: Canceled", "cancel that you asked for is done")
    assert running.rows("SELECT state, outcome FROM requests") == [("accepted", "done")]
    assert len(running.sandbox.book.of("cancel")) == 1


async def test_cancel_that_came_too_late(running: House, customer: Talker) -> None:
    """An order that is completed after all says that the cancel came too late."""
    await placed(customer)
    question = await customer.says("/cancel 23501", "#23501")
    await customer.presses(question, "Yes, cancel", "#23501", "accepted")
    customer.seen = running.world.events.last
    running.sandbox.complete("23501")
    await customer.sees("#23501: Completed", "came too late")


async def test_refill_to_its_end(running: House, customer: Talker) -> None:
    """A refill is followed by the panel's id for it: accepted, then done; the next one may be asked for in a day."""
    running.sandbox.bend(accept="success")
    await placed(customer)
    running.sandbox.complete("23501")
    await customer.sees("#23501: Completed")
    question = await customer.says("/refill 23501", "#23501")
    await customer.presses(question, "Yes, refill", "#23501", "accepted")
    customer.seen = running.world.events.last
    running.sandbox.refills[1] = replace(running.sandbox.refills[1], asked_at=0.0)
    running.write("UPDATE requests SET due_at = 0")
    await customer.sees("#23501", "refill that you asked for is done")
    await customer.says("/refill 23501", "next one can be asked for from")
    await until(lambda: len(running.sandbox.book.of("refill_status")) == 1)
    assert len(running.sandbox.book.of("refill")) == 1


async def test_cancel_that_could_not_be_confirmed(running: House, customer: Talker) -> None:
    """It can be asked for again at once; the order's end says nothing of a cancel that the panel never heard of."""
    await placed(customer)
    running.sandbox.faults.add(Fault(kind=FaultKind.CUT_AFTER, action="cancel", times=1, taken=False))
    question = await customer.says("/cancel 23501", "#23501")
    await customer.presses(question, "Yes, cancel", "could not confirm", "You can ask again")
    again = await customer.says("/cancel 23501", "could not confirm", "Asking again does no harm")
    assert "Yes, cancel" in buttons_of(again)
    customer.seen = running.world.events.last
    running.sandbox.complete("23501")
    told = await customer.sees("#23501: Completed")
    assert "cancel" not in told["text"]
    assert running.rows("SELECT state, outcome FROM requests") == [("uncertain", None)]


async def test_second_cancel_after_one_that_could_not_be_confirmed(running: House, customer: Talker) -> None:
    """A second Yes sends a second cancel, which is followed to its end."""
    await placed(customer)
    running.sandbox.faults.add(Fault(kind=FaultKind.CUT_AFTER, action="cancel", times=1, taken=False))
    question = await customer.says("/cancel 23501", "#23501")
    await customer.presses(question, "Yes, cancel", "could not confirm")
    again = await customer.says("/cancel 23501", "Asking again does no harm")
    await customer.presses(again, "Yes, cancel", "#23501", "accepted")
    customer.seen = running.world.events.last
    running.sandbox.cancel("23501")
    await customer.sees("#23501: Canceled", "cancel that you asked for is done")
    assert len(running.sandbox.book.of("cancel")) == 2
    states = running.rows("SELECT state, outcome FROM requests ORDER BY id")
    assert states == [("uncertain", None), ("accepted", "done")]
