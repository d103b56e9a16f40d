"""The whole bot in this process, between a panel and a Bot API on loopback: put together, served, and ended."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import InvalidToken

from bot import app
from bot.chat.webhook import SECRET_HEADER
from bot.check import check
from bot.demo.panel.sandbox import Sandbox
from bot.demo.panel.server import serve_sandbox
from bot.demo.telegram_api import DEFAULT_TOKEN, ChatWorld, address_of, serve_bot_api
from bot.domain.errors import SettingsInvalid
from bot.settings import Settings

KEY, SECRET = "app-panel-key-71c2", "a-secret-of-the-webhook"
OPERATOR, CUSTOMER = 1001, 2001


@dataclass
class Site:
    """What the bot is put between, and its settings."""

    world: ChatWorld
    facts: dict[str, Any]

    def settings(self, **changes: Any) -> Settings:
        """Return the settings, some of them changed."""
        return Settings(**{**self.facts, **changes})

    async def hears(self, text: str, *words: str) -> None:
        """Let the customer write and wait for an answer with all these words."""
        self.world.send_text(CUSTOMER, text)
        await self.world.wait_for_message(CUSTOMER, lambda said: all(word in str(said) for word in words))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A panel and a Bot API."""
    panel, world = await serve_sandbox(key=KEY, sandbox=Sandbox(manual=True)), ChatWorld()
    runner = await serve_bot_api("127.0.0.1", 0, world)
    for person, name in ((OPERATOR, "Olga"), (CUSTOMER, "Carl")):
        world.add_person(person, name)
    facts = {
        "telegram_token": DEFAULT_TOKEN,
        "telegram_api_url": address_of(runner),
        "panel_url": panel.url,
        "panel_key": KEY,
        "database_url": f"sqlite:///{tmp_path}/bot.db",
        "admin_ids": str(OPERATOR),
        "allowed_ids": str(CUSTOMER),
        "alive_file": str(tmp_path / "alive"),
    }
    yield Site(world, facts)
    world.close()
    await runner.cleanup()
    await panel.close()


async def stopped(serving: "asyncio.Task[None]") -> None:
    """End the bot as a service manager does, and wait for its end."""
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 10)


async def test_polling(site: Site, tmp_path: Path) -> None:
    """It registers its commands, answers, shows that it lives, and ends when it is told to."""
    told: list[str] = []
    serving = asyncio.create_task(app.run(site.settings(), lambda: told.append("stop")))
    await site.hears("/order", "Choose a category")
    await site.world.wait_for(lambda world: world.calls.of("setMyCommands"))
    assert (tmp_path / "alive").exists()
    await stopped(serving)
    assert told == ["stop"]


async def test_webhook(site: Site, unused_tcp_port: int) -> None:
    """Updates that are pushed are taken when they bear the secret, and by nobody else's word."""
    address = f"http://127.0.0.1:{unused_tcp_port}/hook"
    hook = {"webhook_url": address, "webhook_secret": SECRET, "webhook_port": unused_tcp_port}
    serving = asyncio.create_task(app.run(site.settings(telegram_mode="webhook", **hook)))
    await site.world.wait_for(lambda world: world.calls.of("setWebhook"))
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(address, content=b"{}")).status_code == 401
        for odd in (b"", b"{}", b"[]", b"x", b"[" * 100_000, b'{"update_id": true}'):
            assert (await client.post(address, content=odd, headers={SECRET_HEADER: SECRET})).status_code == 200
    await site.hears("/start", "Welcome")
    await stopped(serving)


async def test_port_that_is_taken(site: Site) -> None:
    """A port that somebody listens on is a wrong setting, named."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hook = {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "webhook_port": port}
    with pytest.raises(ExceptionGroup) as caught:
        await app.run(site.settings(telegram_mode="webhook", **hook))
    assert caught.group_contains(SettingsInvalid, match="WEBHOOK_PORT is wrong")
    server.close()
    await server.wait_closed()


async def test_alive_file_that_cannot_be_written(site: Site) -> None:
    """A health file in no folder is a wrong setting, named."""
    with pytest.raises(SettingsInvalid, match="ALIVE_FILE is wrong"):
        await app.run(site.settings(alive_file="/dev/null/alive"))


async def test_stopped_while_it_starts(site: Site) -> None:
    """Told to end while Telegram does not answer yet, it ends."""
    site.world.faults.add("slow", method="getMe", times=None, seconds=60)
    serving = asyncio.create_task(app.run(site.settings()))
    await site.world.wait_for(lambda world: world.calls.of("getMe"))
    await stopped(serving)


async def test_token_that_telegram_does_not_know(site: Site) -> None:
    """A wrong token ends the bot at once."""
    with pytest.raises(InvalidToken):
        await app.run(site.settings(telegram_token="1:wrong"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"telegram_token": "1:wrong"}, ["TELEGRAM_TOKEN"]),
        ({"telegram_api_url": "http://127.0.0.1:1"}, ["cannot be reached"]),
        ({"panel_key": "wrong-key-of-a-panel"}, ["PANEL_KEY"]),
        ({"panel_url": "http://127.0.0.1:1"}, ["does not answer"]),
        ({"database_url": "sqlite:////dev/null/bot.db"}, ["Database: "]),
        ({"panel_url": "http://127.0.0.1:1", "telegram_token": "1:wrong"}, ["TELEGRAM_TOKEN", "PANEL_URL"]),
    ],
    ids=str,
)
async def test_check(site: Site, changes: dict[str, Any], words: list[str]) -> None:
    """What is wrong is told in plain words, all of it at once, with no secret in it."""
    problems = (await check(site.settings(**changes))).problems
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))
    assert not [problem for problem in problems if KEY in problem or DEFAULT_TOKEN in problem]


async def test_check_of_the_database(site: Site, tmp_path: Path) -> None:
    """It tells how the database stands and makes none; the first start does."""
    assert (await check(site.settings())).database == "There is no database yet: the first start makes it."
    assert not (tmp_path / "bot.db").exists()
    serving = asyncio.create_task(app.run(site.settings()))
    await site.hears("/start", "Welcome")
    assert (await check(site.settings())).database == "The database is up to date."
    await stopped(serving)


async def test_check_of_what_is_no_panel(site: Site) -> None:
    """An address at which something else answers is named."""
    [problem] = (await check(site.settings(panel_url=f"{site.facts['telegram_api_url']}/nothing"))).problems
    assert "no panel's API" in problem
