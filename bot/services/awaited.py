"""What somebody was asked to send that is no answer to an open draft: orders, a preset, a link, words to look for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import Transaction

_FORGOTTEN = timedelta(hours=24)
_WORDS_FORGOTTEN = timedelta(hours=2)  # longer than a link is in hand, so that who comes late for it is told


class Awaited(StrEnum):
    """What the next text is."""

    LINES = "lines"  # of a mass order
    PRESET = "preset"  # a new one: its name and lines
    PRESET_LINK = "preset_link"  # the link that a preset is applied to
    WORDS = "search"  # of what to look for
    WORDS_FOR_LINK = "words"  # of a service for the last link in hand


FOR_WORDS = frozenset({Awaited.WORDS, Awaited.WORDS_FOR_LINK})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is awaited, since when, and of which row."""

    what: Awaited
    row_id: int
    at: datetime


async def await_text(tx: Transaction, user_id: int, what: Awaited, at: datetime, row_id: int = 0) -> None:
    """Take the user's next text for this."""
    await tx.memory.keep(_name(user_id), f"{what}:{row_id}", at)


async def find_awaited(tx: Transaction, user_id: int, now: datetime, draft_at: datetime | None) -> Wanted | None:
    """Return what the user's next text is for; a draft that was touched later goes first."""
    kept = await tx.memory.recall(_name(user_id))
    if kept is None or not kept[0] or (draft_at is not None and draft_at > kept[1]):
        return None
    word, _, row_id = kept[0].partition(":")
    what = Awaited(word)
    if now - kept[1] > (_WORDS_FORGOTTEN if what in FOR_WORDS else _FORGOTTEN):
        return None
    return Wanted(what, int(row_id), kept[1])


async def await_nothing(tx: Transaction, user_id: int, at: datetime) -> bool:
    """Take the user's next text as any other; tells whether something was awaited."""
    kept = await tx.memory.recall(_name(user_id))
    if kept is None or not kept[0]:
        return False
    await tx.memory.keep(_name(user_id), "", at)
    return True


def _name(user_id: int) -> str:
    return f"awaited:{user_id}"
