"""The bot's commands, as Telegram lists them and /help tells them."""

import logging
from collections.abc import Sequence

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.profile import language_code
from bot.chat.texts import Texts, languages, mark, texts_for

logger = logging.getLogger(__name__)

_COMMANDS = (
    ("order", mark("order a service")),
    ("orders", mark("your orders; with an id, a link or words, those that fit")),
    ("services", mark("look through the services")),
    ("search", mark("find a service by words or id")),
    ("status", mark("how orders stand, by their ids; alone, the open ones")),
    ("refill", mark("ask for a refill, by the order's id")),
    ("cancel", mark("cancel an order by its id; alone, leave the order you are putting together")),
    ("settings", mark("language and notices")),
    ("help", mark("what I can do")),
    ("start", mark("the menu")),
)
_OPERATOR_COMMANDS = (
    ("balance", mark("the balance at the panel")),
    ("admin", mark("what is under way")),
)


def commands_for(t: Texts, *, operator: bool) -> Sequence[tuple[str, str]]:
    """List the commands somebody can use, with a few words on each."""
    known = (*_COMMANDS, *_OPERATOR_COMMANDS) if operator else _COMMANDS
    return [(name, t.plain(what)) for name, what in known]


async def register_commands(bot: ExtBot[None], operators: Sequence[int]) -> None:
    """Tell Telegram the commands, in each language, and the operators' own in their chats.

    Raises: TelegramError when Telegram cannot be reached; an operator who never wrote to the bot is passed over.
    """
    for language in languages():
        code = language_code(language)
        listed = [BotCommand(name, what) for name, what in commands_for(texts_for(language), operator=False)]
        await bot.set_my_commands(listed, BotCommandScopeAllPrivateChats(), language_code=code)
        own = [BotCommand(name, what) for name, what in commands_for(texts_for(language), operator=True)]
        for operator in operators:
            await _register_own(bot, operator, own, code)


async def _register_own(bot: ExtBot[None], operator: int, own: Sequence[BotCommand], code: str) -> None:
    try:
        await bot.set_my_commands(own, BotCommandScopeChat(operator), language_code=code)
    except TelegramError as error:
        if "chat not found" not in str(error).lower():
            raise
        logger.warning("Operator %s cannot be told anything before they have started a chat with the bot", operator)
