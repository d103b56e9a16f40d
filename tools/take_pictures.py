"""Takes the pictures in docs/pictures from the running demo: `make pictures`.

Needs Chromium and, to make them small, pngquant.
"""

import asyncio
import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.demo.cast import CUSTOMER, OPERATOR, SECOND_CUSTOMER
from bot.demo.house import House
from bot.demo.page_server import serve_page
from bot.demo.telegram_api import address_of
from tools.chromium import FLAGS, MISSING, find_chromium

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
DESK: ViewportSize = {"width": 1360, "height": 850}
PHONE: ViewportSize = {"width": 380, "height": 760}
LINK = "https://instagram.com/maya.stone"
LINES = """1 | https://instagram.com/maya.stone | 1000
1 | https://instagram.com/second.shop | 250
2 | no link at all | 100
1 | https://instagram.com/third.shop | 500"""
CATEGORY, SERVICE = "Instagram Followers", "30 Days Refill"
_SHEET = (
    "<!doctype html><style>body{{margin:0}}div{{display:flex;gap:18px;padding:18px;width:max-content;"
    "align-items:flex-start;background:{ground}}}"
    "img{{width:300px;border-radius:20px;box-shadow:0 4px 20px #0005}}</style><div>{pictures}</div>"
)
_GROUND = {"light": "#eef1f5", "dark": "#0b1118"}


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[tuple[House, str]]:
    """Run a demo whose orders move slowly; yields it and its address."""
    house = await House.build(folder, speed=1.0, keeps=False)
    page = await serve_page(house, "127.0.0.1", 0)
    try:
        await house.serve()
        await house.world.wait_for(lambda _: len(house.sandbox.book.of("services")))
        yield house, address_of(page)
    finally:
        await house.bot.stop()
        house.world.close()
        await page.cleanup()
        await house.close()


class Visit:
    """Somebody at the page, in one scheme and size."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def write(self, text: str, shows: str) -> None:
        """Write to the bot and wait for what it shows."""
        await self.page.get_by_role("textbox", name="Message").fill(text)
        await self.page.keyboard.press("Enter")
        await self.sees(shows)

    async def press(self, text: str, shows: str) -> None:
        """Press the newest button with this text and wait for what it shows."""
        await self.page.locator("#log .key").filter(has_text=text).last.click()
        await self.sees(shows)

    async def press_first(self, shows: str) -> None:
        """Press the first button of the newest message and wait for what it shows."""
        await self.page.locator("#log > .msg.bot:last-child .key").first.click()
        await self.sees(shows)

    async def sees(self, text: str) -> None:
        """Wait until the bot says something, in a text or on a button."""
        await self.page.locator("#log > .msg.bot:last-child").filter(has_text=text).wait_for()

    async def picture(self, what: str = "#chat") -> bytes:
        """Take a picture of a part of the page at rest."""
        await self.page.mouse.move(0, 0)
        await self.page.evaluate("document.activeElement.blur()")
        await self.page.locator("#toast p").wait_for(state="detached")
        await self.page.evaluate("Promise.all([...document.images].map((each) => each.decode().catch(() => {})))")
        await self.page.evaluate("window.log.scrollTop = window.log.scrollHeight")
        await self.page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))")
        return await self.page.locator(what).screenshot(animations="disabled", caret="hide")

    async def pictures(self, *acts: Awaitable[None]) -> list[bytes]:
        """Do one act after the other, and take a picture of what each leads to."""
        taken = []
        for act in acts:
            await act
            taken.append(await self.picture())
        return taken

    async def start(self) -> None:
        """Press Start."""
        await self.page.get_by_role("button", name="Start", exact=True).click()
        await self.sees("New order")


async def visit(browser: Browser, address: str, person: int, scheme: str, size: ViewportSize) -> Visit:
    """Open the page as somebody."""
    context = await browser.new_context(bypass_csp=True, viewport=size, device_scale_factor=1.5 if size is PHONE else 1)
    page = await context.new_page()
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_default_timeout(15_000)
    await page.goto(f"{address}/#{person}")
    await page.locator("#people-list button").first.wait_for(state="attached")
    return Visit(page)


async def order_in_five_steps(browser: Browser, address: str, scheme: str, house: House) -> bytes:
    """Order by clicks and typing; the steps stand side by side."""
    maya = await visit(browser, address, CUSTOMER, scheme, PHONE)
    await maya.start()
    steps = await maya.pictures(
        maya.press("New order", CATEGORY),
        maya.press(CATEGORY, SERVICE),
        maya.press(SERVICE, "Send the link"),
        maya.write(LINK, "Send the quantity"),
        maya.write("1000", "Please check your order"),
        maya.press("Confirm", "#2350"),
    )
    assert house.sandbox.orders
    return await side_by_side(browser, scheme, steps[1:])


async def side_by_side(browser: Browser, scheme: str, pictures: Sequence[bytes]) -> bytes:
    """Put pictures on one sheet."""
    sheet = await browser.new_page()
    shown = "".join(f'<img src="data:image/png;base64,{base64.b64encode(each).decode()}">' for each in pictures)
    await sheet.set_content(_SHEET.format(ground=_GROUND[scheme], pictures=shown))
    return await sheet.locator("div").screenshot()


async def from_a_link(browser: Browser, address: str, scheme: str, _: House) -> bytes:
    """Paste a link, choose a service and a quantity."""
    maya = await visit(browser, address, CUSTOMER, scheme, PHONE)
    steps = await maya.pictures(
        maya.write("https://www.instagram.com/p/C8kLm2xQ/?igsh=MzRlODBiNWFlZA==", "Instagram · post"),
        maya.press_first("Send the quantity"),
        maya.press("500", "Please check your order"),
    )
    await maya.press("Confirm", "#2350")
    return await side_by_side(browser, scheme, steps)


async def many_at_once(browser: Browser, address: str, scheme: str, _: House) -> bytes:
    """Order by lines, of which one is bad, and read the report."""
    maya = await visit(browser, address, CUSTOMER, scheme, PHONE)
    steps = await maya.pictures(
        maya.write(LINES, "Confirm 3 orders"),
        maya.press("Confirm 3 orders", "Your mass order has been sent"),
        maya.press("Each line", "line by line"),
    )
    return await side_by_side(browser, scheme, steps)


async def my_orders(browser: Browser, address: str, scheme: str, _: House) -> bytes:
    """Look through one's orders, at one of them, and at the totals."""
    maya = await visit(browser, address, CUSTOMER, scheme, PHONE)
    steps = await maya.pictures(maya.write("/orders", "Totals"), maya.press("#23501", "Order again"))
    await maya.write("/orders", "Totals")
    return await side_by_side(browser, scheme, steps + await maya.pictures(maya.press("Totals", "By month")))


