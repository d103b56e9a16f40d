"""Updates that Telegram gave us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update as a row. `sender` is the user's id, or the chat's where there is no user: its lane."""

    update_id: int
    sender: int
    payload: Mapping[str, Any]
    received_at: datetime
