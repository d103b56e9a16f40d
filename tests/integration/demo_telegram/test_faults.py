"""Errors and trouble, as the real python-telegram-bot meets them."""

import time

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.demo.telegram_api import ChatWorld, FaultKind
from tests.integration.demo_telegram.conftest import Served

# python-telegram-bot warns with each RetryAfter until PTB_TIMEDELTA is set
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


async def test_a_wrong_token(served: Served, http: aiohttp.ClientSession) -> None:
    """Another token is nobody's, for methods and for files."""
    with pytest.raises(InvalidToken):
        async with served.bot("100000:ANOTHER"):
            pass
    for path in ("bot100000:ANOTHER/getMe", "file/bot100000:ANOTHER/documents/file_0"):
        async with http.get(f"{served.address}/{path}") as answer:
            assert answer.status == 401
            assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method(served: Served, http: aiohttp.ClientSession) -> None:
    """What is no method is not found; names are read in any case."""
    async with http.get(f"{served.bot_address}/getYou") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")
    async with http.get(f"{served.bot_address}/GETME") as answer:
        assert (await answer.json())["result"]["id"] == 100_000


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_ways_of_passing_parameters(
    served: Served, world: ChatWorld, http: aiohttp.ClientSession, way: str
) -> None:
    """Query, form, JSON and several parts all carry parameters."""
    markup = '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}'
    url = f"{served.bot_address}/sendMessage"
    given = {"chat_id": "7", "text": "x", "reply_markup": markup}
    if way == "query":
        request = http.get(url, params=given)
    elif way == "json":
        request = http.post(
            url,
            json={
                "chat_id": 7,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
            },
        )
    elif way == "form":
        request = http.post(url, data=given)
    else:
        with aiohttp.MultipartWriter("form-data") as parts:
            for name, value in given.items():
                parts.append(value).set_content_disposition("form-data", name=name)
        request = http.post(url, data=parts)
    async with request as answer:
        body = await answer.json()
    assert body["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "a"


async def test_bodies_that_are_no_json(served: Served, world: ChatWorld, http: aiohttp.ClientSession) -> None:
    """Broken JSON is a 400, in the body and in a parameter."""
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{served.bot_address}/sendMessage", data=b"{", headers=headers) as answer:
        assert answer.status == 400
    async with http.get(f"{served.bot_address}/sendMessage?chat_id=7&text=x&reply_markup={{") as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse reply markup JSON object"


async def test_too_many_requests(bot: telegram.Bot, world: ChatWorld) -> None:
    """A switched 429 bears its seconds, and nothing was sent."""
    world.faults.add("too_many", method="sendMessage", retry_after=3)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(7, "x")
    assert refused.value.retry_after == 3
    assert world.messages(7, by_bot=True) == []
    await bot.send_message(7, "x")


async def test_the_pace_is_kept(bot: telegram.Bot, world: ChatWorld) -> None:
    """With the rule on, a burst to one chat ends in a 429."""
    world.limits.set(enforced=True)
    for _ in range(5):
        await bot.send_message(7, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "x")
    assert world.limits.refused[7] == 1


async def test_a_bad_gateway(bot: telegram.Bot, world: ChatWorld, caplog: pytest.LogCaptureFixture) -> None:
    """HTML with 502 is a network error."""
    world.faults.add(FaultKind.BAD_GATEWAY)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(7, "x")
    world.faults.add(FaultKind.INTERNAL)
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(7, "x")
    assert world.messages(7, by_bot=True) == []


async def test_a_cut_before_and_after(bot: telegram.Bot, world: ChatWorld) -> None:
    """Both cuts look alike to the bot; after the second the message stands in the chat."""
    world.faults.add("drop_before", method="sendMessage")
    with pytest.raises(NetworkError) as cut:
        await bot.send_message(7, "before")
    assert not isinstance(cut.value, BadRequest)
    assert world.messages(7, by_bot=True) == []
    world.faults.add("drop_after", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(7, "after")
    assert [message["text"] for message in world.messages(7, by_bot=True)] == ["after"]
    calls = world.calls.of("sendMessage")
    assert [(call.status, call.taken, call.fault) for call in calls] == [
        (0, False, "drop_before"),
        (0, True, "drop_after"),
    ]


async def test_a_slow_server(bot: telegram.Bot, world: ChatWorld) -> None:
    """A call is held up for its seconds; a bot that does not wait so long sees a time-out."""
    world.faults.add("slow", seconds=0.05, times=None)
    began = time.monotonic()
    await bot.send_message(7, "x")
    assert time.monotonic() - began >= 0.05
    world.faults.clear()
    world.faults.add("slow", seconds=0.6)
    with pytest.raises(TimedOut):
        await bot.send_message(7, "y", read_timeout=0.05)
    late = await world.wait_for_message(7, lambda message: message["text"] == "y")
    assert late["text"] == "y"  # a send that timed out may have arrived


async def test_get_updates_failing(bot: telegram.Bot, world: ChatWorld) -> None:
    """A fault can be put on getUpdates, and loses no update."""
    world.send_text(7, "x")
    world.faults.add("drop_after", method="getUpdates")
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_the_book_has_every_call_and_no_token(bot: telegram.Bot, world: ChatWorld) -> None:
    """Calls are kept in order with parameters, status and answer; the token is in none."""
    await bot.send_message(7, "x")
    await bot.send_document(7, b"text", filename="a.txt")
    with pytest.raises(BadRequest):
        await bot.send_message(7, "")
    shown = [(call.method, call.status) for call in world.calls.calls]
    assert shown == [("getMe", 200), ("sendMessage", 200), ("sendDocument", 200), ("sendMessage", 400)]
    assert world.calls.of("sendDocument")[0].parameters["document"] == {"file_name": "a.txt", "size": 4}
    assert world.calls.calls[-1].answer == "Bad Request: message text is empty"
    assert world.token not in str([call.as_json() for call in world.calls.calls])
