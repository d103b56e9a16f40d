"""A whole order in Arabic on a phone: from right to left, nothing sticks out, and what is Latin stays readable."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.chat.texts import texts_for
from bot.demo.cast import CUSTOMER, SECOND_CUSTOMER
from tests.e2e.page.acts import LINK, bubble, key, write
from tests.e2e.page.conftest import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in that loop

T = texts_for("ar")
PHONE = {"width": 380, "height": 780}
SERVICE = "Instagram Followers | Brazil"
ENDS_IN_A_SIGN = "Refill ♻️"  # which would go to the other end of its line
# Where each character of a text stands, from the left, and how high.
_PLACES = """(element, text) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(text);
    if (at < 0) continue;
    return text.split("").map((_, index) => {
      const range = document.createRange();
      range.setStart(walker.currentNode, at + index);
      range.setEnd(walker.currentNode, at + index + 1);
      const { left, top } = range.getBoundingClientRect();
      return [left, top];
    });
  }
}"""
# What is wider than it may be: it sticks out of its message, or the page can be moved sideways.
_WIDE = """() => [...document.querySelectorAll("#log .msg")].flatMap((message) => {
  const { left, right } = message.getBoundingClientRect();
  return [...message.querySelectorAll("*:not(.reply, .reply *)")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < left - 1 || box.right > right + 1 || each.scrollWidth > each.clientWidth + 1
      && getComputedStyle(each).display !== "inline");
  }).map((each) => each.className || each.tagName);
}).concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])"""


async def is_readable(message: Locator, text: str) -> bool:
    """Tell whether a text stands in a message in one line, from left to right."""
    places = await message.evaluate(_PLACES, text)
    assert places, text
    lefts, heights = [left for left, _ in places], {round(top) for _, top in places}
    return lefts == sorted(lefts) and len(heights) == 1


async def runs_from_the_right(page: Page) -> None:
    """Look at all messages: the bot's on the right, keys in rows from right to left, lines too; and nothing is wide."""
    log = await page.locator("#log").bounding_box()
    assert log
    for message in await page.locator("#log .msg.bot").all():
        box = await message.bounding_box()
        assert box
        assert log["x"] + log["width"] - box["x"] - box["width"] < 10
        assert await message.locator(".body").evaluate("(body) => body.matches(':dir(rtl)')")
        for row in await message.locator(".keys > div").all():
            lefts = [box["x"] for one in await row.locator(".key").all() if (box := await one.bounding_box())]
            assert lefts == sorted(lefts, reverse=True)
    mine = await page.locator("#log .msg.mine").last.bounding_box()
    assert mine
    assert mine["x"] - log["x"] < 10
    assert await page.evaluate(_WIDE) == []


async def test_order(with_bot: Demo) -> None:
    """From Start to the card and a question about it: each message can be read."""
    page = await with_bot.open(SECOND_CUSTOMER, viewport=PHONE, has_touch=True, reduced_motion="reduce")
    await page.locator("#wide").click()
    await key(page, T.plain("Settings")).wait_for()
    await runs_from_the_right(page)
    await write(page, LINK)
    services = bubble(page, SERVICE)
    await services.wait_for()
    assert await is_readable(services, SERVICE)
    assert await is_readable(services, ENDS_IN_A_SIGN)
    await runs_from_the_right(page)
    await key(page, SERVICE).click()
    await key(page, "500").wait_for()
    await write(page, "1000")
    await key(page, T.plain("Confirm")).wait_for()
    summary = page.locator("#log .msg.bot").last
    for text in (SERVICE, LINK, "1,000", "USD"):
        assert await is_readable(summary, text), text
    await runs_from_the_right(page)
    await key(page, T.plain("Confirm")).click()
    card = bubble(page, "#23501")
    await card.wait_for()
    for text in ("#23501", LINK, "1,000", "USD"):
        assert await is_readable(card, text), text
    await runs_from_the_right(page)
    await write(page, "/cancel 23501")
    asked = page.locator("#log .msg", has=page.locator(".key", has_text=T.plain("Yes, cancel")))
    await asked.wait_for()
    assert await is_readable(asked, "#23501")
    await key(page, T.plain("No")).click()
    await key(page, "#23501").wait_for()
    assert await is_readable(key(page, "#23501"), "#23501")
    await runs_from_the_right(page)


@pytest.mark.parametrize("person", [CUSTOMER, SECOND_CUSTOMER])
async def test_hours(with_bot: Demo, person: int) -> None:
    """Four hours stand beside each other on a phone, each in one line, from right to left or from left to right."""
    t = T if person == SECOND_CUSTOMER else texts_for("en")
    page = await with_bot.open(person, viewport=PHONE, has_touch=True, reduced_motion="reduce")
    await page.locator("#wide").click()
    await key(page, t.plain("Settings")).click()
    await key(page, t.plain("Once a day")).click()
    rows = page.locator("#log .msg").last.locator(".keys > div")
    await expect(rows).to_have_count(7)
    await rows.nth(3).locator(".key").first.click()  # noon, which is marked from then on
    await expect(key(page, t.plain("Once a day"))).to_contain_text("✓")
    await key(page, t.plain("Once a day")).click()
    await expect(rows).to_have_count(7)
    await expect(key(page, "✓")).to_contain_text("12")
    for row in (await rows.all())[:6]:
        assert await row.locator(".key").count() == 4
        heights = [box["height"] for one in await row.locator(".key span").all() if (box := await one.bounding_box())]
        assert max(heights) < 24
    assert await page.evaluate(_WIDE) == []
