"""Links that open the bot at a service: `https://t.me/bot?start=s_123` by our id, `?start=p_123` by the panel's.

Source: Telegram, "Deep links": up to 64 of A–Z, a–z, 0–9, _ and -; it comes as `/start s_123`. A panel's id that is
longer, or has other letters in it, has no such link.
"""

import re

from bot.domain.catalogue import PanelServiceId
from bot.ports import Transaction

_SERVICE = re.compile(r"s_([1-9][0-9]{0,17})")
_PANELS_SERVICE = re.compile(r"p_([A-Za-z0-9_-]{1,62})")
_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_NO_SERVICE = 0


def service_link(bot_name: str | None, service_id: int) -> str | None:
    """Return the link to a service; None where the bot's @name is not known."""
    if bot_name is None or not _NAME.fullmatch(bot_name):
        return None
    return f"https://t.me/{bot_name}?start={service_word(service_id)}"


def service_word(service_id: int) -> str:
    """Return what `/start` says of a service."""
    return f"s_{service_id}"


async def find_wished(tx: Transaction, text: str | None) -> int | None:
    """Find which service a `/start` asks for, by our id; None when it asks for none, or is another text.

    An id that the panel does not have is one that no service has.
    """
    word = _word_of_start(text)
    if ours := _SERVICE.fullmatch(word):
        return int(ours[1])
    if panels := _PANELS_SERVICE.fullmatch(word):
        service = await tx.catalogue.find_by_panel_id(PanelServiceId(panels[1]))
        return _NO_SERVICE if service is None else service.id
    return None


def _word_of_start(text: str | None) -> str:
    command, *rest = (text or "").split()[:2] or [""]
    return rest[0] if rest and command.partition("@")[0].casefold() == "/start" else ""
