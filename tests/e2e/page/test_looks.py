"""Light and dark, phone and desktop, keyboard and screen reader, weight and speed."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.demo.cast import CUSTOMER, SECOND_CUSTOMER
from tests.e2e.page.acts import bot_sends
from tests.e2e.page.conftest import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in that loop

PHONE = {"width": 360, "height": 740}
MAX_BYTES = 150_000
MAX_FIRST_PAINT_MS = 200


async def talked(demo: Demo, person_id: int = CUSTOMER) -> int:
    """Let there be a chat with something of everything, an order, and requests."""
    demo.house.world.send_text(
        person_id, "/start and a longer text that goes on for more than a line, see https://example.com"
    )
    styles = (None, "primary", "success", "danger")
    rows: list[Any] = [[{"text": f"{style}", "callback_data": "x", "style": style} for style in styles]]
    rows.append([{"text": "Copy", "copy_text": {"text": "x"}}, {"text": "Open", "url": "https://example.com"}])
    text = (
        '<b>#23501</b> <code>c</code> <tg-spoiler>s <a href="https://example.com">l</a></tg-spoiler> /help @somebody'
        "<pre>code</pre><blockquote>quote</blockquote><i>مرحبا</i> Muchos años después, frente al pelotón"
    )
    markup = {"inline_keyboard": rows}
    await bot_sends(demo, "sendMessage", chat_id=person_id, text=text, parse_mode="HTML", reply_markup=markup)
    file = demo.house.world.files.keep("document", "orders.csv", "text/csv", b"id\n1\n")
    await bot_sends(demo, "sendDocument", chat_id=person_id, document=file.file_id, caption="All of them")
    for number in range(4):
        demo.house.sandbox.add({"service": "1", "url": f"https://example.com/{number}", "quantity": "1000"})
    demo.house.sandbox.move("23502")
    demo.house.sandbox.make_partial("23503", 157)
    demo.house.sandbox.cancel("23504")
    for code in (200, 0):
        asked = {"action": "balance", "key": "k"}
        demo.house.sandbox.book.write(at=1.7e9, method="POST", parameters=asked, code=code, answer="{}")
    return person_id


async def sins(page: Page) -> list[str]:
    """List what axe finds, after all movement is over."""
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))")
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(demo: Demo, scheme: str) -> None:
    """Roles, labels, order and contrast are right in both schemes, with menus open, and for who reads Arabic."""
    page = await demo.open(await talked(demo), color_scheme=scheme, reduced_motion="reduce")
    await expect(page.locator("#orders li")).to_have_count(4)
    assert await sins(page) == []
    await page.get_by_role("button", name="Attach").click()
    await page.locator("#bot-log summary").click()
    assert await sins(page) == []
    await page.get_by_role("button", name="New person").click()
    assert await sins(page) == []
    other = await demo.open(SECOND_CUSTOMER, color_scheme=scheme, reduced_motion="reduce")
    assert await sins(other) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_phone(demo: Demo, scheme: str) -> None:
    """At 360 pixels one part shows at a time, nothing sticks out, and axe is content with each."""
    options: dict[str, Any] = {"viewport": PHONE, "color_scheme": scheme, "reduced_motion": "reduce", "has_touch": True}
    page = await demo.open(await talked(demo), **options)
    for tab, shown in (("People", "#people"), ("Behind", "#backstage"), ("Chat", "#chat")):
        await page.get_by_role("navigation").get_by_role("button", name=tab).click()
        assert [await page.locator(pane).is_visible() for pane in ("#people", "#backstage", "#chat")].count(True) == 1
        await expect(page.locator(shown)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        wide = "[...document.querySelectorAll('.pane *')].filter((each) => each.getBoundingClientRect().right > 361)"
        assert await page.evaluate(f"{wide}.map((each) => each.className)") == []
        assert await sins(page) == []


async def test_dark_mode(demo: Demo) -> None:
    """The page follows the system's scheme; the switch overrules it and is remembered."""
    page = await demo.open(CUSTOMER, color_scheme="dark")
    paper = "getComputedStyle(document.querySelector('#people')).backgroundColor"
    assert await page.evaluate(paper) == "rgb(23, 33, 43)"
    await page.get_by_role("button", name="Colours").click()
    assert await page.evaluate(paper) == "rgb(255, 255, 255)"
    await page.reload()
    await expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
    assert await page.evaluate(paper) == "rgb(255, 255, 255)"


async def test_by_keyboard(demo: Demo) -> None:
    """The message field is one step away, and every step after it shows where it is."""
    page = await demo.open(await talked(demo))
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        focus = (
            "(({outlineStyle, outlineWidth}) => outlineStyle + outlineWidth)(getComputedStyle(document.activeElement))"
        )
        assert await page.evaluate(focus) == "solid2px", await page.evaluate("document.activeElement.outerHTML")


async def test_weight_and_speed(demo: Demo) -> None:
    """All of the page is small, comes from here alone, and paints at once."""
    page = await demo.open(await talked(demo))
    asked: list[str] = []
    sizes: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    paints = []
    for _ in range(3):
        await page.reload(wait_until="load")
        paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        await page.wait_for_function(paint)
        paints.append(await page.evaluate(paint))
    assert asked
    assert [url for url in asked if not url.startswith(f"{demo.address}/")] == []
    assert sum(sizes) / 3 < MAX_BYTES
    assert min(paints) < MAX_FIRST_PAINT_MS


async def test_nothing_from_elsewhere_can_load(demo: Demo) -> None:
    """The policy forbids everything but the page's own files, and turning text into HTML."""
    page = await demo.open(CUSTOMER)
    answer = await page.request.get(demo.address)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    refused = "(() => { try { document.body.innerHTML = 'x'; } catch (error) { return error.name; } })()"
    assert await page.evaluate(refused) == "TypeError"
    demo.complaints.clear()
    foreign = await page.request.get(demo.address, headers={"Host": "evil.example"})
    assert foreign.status == 403
