"""What Telegram's refusals and failures mean for what is owed."""

import logging
from typing import Any

import pytest

from bot.chat.connection import bot_of, make_application
from bot.chat.messenger import TelegramMessenger
from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerUnreachable
from bot.domain.outbox import NewOwed, Owed, OwedKind
from tests.integration.chat.desk import CUSTOMER, OTHER, Desk


def owed(desk: Desk, kind: OwedKind = OwedKind.SEND, chat_id: int = CUSTOMER, **facts: Any) -> Owed:
    """Make a row that is owed now."""
    payload = facts.pop("payload", {"text": "<b>Hello</b>", "keyboard": []})
    now = desk.clock.now()
    return Owed(id=1, new=NewOwed(chat_id=chat_id, kind=kind, payload=payload, **facts), created_at=now, due_at=now)


@pytest.fixture
async def messenger(desk: Desk) -> TelegramMessenger:
    """The messenger, and a customer who has written."""
    await desk.says(CUSTOMER, "/start")
    return TelegramMessenger(bot_of(desk.application))


async def test_edit_of_a_message_that_is_gone(desk: Desk, messenger: TelegramMessenger) -> None:
    """A reply whose message is gone is sent as a new one; taking buttons off such a message is done already."""
    sent = await messenger.deliver(owed(desk, OwedKind.EDIT, message_id=999), None, None)
    assert sent != 999
    assert desk.texts(CUSTOMER)[-1] == "Hello"
    buttons_off = owed(desk, OwedKind.EDIT, message_id=999, payload={"keyboard": []})
    assert await messenger.deliver(buttons_off, None, None) == 999
    assert len(desk.texts(CUSTOMER)) == 2


async def test_unchanged_edit(desk: Desk, messenger: TelegramMessenger) -> None:
    """An edit that changes nothing is one that has arrived."""
    sent = await messenger.deliver(owed(desk), None, None)
    assert await messenger.deliver(owed(desk, OwedKind.EDIT, message_id=sent), None, None) == sent


async def test_unreadable_marks(desk: Desk, messenger: TelegramMessenger) -> None:
    """A text whose marks Telegram cannot read is said without them rather than not at all."""
    await messenger.deliver(owed(desk, payload={"text": "<b>Tom &amp; <i>Ann</b>", "keyboard": []}), None, None)
    assert desk.texts(CUSTOMER)[-1] == "Tom & Ann"


async def test_busy(desk: Desk, messenger: TelegramMessenger) -> None:
    """A 429 says how long to wait."""
    desk.world.faults.add("too_many", method="sendMessage", retry_after=7)
    with pytest.raises(MessengerBusy) as busy:
        await messenger.deliver(owed(desk), None, None)
    assert busy.value.retry_after_seconds == 7


@pytest.mark.parametrize("fault", ["bad_gateway", "internal", "drop_before", "drop_after"])
async def test_unreachable(
    desk: Desk, messenger: TelegramMessenger, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """Whatever leaves it open whether a message arrived is said once in the log, and once when it is over."""
    caplog.set_level(logging.INFO, "bot.chat.messenger")
    desk.world.faults.add(fault, method="sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(MessengerUnreachable):
            await messenger.deliver(owed(desk), None, None)
    await messenger.deliver(owed(desk), None, None)
    said = [record.getMessage().partition(":")[0] for record in caplog.records if record.name.startswith("bot")]
    assert said == ["Telegram takes no messages", "Telegram takes messages again"]


async def test_nobody_to_write_to(desk: Desk, messenger: TelegramMessenger) -> None:
    """Whoever blocked the bot, never wrote to it, or does not exist is left alone."""
    desk.world.block(CUSTOMER)
    for chat_id in (CUSTOMER, OTHER, 123456789):
        with pytest.raises(ChatBlocked):
            await messenger.deliver(owed(desk, chat_id=chat_id), None, None)


async def test_rejected(desk: Desk, messenger: TelegramMessenger) -> None:
    """What Telegram will never take is given up."""
    for text in ("x" * 5000, ""):
        with pytest.raises(MessageRejected):
            await messenger.deliver(owed(desk, payload={"text": text, "keyboard": []}), None, None)


async def test_token_taken_back(desk: Desk) -> None:
    """A token that Telegram no longer knows loses nothing of what is owed."""
    url = bot_of(desk.application).base_url.partition("/bot")[0]
    stranger = make_application("1:another", url)
    await bot_of(stranger).request.initialize()
    with pytest.raises(MessengerUnreachable):
        await TelegramMessenger(bot_of(stranger)).deliver(owed(desk), None, None)
    await bot_of(stranger).request.shutdown()
