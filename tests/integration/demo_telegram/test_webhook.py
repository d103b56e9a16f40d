"""Updates pushed to a webhook over loopback."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict

from bot.demo.telegram_api import ChatWorld
from bot.demo.telegram_api.bell import Bell


@dataclass
class Hook:
    """A webhook that takes updates, after refusing some."""

    address: str = ""
    refusals: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    by_chat: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    most_by_chat: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    bell: Bell = field(default_factory=Bell)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        chat_id = update["message"]["chat"]["id"]
        self.at_once += 1
        self.by_chat[chat_id] += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.most_by_chat = max(self.most_by_chat, self.by_chat[chat_id])
        self.bell.ring()
        await self.gate.wait()
        self.at_once -= 1
        self.by_chat[chat_id] -= 1
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        self.taken.append(update)
        self.bell.ring()
        return web.Response()

    async def until(self, count: int) -> list[dict[str, Any]]:
        await self.bell.wait_for(lambda: len(self.taken) >= count, 10)
        return self.taken


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.gate.set()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """What waited already and what comes later is pushed, with the secret in its header."""
    world.send_text(7, "before")
    assert await bot.set_webhook(hook.address, secret_token="only-a-word")
    world.send_text(7, "after")
    taken = await hook.until(2)
    assert [update["message"]["text"] for update in taken] == ["before", "after"]
    assert set(hook.secrets) == {"only-a-word"}
    assert "only-a-word" not in str([call.parameters for call in world.calls.calls])
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (hook.address, 0, None)


async def test_a_refused_update_comes_again_in_order(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """Anything but 2xx is repeated until it is taken, and what comes after it waits."""
    hook.refusals = 2
    await bot.set_webhook(hook.address)
    for text in "abc":
        world.send_text(7, text)
    taken = await hook.until(3)
    assert [update["message"]["text"] for update in taken] == ["a", "b", "c"]
    assert len(hook.secrets) == 5
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_chats_go_side_by_side_and_each_in_order(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """One update of each chat is under way at a time, of several chats many."""
    hook.gate.clear()
    await bot.set_webhook(hook.address)
    for person_id in range(11, 15):
        world.add_person(person_id)
        for number in range(5):
            world.send_text(person_id, str(number))
    await hook.bell.wait_for(lambda: hook.at_once == 4, 10)
    hook.gate.set()
    taken = await hook.until(20)
    assert (hook.most_by_chat, hook.most_at_once) == (1, 4)
    for person_id in range(11, 15):
        assert [u["message"]["text"] for u in taken if u["message"]["chat"]["id"] == person_id] == list("01234")


async def test_an_update_is_delivered_again(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """A redelivered update has its old id."""
    await bot.set_webhook(hook.address)
    world.send_text(7, "x")
    (first,) = await hook.until(1)
    world.redeliver(first["update_id"])
    assert await hook.until(2) == [first, first]


async def test_poll_and_webhook_exclude_each_other(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """A webhook ends a poll and forbids others, until it is deleted; what came meanwhile then waits."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await world.wait_for(lambda w: w.updates.waiting_poll)
    await bot.set_webhook(hook.address)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    hook.refusals = 99
    world.send_text(7, "x")
    await hook.bell.wait_for(lambda: hook.refusals < 99, 10)
    assert await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_pending_updates_can_be_dropped(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """Both methods throw away what waits, when they are told to."""
    world.send_text(7, "x")
    await bot.set_webhook(hook.address, drop_pending_updates=True)
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    world.send_text(7, "y")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://a.example/hook", "An HTTPS URL must be provided for webhook"),
        ("https://a.example:8081/hook", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://a.example:x/hook", "invalid webhook URL specified"),
    ],
)
async def test_refused_addresses(bot: telegram.Bot, world: ChatWorld, address: str, words: str) -> None:
    """Away from loopback, Telegram's rules for addresses hold."""
    with pytest.raises(BadRequest, match=f"(?i)bad webhook: {words}"):
        await bot.set_webhook(address)


async def test_refused_secret(bot: telegram.Bot, world: ChatWorld, hook: Hook) -> None:
    """A secret has letters, digits, hyphens and underscores alone."""
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await bot.set_webhook(hook.address, secret_token="a b")
