"""Notices that are told once a day, in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.store.in_memory.state import State
from bot.store.plain import json_mapping


class MemoryDigest:
    """Notices kept for later."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def keep(self, user_id: int, order_id: int, payload: Mapping[str, Any], due_at: datetime) -> None:
        """Keep a notice's event for the user's next digest."""
        assert user_id in self._state.users, "a digest is somebody's"
        assert order_id in self._state.orders, "a notice is about an order"
        self._state.digest[self._state.new_id("digest")] = (user_id, order_id, dict(json_mapping(payload)), due_at)

    async def find_due(self, now: datetime) -> int | None:
        """Find a user whose digest is due."""
        due = [(due_at, user_id) for user_id, _, _, due_at in self._state.digest.values() if due_at <= now]
        return min(due)[1] if due else None

    async def take(self, user_id: int) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Take all that is kept for a user out, oldest first."""
        taken = {key: item for key, item in self._state.digest.items() if item[0] == user_id}
        for key in taken:
            del self._state.digest[key]
        return [(order_id, payload) for _, order_id, payload, _ in taken.values()]
