"""Papers: what a user asks to be given as a file or a picture, made when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class PaperKind(StrEnum):
    """What is made."""

    EXPORT = "export"  # one's orders as a table
    TOTALS = "totals"  # what was spent by week or by month, as a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A wish for a paper: a row until Telegram has taken the file; `wish` says of what, as JSON."""

    id: int
    user_id: int
    chat_id: int
    kind: PaperKind
    wish: Mapping[str, Any]
    message_id: int | None = None  # tells how far it is
    attempts: int = 0
    created_at: datetime
    due_at: datetime
