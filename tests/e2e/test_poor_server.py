"""The bot on a Bot API server that knows little: four methods, no entities, no wait for updates, bare results."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.e2e.house import CUSTOMER, House, until
from tests.e2e.test_ordering import LINK

Json = dict[str, Any]


@dataclass
class PoorServer:
    """Answers with as little as it can, and 404 to what it does not know."""

    updates: list[Json] = field(default_factory=list)
    shown: list[Json] = field(default_factory=list)  # what was sent and edited, in order
    polls: int = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a call."""
        method, given = request.match_info["method"], await request.post()
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.json_response({"ok": True, "result": answer(given)})

    def _getMe(self, _: Any) -> Json:  # noqa: N802  the method's name
        return {"id": 1, "is_bot": True, "first_name": "Bot"}

    def _getUpdates(self, given: Any) -> list[Json]:  # noqa: N802
        self.polls += 1
        return [update for update in self.updates if update["update_id"] >= int(given.get("offset", 0))]

    def _sendMessage(self, given: Any) -> Json:  # noqa: N802
        self.shown.append(dict(given))
        return {"message_id": len(self.shown)}

    def _editMessageText(self, given: Any) -> bool:  # noqa: N802
        self.shown.append(dict(given))
        return True

    def say(self, **content: Any) -> None:
        """Let the customer send a message without an entity in it."""
        chat, who = {"id": CUSTOMER}, {"id": CUSTOMER}
        self._put(message={"message_id": 9, "chat": chat, "from": who, **content})

    def press(self, text: str) -> None:
        """Let the customer press the newest button with this text."""
        rows = [
            row for one in self.shown for row in json.loads(one.get("reply_markup", "{}")).get("inline_keyboard", [])
        ]
        data = [button["callback_data"] for row in rows for button in row if button["text"] == text][-1]
        message = {"message_id": len(self.shown), "chat": {"id": CUSTOMER}}
        self._put(callback_query={"id": "1", "from": {"id": CUSTOMER}, "message": message, "data": data})

    def _put(self, **update: Json) -> None:
        self.updates.append({"update_id": len(self.updates) + 1, **update})

    async def sees(self, *words: str) -> None:
        """Wait until something with these words is shown last."""
        await until(lambda: bool(self.shown) and all(word in str(self.shown[-1]) for word in words))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[tuple[House, PoorServer]]:
    poor = PoorServer()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", poor.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    house = await House.build(tmp_path, TELEGRAM_API_URL=f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield house, poor
    finally:
        await house.close()
        await runner.cleanup()


async def test_an_order_all_the_same(server: tuple[House, PoorServer]) -> None:
    """An order goes through once, each message is sent once, and a sticker nobody can read is answered."""
    house, poor = server
    await house.launch()
    poor.say(text="/order")
    await poor.sees("Choose a category")
    poor.press("First Category")
    await poor.sees("Choose a service")
    poor.press("Followers")
    await poor.sees("link")
    poor.say(sticker={"file_id": "a"})
    await poor.sees("text", "link")
    poor.say(text=LINK)
    await poor.sees("quantity", "50")
    poor.say(text="1000")
    await poor.sees("Please check your order")
    poor.press("Confirm")
    await poor.sees("#23501")
    assert len(house.adds()) == 1
    texts = [one["text"] for one in poor.shown]
    assert sum("Please check your order" in text for text in texts) == 1
    polls = poor.polls
    await asyncio.sleep(1)  # a second is what is measured
    assert poor.polls - polls <= 10
    assert await house.stop() == 0
