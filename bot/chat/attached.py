"""Text and CSV files that people send instead of a long message.

A file is fetched before its update's transaction begins, so that none stays open over the network; a crash in between
leaves the update to be handled again, and the file to be fetched again.
"""

from dataclasses import dataclass

from telegram import Document, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

MAX_BYTES = 1024 * 1024
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # by the mark at the beginning


@dataclass(frozen=True, slots=True)
class Attached:
    """What a file says, or why it cannot be read: too_big, not_text, away."""

    text: str = ""
    problem: str | None = None


async def fetch_attached(update: Update, bot: ExtBot[None]) -> Attached | None:
    """Fetch the file of a private message; None when it has none.

    Source: Bot API, getFile: files of up to 20 MB; we want less.
    """
    message = update.message
    if message is None or message.document is None or message.chat.type != ChatType.PRIVATE:
        return None
    return await _read(message.document, bot)


async def _read(document: Document, bot: ExtBot[None]) -> Attached:
    if document.file_size is not None and document.file_size > MAX_BYTES:
        return Attached(problem="too_big")
    try:
        file = await bot.get_file(document.file_id)
        content = bytes(await file.download_as_bytearray())
    except TelegramError:
        return Attached(problem="away")
    return Attached(problem="too_big") if len(content) > MAX_BYTES else decode(content)


def decode(content: bytes) -> Attached:
    """Read bytes as UTF-8, or as UTF-16 where a mark says so."""
    try:
        text = content.decode(_ENCODINGS.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError:
        return Attached(problem="not_text")
    return Attached(problem="not_text") if "\0" in text else Attached(text)
