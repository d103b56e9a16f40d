"""Each method, called by the real python-telegram-bot over loopback, with results that it can read."""

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    MenuButtonCommands,
    MenuButtonDefault,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden

from bot.demo.telegram_api import ChatWorld
from bot.demo.telegram_api.attachments import _TINY_PNG as PNG


def keyboard(*texts: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=f"v1:{text}") for text in texts]])


async def test_get_me(bot: telegram.Bot, world: ChatWorld) -> None:
    """The bot knows its id and name."""
    assert (bot.id, bot.username, bot.bot.is_bot) == (100_000, "sandbox_bot", True)
    assert bot.bot.supports_inline_queries


async def test_send_message(bot: telegram.Bot, world: ChatWorld) -> None:
    """A text with HTML, a keyboard and a reply comes back whole, and stands in the chat."""
    question = world.send_text(7, "/order")
    markup = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Confirm", callback_data="c:1", style="success"),
                InlineKeyboardButton("Copy", copy_text=CopyTextButton("23501")),
            ],
            [InlineKeyboardButton("Open", url="https://a.example/x")],
        ],
    )
    message = await bot.send_message(
        7,
        "  <b>Hi</b> &amp; <code>x</code> /help ",
        parse_mode=ParseMode.HTML,
        reply_markup=markup,
        reply_parameters=ReplyParameters(question["message_id"]),
        disable_notification=True,
    )
    assert message.text == "Hi & x /help"
    assert message.text_html == "<b>Hi</b> &amp; <code>x</code> /help"
    assert [entity.type for entity in message.entities] == ["bold", "code", "bot_command"]
    assert (message.chat.id, message.chat.type, message.chat.first_name) == (7, "private", "Ann")
    assert message.from_user == bot.bot
    assert message.reply_markup == markup
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "/order"
    assert world.last_message(7) == world.messages(7)[-1]
    assert world.message(7, message.message_id) is not None


