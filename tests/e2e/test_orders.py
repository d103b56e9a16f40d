"""Orders after the Confirm: refusals, refills, cancels, the list, the refresh."""

from decimal import Decimal

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House, Talker, until
from tests.e2e.test_ordering import LINK, choose, order_followers
from tests.keyboard import buttons_of


async def placed(customer: Talker) -> dict[str, object]:
    """Order followers and wait for the panel's id."""
    return await customer.presses(await order_followers(customer), "Confirm", "#23501")


async def test_refused_with_the_panels_words(running: House, customer: Talker, operator: Talker) -> None:
    """A refusal shows the panel's own words to the user, and to the operators what is theirs to mend."""
    await operator.says("/start", "Welcome")
    operator.seen = running.world.events.last
    running.sandbox.balance = Decimal("0.01")
    summary = await order_followers(customer)
    await customer.presses(summary, "Confirm", "Not enough funds on balance")
    await operator.sees("Not enough funds on balance")
    assert running.rows("SELECT state FROM orders") == [("refused",)]
    assert len(running.adds()) == 1


async def test_lost_answer_is_uncertain(running: House, customer: Talker, operator: Talker) -> None:
    """When the panel takes an order and its answer is lost, the order is uncertain and sent once only."""
    await operator.says("/start", "Welcome")
    operator.seen = running.world.events.last
    running.sandbox.faults.add(Fault(kind=FaultKind.CUT_AFTER, action="add"))
    summary = await order_followers(customer)
    await customer.presses(summary, "Confirm", "could not confirm")
    await operator.sees("could not be confirmed", LINK)
    await running.kill()
    await running.start()
    await customer.says("/orders", "could not confirm")
    assert len(running.adds()) == 1
    assert len(running.sandbox.orders) == 1


async def test_panel_away_then_back(running: House, customer: Talker) -> None:
    """While the panel cannot be reached the order waits and says so; it is sent once when the panel is back."""
    await running.panel.down()
    summary = await order_followers(customer)
    await customer.presses(summary, "Confirm", "cannot be reached")
    await running.panel.up()
    await customer.sees("#23501")
    assert len(running.adds()) == 1


async def test_refill_is_asked_once_and_accepted_is_not_done(running: House, customer: Talker) -> None:
    """A refill is asked about, sent once though Yes is tapped twice, and told in the panel's words as accepted."""
    await placed(customer)
    customer.seen = running.world.events.last
    running.sandbox.complete("23501")
    await customer.sees("#23501", "Completed")
    question = await customer.says("/refill 23501", "refill", "#23501")
    assert running.sandbox.book.of("refill") == []
    for query in [customer.press(question, "Yes, refill") for _ in range(3)]:
        await running.world.answer_to(query)
    notice = await customer.sees("#23501", "accepted", "added for refill")
    assert "done" not in notice["text"].lower()
    assert len(running.sandbox.book.of("refill")) == 1


async def test_several_ids_canceled_at_once(running: House, customer: Talker) -> None:
    """Several ids are asked about in one question; unknown ones are named."""
    await placed(customer)
    await customer.presses(await order_followers(customer), "Confirm", "#23502")
    question = await customer.says("/cancel 23501, #23502 99", "#23501", "#23502", "#99")
    await customer.presses(question, "Yes, cancel", "#23501", "#23502")
    await until(lambda: len(running.sandbox.book.of("cancel")) == 2)
    customer.seen = 0
    await customer.sees("#23501", "accepted")
    await customer.sees("#23502", "accepted")


async def test_no_leaves_the_panel_alone(running: House, customer: Talker) -> None:
    """A No sends nothing."""
    await placed(customer)
    question = await customer.says("/cancel 23501", "#23501")
    await customer.presses(question, "No", "Nothing was asked")
    assert running.sandbox.book.of("cancel") == []


async def test_list_card_and_refresh(running: House, customer: Talker) -> None:
    """The list leads to a card; Refresh has the panel asked at once and the card edited."""
    await placed(customer)
    listed = await customer.says("/orders", "#23501")
    button = next(text for text in buttons_of(listed) if "#23501" in text)
    card = await customer.presses(listed, button, "#23501", LINK, "Refresh")
    running.sandbox.set_status("23501", "In progress", remains=400)
    customer.press(card, "Refresh")
    await customer.sees("#23501", "In progress", "400", "60")
    await customer.presses(card, "Back", "#23501", "Open", "Done")


async def test_order_again(running: House, customer: Talker) -> None:
    """Order again leads straight to the summary with the old answers."""
    card = await placed(customer)
    again = await customer.presses(card, "Order again", "Confirm", LINK, "1,000")
    await customer.presses(again, "Confirm", "#23502")
    first, second = running.adds()
    assert first == second


async def test_price_changed_before_confirm(running: House, customer: Talker) -> None:
    """A price that changed after the summary is shown before anything is sent."""
    summary = await order_followers(customer)
    running.change_price("1", "1.90")
    fresh = await customer.presses(summary, "Confirm", "price", "1.90", "Confirm")
    assert running.adds() == []
    await customer.presses(fresh, "Confirm", "#23501")


async def test_status_of_many(running: House, customer: Talker) -> None:
    """Several ids are shown at once, and what is unknown is named."""
    await placed(customer)
    await customer.presses(await order_followers(customer), "Confirm", "#23502")
    await customer.says("/status 23501 23502 7", "#23501", "#23502", "#7")


async def test_operator_sees_the_balance(running: House, customer: Talker, operator: Talker) -> None:
    """The balance is for operators, with its age."""
    await operator.says("/balance", "10,000", "USD")
    told = await customer.says("/balance", "operators")
    assert "10,000" not in told["text"]


async def test_final_notices_only(running: House, customer: Talker) -> None:
    """Who wants only the final notices gets no others; the card is kept up to date all the same."""
    settings = await customer.says("/settings", "final")
    await customer.presses(settings, next(text for text in buttons_of(settings) if "final" in text), "✓ Only")
    card = await placed(customer)
    customer.seen = running.world.events.last
    running.sandbox.move("23501")
    edited = await customer.sees("In progress")
    assert edited["message_id"] == card["message_id"]
    running.sandbox.complete("23501")
    await customer.sees("#23501", "Completed", "Show the order")
    assert not [text for text in customer.texts() if "In progress" in text]


async def test_unsupported_type(running: House, customer: Talker) -> None:
    """A service of an unknown type is shown, and cannot be ordered."""
    found = await customer.says("/search mystery box", "Mystery")
    card = await customer.presses(found, buttons_of(found)[0], "not supported")
    assert "Order" not in buttons_of(card)


async def test_back_and_cancel_at_every_step(running: House, customer: Talker) -> None:
    """Back leads through every step to the categories, and Cancel leaves from any."""
    summary = await order_followers(customer)
    quantity = await customer.presses(summary, "Back", "quantity")
    link = await customer.presses(quantity, "Back", "link")
    services = await customer.presses(link, "Back", "Followers", "Choose a service")
    categories = await customer.presses(services, "Back", "Choose a category")
    await customer.presses(categories, "Cancel", "Nothing was ordered")
    first = await choose(customer, "First Category", "Followers")
    await customer.presses(first, "Cancel", "Nothing was ordered")
    await customer.says("/cancel", "/cancel 23501")
