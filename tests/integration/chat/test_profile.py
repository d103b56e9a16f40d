"""What people see before Start, told to a small Bot API: in each language, and never over an operator's own text."""

import json
import logging
from typing import Any

import pytest
from aiohttp import web
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.chat.connection import bot_of, make_application
from bot.chat.profile import (
    KEPT,
    description,
    language_code,
    mark_of,
    register_descriptions,
    short_description,
)
from bot.chat.texts import languages, texts_for
from bot.demo.telegram_api import address_of
from tests.fakes.failing_store import ALL, FailingStore
from tests.integration.chat.desk import Desk, WallClock

TEXTS = {language_code(language): texts_for(language) for language in languages()}
OWN = "Anna's shop. Ask me for a password first."


@pytest.fixture
def bot(desk: Desk) -> ExtBot[None]:
    """Telegram's side of the bot's profile, as BotFather changes it too."""
    return bot_of(desk.application)


async def starts(desk: Desk) -> int:
    """Register as a start of the bot does; returns how many texts were written."""

    def written() -> int:
        calls = desk.world.calls
        return len(calls.of("setMyDescription")) + len(calls.of("setMyShortDescription"))

    before = written()
    await register_descriptions(bot_of(desk.application), desk.store, desk.clock)
    return written() - before


async def test_each_language(desk: Desk, bot: ExtBot[None]) -> None:
    """Everybody is told in their language what the bot is for; another start writes nothing."""
    assert await starts(desk) == 2 * len(TEXTS)
    for code, t in TEXTS.items():
        assert (await bot.get_my_description(code)).description == description(t)
        assert (await bot.get_my_short_description(code)).short_description == short_description(t)
    assert (await bot.get_my_description("de")).description == description(TEXTS[""])
    assert await starts(desk) == 0


async def test_operators_own(desk: Desk, bot: ExtBot[None]) -> None:
    """A text of the operator's for everybody stays, and no language of ours hides it; the other one is still told."""
    await bot.set_my_description(OWN)
    assert await starts(desk) == len(TEXTS)
    for code, t in TEXTS.items():
        assert (await bot.get_my_description(code)).description == OWN
        assert (await bot.get_my_short_description(code)).short_description == short_description(t)


async def test_operators_own_came_later(desk: Desk, bot: ExtBot[None]) -> None:
    """When the operator writes a text for everybody, ours are taken back in the languages; theirs in one stays."""
    await starts(desk)
    await bot.set_my_description(OWN)
    await bot.set_my_description("Магазин Анны", "ru")
    assert await starts(desk) == len(TEXTS) - 2
    assert (await bot.get_my_description("es")).description == OWN
    assert (await bot.get_my_description("ru")).description == "Магазин Анны"
    assert await starts(desk) == 0


async def test_a_language_of_the_operators(desk: Desk, bot: ExtBot[None]) -> None:
    """A text of the operator's in one language stays, and the others are ours."""
    await bot.set_my_description("Магазин Анны", "ru")
    await starts(desk)
    assert (await bot.get_my_description("ru")).description == "Магазин Анны"
    assert (await bot.get_my_description("es")).description == description(TEXTS["es"])


async def test_texts_of_an_older_version(desk: Desk, bot: ExtBot[None]) -> None:
    """What an older version told is known as ours, and gives way to today's text."""
    older = "I take orders."
    await bot.set_my_description(older)
    async with desk.store.transaction() as tx:
        await tx.memory.keep(KEPT, json.dumps([mark_of(older)]), desk.clock.now())
    await starts(desk)
    assert (await bot.get_my_description()).description == description(TEXTS[""])


async def test_put_off(desk: Desk, bot: ExtBot[None]) -> None:
    """What Telegram puts off is raised, for it to be tried again, and goes on where it stood."""
    desk.world.faults.add("too_many", method="setMyShortDescription", retry_after=7)
    with pytest.raises(RetryAfter):
        await starts(desk)
    assert (await bot.get_my_description("ru")).description == description(TEXTS["ru"])
    assert await starts(desk) == len(TEXTS)


async def test_old_server(caplog: pytest.LogCaptureFixture) -> None:
    """A Bot API server without these methods is left alone, with one warning."""

    async def answer(request: web.Request) -> web.Response:
        me: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "Bot"}
        if request.match_info["method"] == "getMe":
            return web.json_response({"ok": True, "result": me})
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)

    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    application = make_application("1:t", address_of(runner))
    await application.initialize()
    try:
        await register_descriptions(bot_of(application), FailingStore(), WallClock())
    finally:
        await application.shutdown()
        await runner.cleanup()
    assert [record.levelno for record in caplog.records if record.name == "bot.chat.profile"] == [logging.WARNING]


async def test_database_fails(desk: Desk, bot: ExtBot[None], caplog: pytest.LogCaptureFixture) -> None:
    """A text of which it could not be noted that it is ours is not told; the bot goes on, with one warning."""
    store = FailingStore()
    store.failures = ALL
    await register_descriptions(bot, store, desk.clock)
    assert (await bot.get_my_description()).description == ""
    assert "the database failed" in caplog.text
