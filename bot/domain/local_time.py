"""What the clock shows where a user lives: their quiet hours, and when their digest is due.

Zones are those of the IANA's database, so that summer time is kept to.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.people import User


def local(at: datetime, zone: str | None) -> datetime:
    """Return the moment as the clock there shows it; UTC for no zone, or one that nobody knows."""
    return at.astimezone(_zone(zone))


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def is_quiet(user: User | None, at: datetime) -> bool:
    """Tell whether it is within the user's quiet hours, which may go over midnight."""
    if user is None or user.quiet_from is None or user.quiet_to is None or user.quiet_from == user.quiet_to:
        return False
    hour = local(at, user.zone).hour
    if user.quiet_from < user.quiet_to:
        return user.quiet_from <= hour < user.quiet_to
    return hour >= user.quiet_from or hour < user.quiet_to


def next_digest(user: User, at: datetime) -> datetime:
    """Return the next moment, after `at`, at which the clock there shows the user's hour.

    Where that hour does not exist, on the day on which clocks go forward, it is the one after it.
    """
    assert user.digest_hour is not None, "the user wants a digest"
    moment = local(at, user.zone).replace(minute=0, second=0, microsecond=0)
    due = moment.replace(hour=user.digest_hour, fold=0)
    if due.astimezone(UTC) <= at:
        due = (moment + timedelta(days=1)).replace(hour=user.digest_hour, fold=0)
    return due.astimezone(UTC)
