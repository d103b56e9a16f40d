"""The catalogue as operators arrange it and users find it, through the whole bot, kills and new lists included."""

from tests.e2e.house import CUSTOMER, OPERATOR, STRANGER, House, until
from tests.keyboard import buttons_of


async def test_the_shelf_outlives_kills_and_new_lists(house: House) -> None:
    """A renamed and a hidden service are so after a kill and after the panel's list is read again."""
    await house.start()
    operator, customer = house.talker(OPERATOR), house.talker(CUSTOMER)
    card = await operator.says("/start s_1", "Hide, rename, pin")
    card = await operator.presses(card, "Hide, rename, pin", "Rename")
    await operator.presses(card, "Rename", "Send the name")
    await house.kill()
    operator.say("Golden fans")
    await house.start()
    card = await operator.sees("Golden fans", "At the panel: Followers")
    other = await operator.says("/start s_2", "Hide, rename, pin")
    other = await operator.presses(other, "Hide, rename, pin", "Hide")
    await operator.presses(other, "Hide", "Hidden from users")
    house.write("UPDATE memory SET at = 0 WHERE name = 'catalogue'")
    await house.stop()
    await house.start()
    await until(lambda: house.rows("SELECT at FROM memory WHERE name = 'catalogue'") != [(0,)])
    await customer.says("/start s_1", "Golden fans", "Order")
    await customer.says("/start s_2", "not on sale at present")
    await customer.says("golden fan", "Golden fans")


async def test_a_price_that_changes_at_the_panel(house: House) -> None:
    """Confirm after a new list shows the old and the new price; operators read of it in the changes."""
    await house.start()
    customer, operator = house.talker(CUSTOMER), house.talker(OPERATOR)
    card = await customer.says("/start s_1", "Order")
    await customer.presses(card, "Order", "link")
    await customer.says("https://example.com/p", "quantity")
    summary = await customer.says("1000", "Confirm")
    house.change_price("1", "1.25")
    said = await customer.presses(summary, "Confirm", "has just changed")
    assert "0.90 USD → 1.25 USD" in said["text"]
    assert house.adds() == []
    house.write("UPDATE memory SET at = 0 WHERE name = 'catalogue'")  # the panel's own list has the price of before
    await house.stop()
    await house.start()
    shown = await operator.says("/admin", "Catalogue")
    shown = await operator.presses(shown, "Catalogue", "Changes since yesterday: 1")
    await operator.presses(shown, "Changes", "1.25 USD → 0.90 USD")
    said = await customer.presses(said, "Confirm", "has just changed")
    await customer.presses(said, "Confirm", "#23501")
    await until(lambda: len(house.adds()) == 1)


async def test_services_are_shared_from_any_chat(house: House) -> None:
    """What a user shares opens, for a stranger who is let in, the very service."""
    await house.start()
    query_id = house.world.ask_inline(CUSTOMER, "followers")
    await house.world.wait_for(lambda world: world.inline_queries[query_id]["answer"], 15)
    first = house.world.inline_queries[query_id]["answer"]["results"][0]
    link = first["sends"]["reply_markup"]["inline_keyboard"][0][0]["url"]
    stranger, operator = house.talker(STRANGER), house.talker(OPERATOR)
    operator.say("/start")
    await operator.sees("Welcome")
    stranger.say(f"/start {link.partition('?start=')[2]}")
    request = await operator.sees("asks for access", "Allow")
    await operator.presses(request, "Allow", "may order now")
    card = await stranger.sees(first["title"], "Order")
    assert "☆ Favourite" in buttons_of(card)
