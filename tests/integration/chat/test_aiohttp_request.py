"""The way to Telegram: what aiohttp meets becomes PTB's errors, and nothing of it shows the token."""

import io
from collections.abc import AsyncIterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.chat.aiohttp_request import AiohttpRequest
from bot.chat.connection import bot_of
from bot.demo.telegram_api.attachments import _TINY_PNG as PNG
from tests.integration.chat.desk import CUSTOMER, Desk


@pytest.fixture
async def bot(desk: Desk) -> AsyncIterator[ExtBot[None]]:
    """A bot that waits a fifth of a second for an answer, and a customer who has written."""
    await desk.says(CUSTOMER, "/start")
    known = bot_of(desk.application)
    url = known.base_url.removesuffix(known.token)
    ways = [AiohttpRequest(connections=2, seconds=0.2) for _ in range(2)]
    async with ExtBot(known.token, base_url=url, request=ways[0], get_updates_request=ways[1]) as bot:
        yield bot


async def test_texts_of_any_script(desk: Desk, bot: ExtBot[None]) -> None:
    """Text arrives as it is."""
    text = "1 + 1 = 2 & 100% é 👩‍👩‍👧 \n „x“"
    await bot.send_message(CUSTOMER, text)
    assert desk.texts(CUSTOMER)[-1] == text


async def test_too_slow(desk: Desk, bot: ExtBot[None]) -> None:
    """An answer that does not come in time may still be one that was given."""
    desk.world.faults.add("slow", method="sendMessage", seconds=0.5)
    with pytest.raises(TimedOut) as raised:
        await bot.send_message(CUSTOMER, "x")
    assert bot.token not in repr(raised.value) + repr(raised.value.__cause__)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("drop_before", NetworkError),
        ("drop_after", NetworkError),
        ("bad_gateway", NetworkError),
        ("too_many", RetryAfter),
    ],
)
async def test_trouble(desk: Desk, bot: ExtBot[None], fault: str, error: type[Exception]) -> None:
    """Trouble on the way and at Telegram is told apart from a refusal, and the next call works."""
    desk.world.faults.add(fault, method="sendMessage")
    with pytest.raises(error) as raised:
        await bot.send_message(CUSTOMER, "x")
    assert not isinstance(raised.value, BadRequest)
    assert bot.token not in repr(raised.value) + repr(raised.value.__cause__)
    await bot.send_message(CUSTOMER, "y")


async def test_nobody_there() -> None:
    """A server that is not there is a failure of the network."""
    way = AiohttpRequest(connections=1, seconds=1)
    await way.initialize()
    with pytest.raises(NetworkError, match="Cannot connect"):
        await way.post("http://127.0.0.1:9/bot1:secret/getMe")
    await way.shutdown()


@pytest.mark.parametrize("size", [1, 3_000_000])
async def test_file(desk: Desk, bot: ExtBot[None], size: int) -> None:
    """A file arrives whole, under its name, with its caption and its buttons, from memory and from a handle alike."""
    content = bytes(range(256)) * (size // 256 + 1)
    for file in (InputFile(content, "ё.csv"), InputFile(io.BytesIO(content), "ё.csv", read_file_handle=False)):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("On", callback_data="1:menu")]])
        await bot.send_document(CUSTOMER, file, caption="<b>1 + 1</b> & é", parse_mode="HTML", reply_markup=keyboard)
        sent = desk.world.last_message(CUSTOMER)
        assert sent is not None
        assert sent["document"]["file_name"] == "ё.csv"
        assert desk.world.files.get(sent["document"]["file_id"]).content == content
        assert sent["caption"] == "1 + 1 & é"
        assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "On"


async def test_slow_upload(desk: Desk, bot: ExtBot[None]) -> None:
    """A file has more time than a message; after that it may still have arrived."""
    desk.world.faults.add("slow", method="sendDocument", seconds=0.5, times=2)
    await bot.send_document(CUSTOMER, InputFile(b"x", "x.csv"), write_timeout=5)
    with pytest.raises(TimedOut):
        await bot.send_document(CUSTOMER, InputFile(b"x", "x.csv"), write_timeout=0.1)


async def test_file_that_is_cut(desk: Desk, bot: ExtBot[None]) -> None:
    """A connection that is cut under a file is a failure of the network, and the next file arrives."""
    desk.world.faults.add("drop_before", method="sendPhoto")
    with pytest.raises(NetworkError):
        await bot.send_photo(CUSTOMER, InputFile(PNG, "x.png"))
    await bot.send_photo(CUSTOMER, InputFile(PNG, "x.png"))
    sent = desk.world.last_message(CUSTOMER)
    assert sent is not None
    assert "photo" in sent
