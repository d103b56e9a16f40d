"""Who talks to the bot."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Access(StrEnum):
    """What somebody may do; operators come from the settings, not from here."""

    STRANGER = "stranger"  # never seen, or seen and not asked for yet
    ASKED = "asked"  # operators were asked
    ALLOWED = "allowed"
    IGNORED = "ignored"


class NoticeWish(StrEnum):
    """Which notices a user wants."""

    ALL = "all"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who wrote to the bot; `id` is Telegram's."""

    id: int
    name: str
    username: str | None = None
    telegram_language: str | None = None  # what their Telegram speaks
    language: str | None = None  # what they chose here
    access: Access = Access.STRANGER
    notices: NoticeWish = NoticeWish.ALL
    digest_hour: int | None = None  # their notices come once a day, at this hour of theirs
    quiet_from: int | None = None  # the hour at which notices begin to come without a sound …
    quiet_to: int | None = None  # … and end
    zone: str | None = None  # of the IANA's names, like Europe/Berlin; None: UTC
    blocked_at: datetime | None = None