async def test_message_ids_ascend_by_chat(bot: telegram.Bot, world: ChatWorld) -> None:
    """Each chat counts its own messages."""
    world.add_person(8)
    world.send_text(8, "hello")
    first = await bot.send_message(7, "a")
    second = await bot.send_message(7, "b")
    other = await bot.send_message(8, "c")
    assert (first.message_id, second.message_id, other.message_id) == (2, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        (" \n ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_refused_texts(bot: telegram.Bot, world: ChatWorld, text: str, words: str) -> None:
    """What Telegram would not take is refused in its words, and nothing appears in the chat."""
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(7, text, parse_mode="HTML")
    assert refused.value.message.lower() == words.lower()
    assert world.messages(7, by_bot=True) == []


async def test_the_longest_text_counts_after_parsing(bot: telegram.Bot, world: ChatWorld) -> None:
    """4096 units pass, whatever the tags and references around them add."""
    message = await bot.send_message(7, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert message.text == "<" * 4096


async def test_refused_keyboards(bot: telegram.Bot, world: ChatWorld) -> None:
    """65 bytes of data and nine buttons in a row are refused."""
    with pytest.raises(BadRequest, match=r"(?i)^button_data_invalid$"):
        await bot.send_message(
            7, "x", reply_markup=InlineKeyboardMarkup.from_button(InlineKeyboardButton("x", callback_data="a" * 65))
        )
    with pytest.raises(BadRequest, match=r"(?i)^reply markup is too long$"):
        await bot.send_message(7, "x", reply_markup=keyboard(*"123456789"))


async def test_where_the_bot_may_write(bot: telegram.Bot, world: ChatWorld) -> None:
    """Nobody knows chat 9; 8 has not started the bot; 7 blocks it and takes that back."""
    world.add_person(8)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(8, "x")
    world.block(7)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(7, "x")
    world.unblock(7)
    await bot.send_message(7, "x")


async def test_edit_message_text(bot: telegram.Bot, world: ChatWorld) -> None:
    """An edit replaces text and keyboard, and takes a keyboard off that is not sent again."""
    sent = await bot.send_message(7, "one", reply_markup=keyboard("a"))
    edited = await bot.edit_message_text(
        "<i>two</i>", 7, sent.message_id, parse_mode="HTML", reply_markup=keyboard("b")
    )
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("two", keyboard("b"))
    assert edited.edit_date is not None
    bare = await bot.edit_message_text("two", 7, sent.message_id)
    assert isinstance(bare, telegram.Message)
    assert bare.reply_markup is None
    assert [event["kind"] for event in world.events.of(7)][-3:] == ["message", "edited", "edited"]


async def test_refused_edits(bot: telegram.Bot, world: ChatWorld) -> None:
    """The same again, a message that is not there, a person's, and a file's text cannot be edited."""
    sent = await bot.send_message(7, "<b>one</b>", parse_mode="HTML", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="are exactly the same as a current content and reply markup of the message"):
        await bot.edit_message_text("<b>one</b> ", 7, sent.message_id, parse_mode="HTML", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_reply_markup(7, sent.message_id, reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 7, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 7, 1)
    file = await bot.send_document(7, b"text")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", 7, file.message_id)


async def test_edit_reply_markup_and_caption(bot: telegram.Bot, world: ChatWorld) -> None:
    """The keyboard alone, and the caption of a file, can be changed."""
    sent = await bot.send_message(7, "one", reply_markup=keyboard("a"))
    bare = await bot.edit_message_reply_markup(7, sent.message_id)
    assert isinstance(bare, telegram.Message)
    assert (bare.text, bare.reply_markup) == ("one", None)
    file = await bot.send_document(7, b"text", caption="old")
    edited = await bot.edit_message_caption(7, file.message_id, caption="<b>new</b>", parse_mode="HTML")
    assert isinstance(edited, telegram.Message)
    assert edited.caption_html == "<b>new</b>"


async def test_delete_message(bot: telegram.Bot, world: ChatWorld) -> None:
    """A deleted message is gone, and cannot be deleted or edited again."""
    sent = await bot.send_message(7, "one")
    assert await bot.delete_message(7, sent.message_id)
    assert world.messages(7, by_bot=True) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(7, sent.message_id)
    more = [(await bot.send_message(7, text)).message_id for text in "ab"]
    assert await bot.delete_messages(7, [*more, 99])
    assert world.messages(7, by_bot=True) == []


async def test_answer_callback_query(bot: telegram.Bot, world: ChatWorld) -> None:
    """A press reaches the bot with its message; it is answered once, in up to 200 characters, and in time."""
    sent = await bot.send_message(7, "one", reply_markup=keyboard("Confirm"))
    query_id = world.press(7, sent.message_id, "Confirm")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id, query.from_user.language_code) == (
        query_id,
        "v1:Confirm",
        7,
        "de",
    )
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await query.get_bot().answer_callback_query(query.id, "x" * 201)
    assert await bot.answer_callback_query(query.id, "x" * 200, show_alert=True)
    assert await world.answer_to(query_id) == {"text": "x" * 200, "show_alert": True}
    for old in (query.id, "17"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(old)
    world.query_seconds = -1
    late = world.press(7, sent.message_id, "Confirm")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)


async def test_stale_and_forged_presses(bot: telegram.Bot, world: ChatWorld) -> None:
    """A button that is gone cannot be pressed but by force, and a double tap makes two queries."""
    sent = await bot.send_message(7, "one", reply_markup=keyboard("a"))
    with pytest.raises(LookupError, match="there are"):
        world.press(7, sent.message_id, "b")
    assert len(set(world.press_twice(7, sent.message_id, "a"))) == 2
    await bot.delete_message(7, sent.message_id)
    world.press(7, sent.message_id, data="v0:old", forged=True)
    updates = await bot.get_updates()
    forged = updates[-1].callback_query
    assert forged is not None
    assert forged.message is not None
    assert (forged.data, forged.message.is_accessible) == ("v0:old", False)


async def test_send_chat_action(bot: telegram.Bot, world: ChatWorld) -> None:
    """Typing is seen; an unknown action is refused."""
    assert await bot.send_chat_action(7, ChatAction.TYPING)
    assert world.events.of(7)[-1]["action"] == "typing"
    with pytest.raises(BadRequest):
        await bot.send_chat_action(7, "dancing")


async def test_documents_and_photos(bot: telegram.Bot, world: ChatWorld) -> None:
    """A file and a photo are sent by content and by id, and can be fetched again."""
    sent = await bot.send_document(7, InputFile(b"a;b\n", "orders.csv"), caption="<b>CSV</b>", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("orders.csv", 4, "CSV")
    fetched = await sent.document.get_file()
    assert bytes(await fetched.download_as_bytearray()) == b"a;b\n"
    again = await bot.send_document(7, sent.document.file_id)
    assert again.document == sent.document
    photo = await bot.send_photo(7, PNG)
    assert (photo.photo[-1].width, photo.photo[-1].height) == (1, 1)
    attached = await bot.send_document(7, InputFile(b"x", "x.txt", attach=True))
    assert attached.document is not None


async def test_refused_files(bot: telegram.Bot, world: ChatWorld) -> None:
    """An empty file, one of another kind, a picture that is none, a long caption and an unknown id are refused."""
    document = (await bot.send_document(7, b"text")).document
    assert document is not None
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(7, InputFile(b"", "x.txt"))
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(7, b"text")
    with pytest.raises(BadRequest, match="Type of file mismatch"):
        await bot.send_photo(7, document.file_id)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(7, b"text", caption="x" * 1025)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.get_file("nothing")
    with pytest.raises(BadRequest, match="There is no document in the request"):
        await bot.send_document(7, "")


async def test_commands(bot: telegram.Bot, world: ChatWorld) -> None:
    """Commands are kept by scope and language, and a person sees those nearest to them."""
    english = [BotCommand("order", "Place an order"), BotCommand("help", "Help")]
    german = [BotCommand("order", "Bestellen")]
    own = [BotCommand("admin", "All of it")]
    assert await bot.set_my_commands(english)
    assert await bot.set_my_commands(german, language_code="de", scope=BotCommandScopeAllPrivateChats())
    assert await bot.get_my_commands() == tuple(english)
    assert await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "de") == tuple(german)
    assert await bot.get_my_commands(BotCommandScopeAllPrivateChats()) == ()
    assert world.profile.commands_for(7, "de") == [command.to_dict() for command in german]
    assert world.profile.commands_for(7, "fr") == [command.to_dict() for command in english]
    assert await bot.set_my_commands(own, scope=BotCommandScopeChat(7))
    assert world.profile.commands_for(7, "de") == [command.to_dict() for command in own]
    assert await bot.delete_my_commands(BotCommandScopeChat(7))
    assert world.profile.commands_for(7, "de") == [command.to_dict() for command in german]
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Order", "x")])


async def test_texts_about_the_bot(bot: telegram.Bot, world: ChatWorld) -> None:
    """Name and descriptions are kept by language; too long ones are refused."""
    assert await bot.set_my_name("Orders")
    assert (await bot.get_my_name()).name == "Orders"
    assert await bot.set_my_description("What it does")
    assert await bot.set_my_description("Was er tut", "de")
    assert (await bot.get_my_description("de")).description == "Was er tut"
    assert (await bot.get_my_description("fr")).description == "What it does"
    assert await bot.set_my_short_description("Short")
    assert (await bot.get_my_short_description()).short_description == "Short"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_menu_button(bot: telegram.Bot, world: ChatWorld) -> None:
    """The menu button is set for all, or for one chat."""
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.set_chat_menu_button(7, MenuButtonDefault())
    assert await bot.get_chat_menu_button(7) == MenuButtonDefault()
    assert await bot.get_chat_menu_button() == MenuButtonCommands()


async def test_pins_prompts_and_leaving(bot: telegram.Bot, world: ChatWorld) -> None:
    """Messages can be pinned, a prompt is kept for the page, groups can be left, and the bot can log out."""
    sent = await bot.send_message(7, "Your link?", reply_markup=ForceReply(input_field_placeholder="link"))
    assert (world.last_message(7) or {})["reply_markup"]["force_reply"]
    assert await bot.pin_chat_message(7, sent.message_id)
    assert world.chats[7].pinned == [sent.message_id]
    assert await bot.unpin_chat_message(7)
    with pytest.raises(BadRequest):
        await bot.unpin_chat_message(7)
    world.add_chat(-100, "A group")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(-100, "x")
    world.add_bot(-100, by=7)
    await bot.send_message(-100, "hello")
    assert (await bot.get_chat(-100)).title == "A group"
    assert await bot.leave_chat(-100)
    with pytest.raises(Forbidden):
        await bot.send_message(-100, "x")
    assert await bot.log_out()
    assert await bot.close()
