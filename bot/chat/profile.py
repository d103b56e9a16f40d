"""What people see of the bot before they start it: its description, and a short one, in each language.

Source: Telegram Bot API, setMyDescription (0–512 characters, in the empty chat), setMyShortDescription (0–120, on the
bot's page and beside its link).
"""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping

from telegram.error import InvalidToken
from telegram.ext import ExtBot

from bot.chat.texts import SOURCE_LANGUAGE, Texts, languages, texts_for
from bot.domain.errors import StoreError
from bot.ports import Clock, Store

logger = logging.getLogger(__name__)

KEPT = "descriptions"  # the marks of all texts that were ever ours
_EVERYBODY = ""  # Telegram's code for people whose language has no text of its own

Read = Callable[[str], Awaitable[str]]
Write = Callable[[str, str], Awaitable[object]]


def description(t: Texts) -> str:
    """Say before Start what the bot is for."""
    return t.plain(
        "Order here for your pages and posts:\n"
        "• send a link, or pick a service\n"
        "• see the price before you confirm\n"
        "• be told when your order moves\n\n"
        "Press Start to begin."
    )


def short_description(t: Texts) -> str:
    """Say in one line what the bot is for."""
    return t.plain("Send a link, see the price, confirm, and follow your order in this chat.")


def language_code(language: str) -> str:
    """Return the code by which Telegram keeps a language's texts; none for the source's, which everybody else sees."""
    return _EVERYBODY if language == SOURCE_LANGUAGE else language.partition("_")[0]


async def register_descriptions(bot: ExtBot[None], store: Store, clock: Clock) -> None:
    """Tell Telegram both descriptions in each language, but none where it has one that is not ours.

    Only what differs is written. A Bot API server that keeps no descriptions is left alone, and so is Telegram when
    the database cannot be written: with one warning. Raises: TelegramError when Telegram cannot be reached, or puts
    it off.
    """
    spoken = {language_code(language): texts_for(language) for language in languages()}
    long = {code: description(t) for code, t in spoken.items()}
    short = {code: short_description(t) for code, t in spoken.items()}

    async def read(code: str) -> str:
        return (await bot.get_my_description(language_code=code)).description

    async def read_short(code: str) -> str:
        return (await bot.get_my_short_description(language_code=code)).short_description

    async def write(text: str, code: str) -> None:
        await bot.set_my_description(text, language_code=code)

    async def write_short(text: str, code: str) -> None:
        await bot.set_my_short_description(text, language_code=code)

    try:
        ours = await _remember({mark_of(text) for text in (*long.values(), *short.values())}, store, clock)
        await _register(long, ours, read, write)
        await _register(short, ours, read_short, write_short)
    except InvalidToken:  # PTB's word for 404; the token itself was good enough for getMe
        logger.warning("This Bot API server keeps no descriptions of bots")
    except StoreError as error:
        logger.warning("The bot's descriptions are left as they are: the database failed: %s", error)


async def _register(texts: Mapping[str, str], ours: Collection[str], read: Read, write: Write) -> None:
    """Write the texts that differ; where everybody's is an operator's, it shall be seen in all languages."""
    is_operators = False
    for code in sorted(texts):  # everybody's first
        present = await read(code)
        if present and mark_of(present) not in ours:
            is_operators |= code == _EVERYBODY
            continue
        wanted = "" if is_operators else texts[code]
        if mark_of(present) != mark_of(wanted):
            await write(wanted, code)


async def _remember(marks: Collection[str], store: Store, clock: Clock) -> Collection[str]:
    """Add the marks of today's texts to those of all times, before any is told to Telegram; returns all."""
    async with store.snapshot() as tx:
        kept = await tx.memory.recall(KEPT)
    before = set(json.loads(kept[0])) if kept else set()
    known = before.union(marks)
    if known != before:
        async with store.transaction() as tx:
            await tx.memory.keep(KEPT, json.dumps(sorted(known)), clock.now())
    return known


def mark_of(text: str) -> str:
    """Return what tells a text from others, whatever became of its blanks on the way."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