async def looking_around(browser: Browser, address: str, scheme: str, _: House) -> bytes:
    """Search, look at a service, and at the settings."""
    maya = await visit(browser, address, CUSTOMER, scheme, PHONE)
    steps = await maya.pictures(
        maya.write("tiktok liks", "TikTok"), maya.press_first("Favourite"), maya.write("/settings", "Quiet hours")
    )
    return await side_by_side(browser, scheme, steps)


async def in_arabic(browser: Browser, address: str, scheme: str, _: House) -> bytes:
    """Let somebody whose Telegram speaks Arabic begin, and order from a link."""
    layla = await visit(browser, address, SECOND_CUSTOMER, scheme, PHONE)
    steps = await layla.pictures(
        layla.write("/start", "أهلًا"), layla.write("https://www.instagram.com/layla.shop", "Instagram")
    )
    await layla.press_first("")
    return await side_by_side(browser, scheme, steps + await layla.pictures(layla.write("1000", "USD")))


async def notice(browser: Browser, address: str, scheme: str, house: House) -> bytes:
    """Show the whole page after an order has moved and another one has become uncertain."""
    at_desk = await visit(browser, address, CUSTOMER, scheme, DESK)
    number = max(house.sandbox.orders)
    house.world.send_text(SECOND_CUSTOMER, "/start")
    house.sandbox.move(number)
    await at_desk.sees("In progress")
    house.sandbox.complete(number)
    await at_desk.sees("Completed")
    return await at_desk.picture("body")


async def operator(browser: Browser, address: str, scheme: str, house: House) -> bytes:
    """Show what the operator sees while the panel loses answers."""
    await house.troubles.switch("lost", on=True)
    maya = await visit(browser, address, CUSTOMER, scheme, DESK)
    olga = await visit(browser, address, OPERATOR, scheme, DESK)
    if not house.world.chats[OPERATOR].messages:
        await olga.start()
    await maya.write("/order", CATEGORY)
    await maya.press(CATEGORY, SERVICE)
    await maya.press(SERVICE, "Send the link")
    await maya.write("https://instagram.com/second.shop", "Send the quantity")
    await maya.write("2500", "Please check your order")
    await maya.press("Confirm", "could not confirm")
    await olga.sees("could not be confirmed")
    await olga.write("/admin", "")
    await olga.write("/balance", "USD")
    return await olga.picture("body")


DRAWN = (
    order_in_five_steps,
    notice,
    from_a_link,
    many_at_once,
    my_orders,
    looking_around,
    in_arabic,
    operator,
)


def store(name: str, picture: bytes) -> None:
    """Write a picture, made small where pngquant is at hand."""
    path = FOLDER / f"{name}.png"
    pngquant = shutil.which("pngquant")
    if pngquant:
        command = [pngquant, "--speed", "1", "128", "-"]
        picture = subprocess.run(command, input=picture, capture_output=True, check=True).stdout
    path.write_bytes(picture)
    sys.stdout.write(f"{path.name}: {len(picture) // 1024} kB\n")


async def take(scheme: str, chromium: str) -> None:
    """Take all pictures in one scheme."""
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright, running_demo(Path(folder)) as (house, address):
            browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for draw in DRAWN:
                store(f"{draw.__name__}_{scheme}", await draw(browser, address, scheme, house))
            await browser.close()


def main() -> int:
    """Take all pictures; returns the exit code."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        asyncio.run(take(scheme, chromium))
    return 0


if __name__ == "__main__":
    sys.exit(main())
