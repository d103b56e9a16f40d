"""The panel's words for how an order stands.

Source: panel API, family document, "status": case, blanks and `_` vary; an unknown word is kept and is not final.
"""

import re
from enum import StrEnum

from bot.domain.text import storable

MAX_WORD = 64


class Status(StrEnum):
    """A status this program understands, in the words it shows."""

    PENDING = "Pending"
    AWAITING = "Awaiting"
    PROCESSING = "Processing"
    IN_PROGRESS = "In progress"
    ACTIVE = "Active"
    PAUSED = "Paused"
    COMPLETED = "Completed"
    PARTIAL = "Partial"
    CANCELED = "Canceled"
    REFUNDED = "Refunded"
    FAILED = "Failed"
    EXPIRED = "Expired"


FINAL = frozenset(
    {Status.COMPLETED, Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED, Status.EXPIRED},
)


def _key(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).casefold()


_WORDS = {_key(status): status for status in Status} | {
    "cancelled": Status.CANCELED,
    "fail": Status.FAILED,
    "error": Status.FAILED,
    "complete": Status.COMPLETED,
}


def read_status(word: str) -> str:
    """Turn the panel's word into ours; one we do not know is kept as it is, cut to a sane length."""
    return _WORDS.get(_key(word)) or storable(word).strip()[:MAX_WORD].rstrip()


def is_final(status: str) -> bool:
    """Tell whether nothing more is expected of an order with this status."""
    return status in FINAL
