"""An order that could not be confirmed: its operators see the evidence, look at the panel, and decide, once."""

from typing import Any

import pytest

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import CUSTOMER, OPERATOR, OTHER, House, Talker, until
from tests.e2e.test_ordering import LINK, order_followers
from tests.e2e.test_process import bot
from tests.keyboard import buttons_of

Json = dict[str, Any]


async def lose(house: House, customer: Talker, kind: FaultKind = FaultKind.CUT_AFTER) -> Json:
    """Order, and lose the panel's answer; returns what the operator is told."""
    operator = house.talker(OPERATOR)
    await operator.says("/start", "Welcome")
    house.sandbox.faults.add(Fault(kind=kind, action="add", times=1))
    summary = await order_followers(customer)
    operator.seen = house.world.events.last
    await customer.presses(summary, "Confirm", "could not confirm")
    return await operator.sees("could not be confirmed", "Look for it at the panel")


async def decide(operator: Talker, told: Json, button: str, *words: str) -> Json:
    """Press a button, and say yes to the question."""
    question = await operator.presses(told, button, "Yes")
    return await operator.presses(question, "Yes", *words)


def states(house: House) -> list[tuple[Any, ...]]:
    return house.rows("SELECT state, panel_order_id, verdict FROM orders ORDER BY id")


async def test_found_at_the_panel(running: House, customer: Talker, operator: Talker) -> None:
    """With an order before it, the lost one is found by its number and charge, adopted, and followed to its end."""
    await customer.presses(await order_followers(customer), "Confirm", "#23501")
    told = await lose(running, customer)
    for fact in (LINK, "1,000", "0.90", "Balance before", "Balance after", "1 other order was on its way"):
        assert fact in told["text"], told["text"]
    found = await operator.presses(told, "Look for it at the panel", "#23502", "It is #23502")
    assert "✅ #23502" in found["text"]
    assert "It is #23501" not in buttons_of(found)
    customer.seen = running.world.events.last
    await decide(operator, found, "It is #23502", "is the panel's #23502")
    await customer.sees("#23502", "found your order")
    assert states(running) == [("placed", "23501", None), ("placed", "23502", "adopted")]
    customer.seen = running.world.events.last
    running.sandbox.complete("23502")
    await customer.sees("#23502", "Completed")
    assert len(running.adds()) == 2
    (line,) = [line for line in running.log().splitlines() if "settled an uncertain order" in line]
    for fact in ("order=2", "verdict=adopted", f"operator={OPERATOR}", "panel_order=23502"):
        assert fact in line
    decided = running.rows("SELECT order_id, verdict, decided_by FROM cases WHERE decided_at IS NOT NULL")
    assert decided == [(2, "adopted", OPERATOR)]


async def test_not_taken(running: House, customer: Talker, operator: Talker) -> None:
    """Closed as not taken, the order is told so to its user, who may order again; nothing is sent."""
    told = await lose(running, customer, FaultKind.CUT_BEFORE)
    assert "The balance has not changed" in told["text"]
    customer.seen = running.world.events.last
    await decide(operator, told, "Not taken", "closed as not taken")
    card = await customer.sees("nothing was ordered", "Order again")
    assert "The operator has found" in card["text"]
    assert states(running) == [("refused", None, "not_taken")]
    assert len(running.adds()) == 1


async def test_sent_again(running: House, customer: Talker, operator: Talker) -> None:
    """Sent once more on an operator's word, however often they tap, and though the bot is killed in between."""
    told = await lose(running, customer, FaultKind.CUT_BEFORE)
    question = await operator.presses(told, "Not taken, send again", "ordered twice", "Yes")
    customer.seen = running.world.events.last
    for _ in range(3):
        operator.press(question, "Yes")
    await customer.sees("being sent again")
    await running.kill()
    await running.start()
    customer.seen = 0
    await customer.sees("#23501")
    assert len(running.adds()) == 2
    assert len(running.sandbox.orders) == 1
    assert states(running) == [("placed", "23501", "send_again")]
    answer = await running.world.answer_to(operator.press(told, "Not taken, send again"))
    assert "decided already" in answer["text"]
    assert len(running.adds()) == 2


