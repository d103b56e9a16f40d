"""PTB's application, and patience with a Telegram that does not answer."""

import logging
import warnings
from collections.abc import Awaitable, Callable
from typing import cast

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes
from telegram.warnings import PTBDeprecationWarning

from bot.chat.aiohttp_request import AiohttpRequest
from bot.chat.context import BotContext
from bot.chat.dispatch import App
from bot.chat.intake import PollingBot
from bot.chat.routing import add_handlers
from bot.domain.backoff import backoff_seconds
from bot.ports import Clock

logger = logging.getLogger(__name__)

_CALL_SECONDS = 10.0  # for one call of the Bot API
_CONNECTIONS = 128  # chats written to at the same time, with room for answers to presses
_LONGEST_WAIT_SECONDS = 30.0


def make_application(token: str, api_url: str) -> App:
    """Build PTB's application: no Updater, our context, a pool that fits many users, and every handler."""
    # PTB says with each 429 that periods of time will change their type one day; either type is read here.
    warnings.filterwarnings("ignore", message=".*timedelta", category=PTBDeprecationWarning)
    bot: PollingBot = PollingBot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        base_file_url=f"{api_url.rstrip('/')}/file/bot",
        request=AiohttpRequest(connections=_CONNECTIONS, seconds=_CALL_SECONDS),
        get_updates_request=AiohttpRequest(connections=2, seconds=_CALL_SECONDS),
    )
    builder = Application.builder().bot(bot).updater(None).context_types(ContextTypes(context=BotContext))
    application = cast("App", builder.build())
    add_handlers(application)
    return application


def bot_of(application: App) -> PollingBot:
    """Return the application's bot, by its real type."""
    return cast("PollingBot", application.bot)


async def insist(call: Callable[[], Awaitable[object]], name: str, clock: Clock, tries: int | None = None) -> None:
    """Call Telegram until it answers, waiting longer each time; say so once.

    With `tries`, give up after so many and say that: for what the bot can live without. Raises: InvalidToken, but
    not with `tries`: PTB also reads a Bot API server that lacks a method (404) as a wrong token.
    """
    attempt = 0
    while tries is None or attempt < tries:
        try:
            await call()
        except TelegramError as error:
            if isinstance(error, InvalidToken) and tries is None:
                raise
            if not attempt:
                logger.warning("%s failed: %s", name, error)
            await clock.sleep(min(_LONGEST_WAIT_SECONDS, backoff_seconds(attempt, 0.0)))
            attempt += 1
        else:
            return
    logger.error("%s is given up", name)
