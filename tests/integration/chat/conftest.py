"""A desk for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.telegram_api import ChatWorld, address_of, serve_bot_api
from bot.store.sql_store import SqlStore
from tests.integration.chat.desk import Desk, open_desk


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """The chat's machinery on a database file and a small Bot API."""
    world, store = ChatWorld(), SqlStore(sqlite_url)
    runner = await serve_bot_api("127.0.0.1", 0, world)
    await store.open()
    desk = await open_desk(world, store, address_of(runner))
    try:
        yield desk
    finally:
        await desk.application.shutdown()
        await store.close()
        world.close()
        await runner.cleanup()
