"""What operators make of the catalogue: hide, rename, pin."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.domain.catalogue import Category, Service, Shelf
from bot.ports import Clock, Transaction
from bot.services.refresh_catalogue import CATALOGUE

MAX_ALIAS = 100  # characters; a phone shows about 40 of a button
_RENAMING = "renaming:"  # how the names begin under which it is kept what an operator was asked to name
_ASKED_FOR = timedelta(minutes=15)  # a text that comes later is not meant for it


class ShelfKind(StrEnum):
    """What stands on the shelf; a letter in the buttons' data."""

    SERVICE = "s"
    CATEGORY = "c"


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """A service or a category, by our id."""

    kind: ShelfKind
    id: int


@dataclass(frozen=True, slots=True)
class ArrangeShelf:
    """Changes the shelf of a service or a category; the search learns of it."""

    clock: Clock

    async def hide(self, tx: Transaction, item: ShelfItem, *, hidden: bool) -> bool:
        """Keep a thing from users, or show it again; False when there is no such thing."""
        return await self._change(tx, item, is_hidden=hidden)

    async def pin(self, tx: Transaction, item: ShelfItem, *, pinned: bool) -> bool:
        """Put a thing behind what is pinned already, or let it go back to where the panel has it."""
        known = await find_item(tx, item)
        if pinned and known is not None and known.shelf.pinned_at is not None:
            return True
        return await self._change(tx, item, pinned_at=self.clock.now() if pinned else None)

    async def rename(self, tx: Transaction, item: ShelfItem, alias: str | None) -> bool:
        """Give a thing our own name; None gives the panel's back."""
        return await self._change(tx, item, alias=alias)

    async def _change(self, tx: Transaction, item: ShelfItem, **changes: Any) -> bool:
        kept = await tx.memory.recall(CATALOGUE)  # holds the catalogue: two operators change it one after the other
        known = await find_item(tx, item)
        if known is None or kept is None:
            return False
        shelf: Shelf = replace(known.shelf, **changes)
        if item.kind is ShelfKind.SERVICE:
            await tx.catalogue.shelve_service(item.id, shelf)
        else:
            await tx.catalogue.shelve_category(item.id, shelf)
        version, read_at = kept
        await tx.memory.keep(CATALOGUE, str(int(version) + 1), read_at)
        return True

    async def ask_name(self, tx: Transaction, operator_id: int, item: ShelfItem) -> None:
        """Take the operator's next text as the name of a thing."""
        await tx.memory.keep(f"{_RENAMING}{operator_id}", f"{item.kind}:{item.id}", self.clock.now())

    async def find_asked(self, tx: Transaction, operator_id: int) -> ShelfItem | None:
        """Find what the operator was asked to name, not long ago."""
        kept = await tx.memory.recall(f"{_RENAMING}{operator_id}")
        if kept is None or not kept[0] or self.clock.now() - kept[1] > _ASKED_FOR:
            return None
        kind, _, item_id = kept[0].partition(":")
        return ShelfItem(ShelfKind(kind), int(item_id))

    async def leave_name(self, tx: Transaction, operator_id: int) -> None:
        """Take the operator's next text for what it is."""
        await tx.memory.keep(f"{_RENAMING}{operator_id}", "", self.clock.now())


async def find_item(tx: Transaction, item: ShelfItem) -> Service | Category | None:
    """Find what stands on the shelf."""
    if item.kind is ShelfKind.SERVICE:
        return await tx.catalogue.find(item.id)
    return await tx.catalogue.find_category(item.id)
