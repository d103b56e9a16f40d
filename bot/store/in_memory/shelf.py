"""What changed in the catalogue, and users' favourites, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.catalogue import Service
from bot.domain.changes import Change, ChangeKind, NewChange
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State


class MemoryChanges:
    """What new lists changed about services."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, new: Sequence[NewChange], at: datetime) -> None:
        """Store what a new list changed."""
        for one in new:
            self._state.changes[self._state.new_id("changes")] = (as_stored(one), as_stored(at))

    async def page(self, since: datetime, offset: int, limit: int) -> Sequence[Change]:
        """List a page of what changed since then, latest first."""
        return self._since(since)[offset : offset + limit]

    async def count(self, since: datetime) -> Mapping[ChangeKind, int]:
        """Count what changed since then, by kind."""
        return dict(Counter(one.kind for one in self._since(since)))

    async def prune(self, before: datetime) -> None:
        """Forget what changed before then."""
        for change_id in [key for key, (_, at) in self._state.changes.items() if at < before]:
            del self._state.changes[change_id]

    def _since(self, since: datetime) -> list[Change]:
        services = self._state.services
        told = [
            Change(id=key, kind=one.kind, facts=one.facts, at=at, service=services[one.service_id])
            for key, (one, at) in self._state.changes.items()
            if at >= since
        ]
        return sorted(told, key=lambda change: (change.at, change.id), reverse=True)


class MemoryFavourites:
    """Services that users want at hand."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, user_id: int, service_id: int, at: datetime) -> bool:
        """Make a service a favourite of this user."""
        if service_id not in self._state.services or await self.has(user_id, service_id):
            return False
        assert user_id in self._state.users, "a favourite's user must have been noted"
        self._state.favourites[user_id, service_id] = as_stored(at)
        return True

    async def remove(self, user_id: int, service_id: int) -> bool:
        """Let a service be no favourite of this user."""
        return self._state.favourites.pop((user_id, service_id), None) is not None

    async def has(self, user_id: int, service_id: int) -> bool:
        """Tell whether a service is a favourite of this user."""
        return (user_id, service_id) in self._state.favourites

    async def count(self, user_id: int) -> int:
        """Count this user's favourites."""
        return len(self._of(user_id))

    async def page(self, user_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of this user's favourites, latest first."""
        return self._of(user_id)[offset : offset + limit]

    def _of(self, user_id: int) -> list[Service]:
        return [self._state.services[one] for of, one in reversed(self._state.favourites) if of == user_id]
