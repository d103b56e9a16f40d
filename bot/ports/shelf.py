"""Beside the catalogue: what changed in it, and what each user likes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.catalogue import Service
from bot.domain.changes import Change, ChangeKind, NewChange


class Changes(Protocol):
    """What new lists changed about services."""

    async def add(self, changes: Sequence[NewChange], at: datetime) -> None:
        """Store what a new list changed."""

    async def page(self, since: datetime, offset: int, limit: int) -> Sequence[Change]:
        """List a page of what changed since then, latest first."""

    async def count(self, since: datetime) -> Mapping[ChangeKind, int]:
        """Count what changed since then, by kind; a kind of which there is nothing is left out."""

    async def prune(self, before: datetime) -> None:
        """Forget what changed before then."""


class Favourites(Protocol):
    """Services that users want at hand. Everything goes by `user_id`."""

    async def add(self, user_id: int, service_id: int, at: datetime) -> bool:
        """Make a service a favourite of this user; False when it was one, or there is no such service."""

    async def remove(self, user_id: int, service_id: int) -> bool:
        """Let a service be no favourite of this user; False when it was none."""

    async def has(self, user_id: int, service_id: int) -> bool:
        """Tell whether a service is a favourite of this user."""

    async def count(self, user_id: int) -> int:
        """Count this user's favourites, those that are gone or hidden too."""

    async def page(self, user_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of this user's favourites, latest first, those that are gone or hidden too."""
