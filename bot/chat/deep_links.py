"""Links that open the bot at a service: `https://t.me/bot?start=s_123`, by our id.

Source: Telegram, "Deep links": up to 64 of A–Z, a–z, 0–9, _ and -; it comes as `/start s_123`.
"""

import re

_SERVICE = re.compile(r"s_([1-9][0-9]{0,17})")
_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")


def service_link(bot_name: str | None, service_id: int) -> str | None:
    """Return the link to a service; None where the bot's @name is not known."""
    if bot_name is None or not _NAME.fullmatch(bot_name):
        return None
    return f"https://t.me/{bot_name}?start={service_word(service_id)}"


def service_word(service_id: int) -> str:
    """Return what `/start` says of a service."""
    return f"s_{service_id}"


def wished_service(text: str | None) -> int | None:
    """Read which service a `/start` asks for; None when it asks for none, or is another text."""
    command, *rest = (text or "").split()[:2] or [""]
    if command.partition("@")[0].casefold() != "/start" or not rest:
        return None
    fits = _SERVICE.fullmatch(rest[0])
    return int(fits[1]) if fits else None
