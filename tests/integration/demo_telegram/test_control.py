"""The people's side over HTTP, as another process uses it."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import telegram

from bot.demo.telegram_api import ChatWorld
from tests.integration.demo_telegram.conftest import Served

Post = Callable[..., Awaitable[Any]]


@pytest.fixture
def post(served: Served, http: aiohttp.ClientSession) -> Post:
    async def post(path: str, **given: Any) -> Any:
        async with http.post(f"{served.address}/_world/{path}", json=given) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body["result"]

    return post


@pytest.fixture
def get(served: Served, http: aiohttp.ClientSession) -> Post:
    async def get(path: str, **query: Any) -> Any:
        async with http.get(f"{served.address}/_world/{path}", params=query) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body["result"]

    return get


async def test_a_conversation(bot: telegram.Bot, post: Post, get: Post) -> None:
    """Somebody is made, writes, reads the answer by a long poll, presses its button and sees the toast."""
    person = await post("people", id=8, first_name="Bob", language_code="tr")
    assert person["language_code"] == "tr"
    assert (await post("people/8/text", text="/start"))["message_id"] == 1
    seen = (await get("chats/8/messages"))["last_event"]
    waiting = asyncio.create_task(get("chats/8/messages", after_event=seen, timeout=20))
    markup = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Go", callback_data="go"))
    await bot.send_message(8, "<b>Hi</b>", parse_mode="HTML", reply_markup=markup)
    (event,) = (await waiting)["events"]
    assert (event["kind"], event["by_bot"], event["message"]["text"]) == ("message", True, "Hi")
    pressed = await post("people/8/press", message_id=event["message"]["message_id"], button="Go", times=2)
    first, second = pressed["query_ids"]
    await bot.answer_callback_query(first, "Gone")
    assert await get(f"queries/{first}/answer", timeout=5) == {"text": "Gone", "show_alert": False}
    assert await get(f"queries/{second}/answer") is None
    assert (await get("chats/8"))["messages"][-1]["text"] == "Hi"


async def test_what_else_people_do(bot: telegram.Bot, world: ChatWorld, post: Post, get: Post) -> None:
    """Files, edits, blocks, groups and inline questions go over HTTP too."""
    content = base64.b64encode(b"text").decode()
    sent = await post("people/7/attachment", kind="document", content_base64=content, file_name="a.txt")
    assert sent["document"]["file_size"] == 4
    text = await post("people/7/text", text="one")
    assert (await post("people/7/edit", message_id=text["message_id"], text="two"))["text"] == "two"
    await post("people/7/block")
    await post("people/7/unblock")
    await post("chats", id=-100, title="A group")
    await post("chats/-100/bot", by=7)
    await post("chats/-100/no-bot", by=7)
    query = await post("people/7/inline", text="likes")
    await bot.answer_inline_query(query["query_id"], [])
    assert (await get(f"inline/{query['query_id']}"))["answer"]["results"] == []
    assert [chat["bot_status"] for chat in await get("chats")] == ["member", "kicked"]
    assert len(await bot.get_updates()) == 9


async def test_book_faults_limits_and_updates(bot: telegram.Bot, world: ChatWorld, post: Post, get: Post) -> None:
    """The book is read, and the switches are thrown, from outside."""
    await post("faults", kind="bad_gateway", times=3)
    assert [rule["times"] for rule in await get("faults")] == [3]
    world.faults.clear()
    await post("limits", enforced=True)
    assert world.limits.enforced
    await bot.send_message(7, "x")
    book = await get("book", method="sendMessage")
    assert [call["parameters"]["text"] for call in book["calls"]] == ["x"]
    assert (await get("book", after=book["last"]))["calls"] == []
    update = await post("updates", kind="message", content={"x": 1})
    await post(f"updates/{update['update_id']}/redeliver")
    await bot.set_my_commands([("order", "Bestellen")], language_code="de")
    assert await get("people/7/commands") == [{"command": "order", "description": "Bestellen"}]


async def test_files_of_the_bot(
    served: Served, bot: telegram.Bot, world: ChatWorld, http: aiohttp.ClientSession
) -> None:
    """A page fetches a file without the token, as something to save and never to show."""
    sent = await bot.send_document(7, b"<script>", filename="a.html")
    assert sent.document is not None
    async with http.get(f"{served.address}/_world/files/{sent.document.file_id}") as answer:
        assert (await answer.read(), answer.headers["Content-Disposition"]) == (b"<script>", "attachment")
    async with http.get(f"{served.address}/_world/files/none") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("people", {"first_name": "x"}),
        ("people", {"id": -1}),
        ("people/99/text", {"text": "x"}),
        ("people/7/text", {"text": ""}),
        ("people/7/press", {"message_id": 1, "button": "x"}),
        ("people/7/attachment", {"kind": "elephant"}),
        ("faults", {"kind": "earthquake"}),
        ("updates/1/redeliver", {}),
    ],
)
async def test_mistakes_are_told(
    served: Served, world: ChatWorld, http: aiohttp.ClientSession, path: str, given: Any
) -> None:
    """What cannot be is a 400 with a reason."""
    async with http.post(f"{served.address}/_world/{path}", json=given) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


async def test_only_json_is_taken(served: Served, world: ChatWorld, http: aiohttp.ClientSession) -> None:
    """A form from a foreign page does nothing."""
    async with http.post(f"{served.address}/_world/people/7/block", data={"a": "b"}) as answer:
        assert answer.status == 415
    assert world.chats[7].bot_status == "member"
