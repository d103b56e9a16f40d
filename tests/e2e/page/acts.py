"""What a test does at the page, and what it lets the bot say."""

from typing import Any

from aiohttp import ClientSession
from playwright.async_api import Locator, Page

from tests.e2e.page.conftest import Demo

LINK = "https://instagram.com/somebody"


async def write(page: Page, text: str) -> None:
    """Type into the text field and send it."""
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.keyboard.press("Enter")


def key(page: Page, name: str) -> Locator:
    """Find the newest button of a message by its text."""
    return page.locator("#log .key").filter(has_text=name).last


def bubble(page: Page, *words: str) -> Locator:
    """Find the bot's newest message that has all these words."""
    found = page.locator(".msg.bot")
    for word in words:
        found = found.filter(has_text=word)
    return found.last


async def order_followers(page: Page, quantity: str = "1000") -> None:
    """Walk from /order to the summary by clicks and typing."""
    await write(page, "/order")
    await key(page, "First Category").click()
    await page.get_by_role("log").get_by_role("button", name="Followers", exact=True).click()
    await bubble(page, "Send the link").wait_for()
    await write(page, LINK)
    await bubble(page, "Send the quantity").wait_for()
    await write(page, quantity)
    await key(page, "Confirm").wait_for()


async def bot_sends(demo: Demo, method: str, **parameters: Any) -> Any:
    """Call the small Bot API as a bot would; returns the result."""
    settings = demo.house.bot.settings
    address = f"{settings['TELEGRAM_API_URL']}/bot{settings['TELEGRAM_TOKEN']}/{method}"
    async with ClientSession() as session, session.post(address, json=parameters) as answer:
        said = await answer.json()
    assert said["ok"], said
    return said["result"]
