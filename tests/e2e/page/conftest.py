"""A demo on free ports, and a browser that opens its page."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.demo.house import House
from bot.demo.page_server import serve_page
from bot.demo.telegram_api import address_of
from tools.chromium import FLAGS, MISSING, find_chromium

PATIENCE_MS = 30_000  # other work on the same machine may take the cores


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, one for all tests."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@dataclass(slots=True)
class Demo:
    """A running demo, its address, and what its pages complained of."""

    house: House
    address: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, person_id: int | str = "", **options: Any) -> Page:
        """Open the page as somebody; the options are those of a browser context."""
        context = await self.browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.address}/#{person_id}")
        await page.locator("#people-list button").first.wait_for(state="attached")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path, browser: Browser) -> AsyncIterator[Demo]:
    """A demo without its bot: what the page shows comes from the test. No page may complain."""
    house = await House.build(tmp_path, speed=1.0, keeps=False)
    runner = await serve_page(house, "127.0.0.1", 0)
    opened = Demo(house, address_of(runner), browser)
    yield opened
    for context in opened.contexts:
        await context.close()
    await house.bot.stop()
    house.world.close()
    await runner.cleanup()
    await house.close()
    assert opened.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def with_bot(demo: Demo) -> Demo:
    """A demo whose bot serves."""
    await asyncio.wait_for(demo.house.serve(), PATIENCE_MS / 1000)
    return demo
