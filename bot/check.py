"""Tries what the settings name, and says what is wrong in plain words: the command `check`."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.error import InvalidToken, TelegramError

from bot.assembly import make_bot_application, make_panel
from bot.domain.errors import BotError, PanelAnswerMalformed, PanelRefused, StoreError
from bot.settings import Settings
from bot.store.sql_store import SqlStore


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, a line each, and how many orders wait for an operator's word."""

    problems: Sequence[str]
    waiting: int = 0


async def check(settings: Settings) -> Findings:
    """Try the database, the token and the key; tell what is wrong in plain words."""
    try:
        database, waiting = None, await _count_waiting(settings)
    except StoreError as error:
        database, waiting = f"Database: {error}", 0
    tried = [database, await _check_token(settings), await _check_key(settings)]
    return Findings([problem for problem in tried if problem], waiting)


async def _count_waiting(settings: Settings) -> int:
    """Open the database, as the bot does at its start, and count the orders that could not be confirmed.

    Raises: StoreError.
    """
    store = SqlStore(settings.database_url.get_secret_value())
    try:
        await store.open()
        async with store.transaction() as tx:
            return await tx.cases.count_open()
    finally:
        await store.close()


async def _check_token(settings: Settings) -> str | None:
    application = make_bot_application(settings)
    try:
        await application.bot.initialize()
    except InvalidToken:
        return "Telegram: it does not know this TELEGRAM_TOKEN; take the one that BotFather shows"
    except TelegramError as error:
        return f"Telegram: {settings.telegram_api_url} cannot be reached: {error}"
    finally:
        await application.bot.shutdown()
    return None


async def _check_key(settings: Settings) -> str | None:
    async with make_panel(settings) as panel:
        try:
            await panel.balance()
        except PanelRefused as refusal:
            return f"Panel: it refuses, look at PANEL_KEY: {refusal.words}"
        except PanelAnswerMalformed:
            return f"Panel: what answers at {settings.panel_url} is no panel's API, look at PANEL_URL"
        except BotError as error:
            return f"Panel: {settings.panel_url} does not answer, look at PANEL_URL: {error}"
    return None
