"""Tries what the settings name, and says what is wrong in plain words: the command `check`."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.error import InvalidToken, TelegramError

from bot.assembly import make_bot_application, make_panel
from bot.domain.errors import BotError, PanelAnswerMalformed, PanelRefused, StoreError
from bot.settings import Settings
from bot.store.look import Look, Standing, look

_STANDINGS = {
    Standing.ABSENT: "There is no database yet: the first start makes it.",
    Standing.OLDER: "The database is older: the next start brings it up to date; make a backup first.",
    Standing.CURRENT: "The database is up to date.",
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, a line each, how the database stands, and how many orders wait for an operator's word."""

    problems: Sequence[str]
    database: str | None = None  # None when it cannot be used
    waiting: int = 0


async def check(settings: Settings) -> Findings:
    """Try the database, the token and the key; tell what is wrong in plain words. Nothing is changed anywhere."""
    problems: list[str] = []
    seen: Look | None = None
    try:
        seen = await look(settings.database_url.get_secret_value())
    except StoreError as error:
        problems.append(f"Database: {error}")
    problems += [problem for problem in (await _check_token(settings), await _check_key(settings)) if problem]
    return Findings(problems) if seen is None else Findings(problems, _STANDINGS[seen.standing], seen.waiting)


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
