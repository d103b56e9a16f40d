"""A whole order in the browser, with the real bot."""

import re

import pytest
from playwright.async_api import expect

from bot.demo.cast import CUSTOMER, SECOND_CUSTOMER
from tests.e2e.page.acts import bubble, key, order_followers, write
from tests.e2e.page.conftest import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in that loop


async def test_an_order_by_clicks_and_typing(with_bot: Demo) -> None:
    """An order is put together, confirmed, seen at the panel, moved there, and told to be done."""
    page = await with_bot.open(CUSTOMER)
    await page.get_by_role("button", name="Start", exact=True).click()
    await bubble(page, "Welcome").wait_for()
    await order_followers(page)
    summary = await bubble(page, "Please check your order").get_attribute("data-id")
    await key(page, "Confirm").click()
    await expect(page.locator("#toast")).to_contain_text("Confirmed")
    card = page.locator(f'.msg[data-id="{summary}"]')
    await expect(card).to_contain_text("#23501")
    await expect(card).to_contain_text("edited")
    assert await card.evaluate("each => each.classList.contains('edited')"), "an edit in place flashes"
    order = page.locator('[data-order="23501"]')
    await expect(order).to_contain_text("Pending")
    await order.get_by_role("button", name="Complete").click()
    await expect(order).to_contain_text("1,000 of 1,000")
    await bubble(page, "#23501", "Completed", "Show the order").wait_for()
    await expect(card).to_contain_text("Completed")
    asked = page.locator("#requests li").filter(has_text="add")
    await expect(asked).to_contain_text("key=••••")
    await expect(asked).to_contain_text('{"order": 23501}')


async def test_a_lost_answer_and_a_killed_bot(with_bot: Demo) -> None:
    """With the answer lost the order becomes uncertain; what is written to a dead bot is answered after its start."""
    page = await with_bot.open(CUSTOMER)
    await page.get_by_role("button", name="Start", exact=True).click()
    await bubble(page, "Welcome").wait_for()
    await page.get_by_role("switch", name="Lost answer").check()
    await order_followers(page)
    await key(page, "Confirm").click()
    await bubble(page, "could not confirm").wait_for()
    await expect(page.locator("#requests li").filter(has_text="no answer · cut after · taken")).to_contain_text("add")
    await page.get_by_role("button", name="Kill the bot").click()
    await expect(page.locator("#process")).to_contain_text("Dead")
    await write(page, "/help")
    await expect(page.locator("#process")).to_contain_text("1 waiting at Telegram")
    await page.get_by_role("button", name="Start the bot").click()
    await expect(page.locator("#process")).to_contain_text("Running")
    await bubble(page, "/search").wait_for()
    assert len(with_bot.house.sandbox.orders) == 1, "it is never sent again by itself"


async def test_the_command_menu(with_bot: Demo) -> None:
    """A slash opens the commands that the bot has registered; arrows and Enter send one, Tab inserts it."""
    page = await with_bot.open(CUSTOMER)
    await page.get_by_role("button", name="Start", exact=True).click()
    field = page.get_by_role("textbox", name="Message")
    await field.press_sequentially("/or")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(options).to_have_text([re.compile("^/order"), re.compile("^/orders")])
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("/orders ")
    await field.fill("")
    await page.get_by_role("button", name="Menu").click()
    await page.keyboard.press("Enter")
    await bubble(page, "category").wait_for()


async def test_somebody_elses_language(with_bot: Demo) -> None:
    """The chat of somebody who reads Arabic runs from right to left; another language turns it round."""
    page = await with_bot.open(SECOND_CUSTOMER)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("dir", "rtl")
    await page.get_by_label("Language of this person").select_option("en")
    await expect(log).to_have_attribute("dir", "ltr")
    assert with_bot.house.world.people[SECOND_CUSTOMER].language_code == "en"


async def test_telegram_puts_messages_off(with_bot: Demo) -> None:
    """With 429 switched on nothing arrives; switched off again, what the bot owes does."""
    page = await with_bot.open(CUSTOMER)
    await page.get_by_role("switch", name="Telegram 429").check()
    await page.get_by_role("button", name="Start", exact=True).click()
    await with_bot.house.world.wait_for(lambda world: any(call.fault for call in world.calls.of("sendMessage")))
    await expect(page.locator(".msg.bot")).to_have_count(0)
    await page.get_by_role("switch", name="Telegram 429").uncheck()
    await bubble(page, "Welcome").wait_for()


async def test_a_panel_that_is_down(with_bot: Demo) -> None:
    """An order confirmed while the panel refuses connections is placed, once, when it is back."""
    page = await with_bot.open(CUSTOMER)
    await page.get_by_role("button", name="Start", exact=True).click()
    await order_followers(page)
    await page.get_by_role("switch", name="Panel down").check()
    await key(page, "Confirm").click()
    await expect(page.locator("#toast")).to_contain_text("Confirmed")
    await expect(page.locator("#orders")).to_contain_text("None yet")
    await page.get_by_role("switch", name="Panel down").uncheck()
    await bubble(page, "#23501").wait_for()
    await expect(page.locator("#orders > li")).to_have_count(1)
