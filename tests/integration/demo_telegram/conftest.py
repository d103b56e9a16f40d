"""A world served over loopback, and the real python-telegram-bot in front of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
import telegram
from aiohttp import web

from bot.demo.telegram_api import ChatWorld, address_of, serve_bot_api


@dataclass(frozen=True)
class Served:
    """A world and where it is."""

    world: ChatWorld
    runner: web.AppRunner

    @property
    def address(self) -> str:
        return address_of(self.runner)

    @property
    def bot_address(self) -> str:
        return f"{self.address}/bot{self.world.token}"

    def bot(self, token: str | None = None) -> telegram.Bot:
        return telegram.Bot(
            token or self.world.token,
            base_url=f"{self.address}/bot",
            base_file_url=f"{self.address}/file/bot",
        )


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    world = ChatWorld()
    runner = await serve_bot_api("127.0.0.1", 0, world)
    yield Served(world, runner)
    await runner.cleanup()


@pytest.fixture
def world(served: Served) -> ChatWorld:
    """A world in which Ann (7) has started the bot."""
    served.world.add_person(7, "Ann", username="ann_example", language_code="de")
    served.world.send_text(7, "/start")
    served.world.updates.clear()
    return served.world


@pytest.fixture
async def bot(served: Served) -> AsyncIterator[telegram.Bot]:
    async with served.bot() as bot:
        yield bot


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