async def test_no_leaves_it(running: House, customer: Talker, operator: Talker) -> None:
    """A no goes back to the evidence, and the order still waits, in the list and in /admin."""
    told = await lose(running, customer)
    question = await operator.presses(told, "Not taken", "Close order 1", "No")
    shown = await operator.presses(question, "No", "could not be confirmed")
    assert "fell by just the price" in shown["text"]
    overview = await operator.says("/admin", "Could not confirm: 1")
    waiting = await operator.presses(overview, "Could not confirm: 1", "waits for your word", "Order 1")
    await operator.presses(waiting, "Order 1", "Balance after")
    assert states(running) == [("uncertain", None, None)]
    code, said = await bot(running.folder, "check", **running.settings)
    assert (code, "wait for your word, see /admin: 1" in said) == (0, True), said


async def test_a_number_by_hand(running: House, customer: Talker, operator: Talker) -> None:
    """Where there is no number to count from, the operator names one; words that are none are told what is right."""
    told = await lose(running, customer)
    await operator.presses(told, "Look for it at the panel", "/admin 1 number")
    await operator.says("/admin 1 many", "as the panel shows it")
    await operator.says("/admin 77", "No such order waits")
    found = await operator.says("/admin 1 23490", "It is #23501")
    assert "#23490 to #23589" in found["text"]
    await decide(operator, found, "It is #23501", "is the panel's #23501")
    assert states(running) == [("placed", "23501", "adopted")]


async def test_a_panel_that_is_away(running: House, customer: Talker, operator: Talker) -> None:
    """A look at a panel that does not answer says so, and can be had again."""
    told = await lose(running, customer)
    await running.panel.down()
    operator.seen = running.world.events.last
    operator.say("/admin 1 23490")
    failed = await operator.sees("could not be asked", "Look further", timeout_seconds=30)
    await running.panel.up()
    await operator.presses(failed, "Look further", "It is #23501")
    assert told["message_id"] != failed["message_id"]


@pytest.mark.parametrize(
    "data", ["cl:0", "co:1", "cs:1", "cs:1:23490", "ca:1:23501", "cn:1", "cr:1", "cy:TOKEN", "cx:TOKEN"]
)
async def test_not_for_users(running: House, customer: Talker, operator: Talker, data: str) -> None:
    """A user who forges an operator's button learns nothing and changes nothing, not even about an order of theirs."""
    told = await lose(running, customer)
    await operator.presses(told, "Not taken", "Close order 1")
    kept = running.rows("SELECT name FROM memory WHERE name LIKE 'question:%'")
    token = str(kept[0][0]).rpartition(":")[2]
    for thief in (running.talker(CUSTOMER), running.talker(OTHER)):
        shown = await thief.says("/start", "Welcome")
        query = thief.forge(shown, f"1:{data.replace('TOKEN', token)}")
        answer = await running.world.answer_to(query)
        assert "operators" in answer["text"]
    assert states(running) == [("uncertain", None, None)]
    assert running.rows("SELECT search_by FROM cases") == [(None,)]
    assert not [text for text in running.talker(OTHER).texts() if LINK in text]


async def test_told_after_a_crash(running: House, customer: Talker, operator: Talker) -> None:
    """An order found half sent after a kill is told to its user and its operators, and waits for a word."""
    await operator.says("/start", "Welcome")
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=30))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: running.rows("SELECT state FROM orders") == [("submitting",)])
    await running.kill()
    running.sandbox.faults.clear()
    operator.seen = customer.seen = running.world.events.last
    await running.start()
    await customer.sees("could not confirm")
    await operator.sees("could not be confirmed", "Look for it at the panel")
    assert running.rows("SELECT count(*) FROM cases WHERE decided_at IS NULL") == [(1,)]
