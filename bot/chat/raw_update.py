"""Updates as Telegram sends them, before anybody reads them: one that cannot be read must not spoil the others."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.inbox import StoredUpdate
from bot.ports import Clock

_MOST_ID = 2**63 - 1  # what the store keeps in a column


def stored_updates(given: Iterable[Any], clock: Clock) -> list[StoredUpdate]:
    """Turn updates into rows; what has no id is nothing that Telegram sends, and is left out."""
    now = clock.now()
    return [
        StoredUpdate(update["update_id"], sender_of(update), update, now)
        for update in given
        if isinstance(update, Mapping) and _is_id(update.get("update_id"))
    ]


def sender_of(update: Mapping[str, Any]) -> int:
    """Return whose lane an update belongs to: its user's, or its chat's where there is none; 0 for neither."""
    content = next((part for part in update.values() if isinstance(part, Mapping)), {})
    for name in ("from", "user", "chat", "sender_chat"):
        who = content.get(name)
        if isinstance(who, Mapping) and _is_id(who.get("id")):
            return int(who["id"])
    return 0


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_ID
