"""What people do, as the bot hears of it by long polls."""

import asyncio

import aiohttp
import pytest
import telegram
from telegram.error import Conflict

from bot.demo.telegram_api import ChatWorld
from tests.integration.demo_telegram.conftest import Served


async def test_a_text_becomes_an_update(bot: telegram.Bot, world: ChatWorld) -> None:
    """A message comes with its sender, its chat, its time and its command."""
    world.send_text(7, "/order 1 https://a.example/x")
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.chat_id, message.from_user.username) == (
        "/order 1 https://a.example/x",
        7,
        "ann_example",
    )
    assert [message.parse_entity(entity) for entity in message.entities] == ["/order", "https://a.example/x"]


@pytest.mark.parametrize(
    "kind",
    [
        "sticker",
        "voice",
        "audio",
        "video",
        "video_note",
        "animation",
        "location",
        "contact",
        "dice",
        "document",
        "photo",
    ],
)
async def test_attachments(bot: telegram.Bot, world: ChatWorld, kind: str) -> None:
    """Everything that is no text can be sent and is read by the library."""
    world.send_attachment(7, kind, caption="see" if kind in {"document", "photo"} else "")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.effective_attachment


async def test_a_person_s_file_can_be_fetched(bot: telegram.Bot, world: ChatWorld) -> None:
    """The bot reads what somebody sent as a document."""
    world.send_attachment(7, "document", content=b"1 | x | 2\n", file_name="mass.txt")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"1 | x | 2\n"


async def test_edits_and_replies(bot: telegram.Bot, world: ChatWorld) -> None:
    """A person's edit is an edited_message; a reply bears what it replies to."""
    first = world.send_text(7, "one")
    world.edit_text(7, first["message_id"], "two")
    world.send_text(7, "three", reply_to=first["message_id"])
    _, edited, reply = await bot.get_updates()
    assert edited.edited_message is not None
    assert (edited.edited_message.text, edited.edited_message.message_id) == ("two", first["message_id"])
    assert reply.message is not None
    assert reply.message.reply_to_message is not None
    assert reply.message.reply_to_message.text == "two"


async def test_blocks_are_told(bot: telegram.Bot, world: ChatWorld) -> None:
    """Blocking and unblocking are changes of the bot's own membership; who blocks cannot write."""
    world.block(7)
    world.block(7)
    with pytest.raises(ValueError, match="blocked"):
        world.send_text(7, "x")
    world.unblock(7)
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes if c] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_groups_and_channels(bot: telegram.Bot, world: ChatWorld) -> None:
    """In a group commands, mentions and replies reach the bot; in a channel every post does."""
    world.add_chat(-100, "A group")
    world.send_text(7, "/unheard", chat_id=-100)
    world.add_bot(-100, by=7)
    world.send_text(7, "unheard", chat_id=-100)
    world.send_text(7, "/order", chat_id=-100)
    world.send_text(7, "hi @sandbox_bot", chat_id=-100, anonymous=True)
    world.add_chat(-200, "A channel", kind="channel", username="a_channel")
    world.add_bot(-200, by=7)
    world.send_text(7, "news", chat_id=-200)
    member, joined, order, anonymous, administrator, post = await bot.get_updates()
    assert member.my_chat_member is not None
    assert member.my_chat_member.chat.type == "supergroup"
    assert joined.message is not None
    assert joined.message.new_chat_members[0].id == bot.id
    assert order.message is not None
    assert (order.message.text, order.message.chat_id) == ("/order", -100)
    assert anonymous.message is not None
    assert anonymous.message.sender_chat is not None
    assert administrator.my_chat_member is not None
    assert administrator.my_chat_member.new_chat_member.status == "administrator"
    assert post.channel_post is not None
    assert post.effective_user is None
    sent = await bot.send_message("@a_channel", "hello")
    assert sent.chat_id == -200


async def test_long_poll_wakes_with_an_update(bot: telegram.Bot, world: ChatWorld) -> None:
    """A waiting poll returns as soon as somebody writes."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await world.wait_for(lambda w: w.updates.waiting_poll)
    world.send_text(7, "x")
    assert len(await asyncio.wait_for(poll, 5)) == 1


async def test_long_poll_comes_back_empty(bot: telegram.Bot, world: ChatWorld) -> None:
    """With nothing to tell, a poll ends after its time."""
    assert await bot.get_updates(timeout=1) == ()


async def test_offset_and_limit(bot: telegram.Bot, world: ChatWorld) -> None:
    """A batch has up to 100; the next offset confirms it; unconfirmed ones come again."""
    for number in range(120):
        world.send_text(7, str(number))
    first = await bot.get_updates()
    assert len(first) == 100
    assert await bot.get_updates(limit=1) == first[:1]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == [str(number) for number in range(100, 120)]
    last = await bot.get_updates(offset=-1)
    assert [update.update_id for update in last] == [rest[-1].update_id]
    assert await bot.get_updates(offset=last[0].update_id + 1) == ()


async def test_a_second_poller_ends_the_first(served: Served, bot: telegram.Bot, world: ChatWorld) -> None:
    """The poll that waits is told 409, as by Telegram; so both pollers get it in turn."""
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await world.wait_for(lambda w: w.updates.waiting_poll)
    async with served.bot() as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_allowed_updates(bot: telegram.Bot, world: ChatWorld) -> None:
    """Only the kinds that were asked for are kept from then on."""
    await bot.get_updates(allowed_updates=["callback_query"])
    world.send_text(7, "x")
    assert await bot.get_updates() == ()


async def test_an_injected_update(bot: telegram.Bot, world: ChatWorld) -> None:
    """Any content can be handed to the bot."""
    world.inject("poll_answer", {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["0"]})
    (update,) = await bot.get_updates()
    assert update.poll_answer is not None


async def test_a_server_that_stops_ends_its_polls(served: Served, http: aiohttp.ClientSession) -> None:
    """A long poll does not hold up the end of the server."""
    poll = asyncio.create_task(http.get(f"{served.bot_address}/getUpdates?timeout=40"))
    await served.world.wait_for(lambda w: w.updates.waiting_poll)
    await asyncio.wait_for(served.runner.cleanup(), 5)
    assert (await poll).status == 200
