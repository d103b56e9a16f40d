"""The store as a whole: the catalogue, small state, transactions over all of it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow, Shelf
from bot.ports.chats import Digest, Drafts, Inbox, Outbox, Users
from bot.ports.orders import Balances, Batches, Cases, Orders, Papers, Presets, Requests
from bot.ports.shelf import Changes, Favourites


class Catalogue(Protocol):
    """The panel's services, with our own short ids, which never change their meaning."""

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list: insert, update, mark what is no longer listed as gone; keep the list's order.

        A service is recognised by its panel id, a category by its name.
        """

    async def list_categories(self, *, hidden: bool = False) -> Sequence[Category]:
        """List categories that have something for users, pinned ones first, then in the panel's order.

        With `hidden`, those that operators see: hidden ones too, and those of which everything is hidden.
        """

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category; one with nothing on sale has 0 services."""

    async def list_services(
        self, category_id: int, offset: int, limit: int, *, hidden: bool = False
    ) -> Sequence[Service]:
        """List a page of a category's services that users may order, pinned ones first, then in the panel's order.

        With `hidden`, the hidden ones too.
        """

    async def list_all(self) -> Sequence[Service]:
        """List every service that the panel lists, hidden ones too, in the panel's order."""

    async def list_after(self, service_id: int, limit: int) -> Sequence[Service]:
        """List services that the panel lists, hidden ones too, in the order of our ids, from the one after this id."""

    async def get_many(self, service_ids: Collection[int]) -> Mapping[int, Service]:
        """Read services by our ids, gone and hidden ones too; unknown ids are left out."""

    async def shelve_service(self, service_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a service. Who changes a shelf holds the memory of the catalogue."""

    async def shelve_category(self, category_id: int, shelf: Shelf) -> None:
        """Store what operators have made of a category."""

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone and hidden ones too."""

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone and hidden ones too."""


class Memory(Protocol):
    """Small state by name: the currency, when the catalogue was read, chats that were told something once."""

    async def recall(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when, and hold the name in a writing transaction until its end.

        For whoever may keep something there because of it; anybody else peeks.
        """

    async def peek(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when; waits for nobody, and keeps nobody waiting."""

    async def keep(self, name: str, value: str, at: datetime) -> None:
        """Keep a text under a name."""

    async def forget(self, beginning: str, before: datetime) -> None:
        """Forget what was kept before then under names with this beginning."""


class Transaction(Protocol):
    """One transaction's view of the store; its parts are read-only, so that any store's own types fit."""

    @property
    def users(self) -> Users:
        """People."""

    @property
    def catalogue(self) -> Catalogue:
        """The panel's services."""

    @property
    def drafts(self) -> Drafts:
        """Orders being put together."""

    @property
    def orders(self) -> Orders:
        """Confirmed drafts."""

    @property
    def outbox(self) -> Outbox:
        """What is owed to chats."""

    @property
    def inbox(self) -> Inbox:
        """Updates to handle."""

    @property
    def requests(self) -> Requests:
        """Refills and cancels."""

    @property
    def papers(self) -> Papers:
        """Wishes for files and pictures."""

    @property
    def cases(self) -> Cases:
        """Uncertain orders that wait for an operator's word."""

    @property
    def balances(self) -> Balances:
        """The balance over time."""

    @property
    def batches(self) -> Batches:
        """Mass orders."""

    @property
    def presets(self) -> Presets:
        """Named sets of services and quantities."""

    @property
    def digest(self) -> Digest:
        """Notices that are told once a day."""

    @property
    def changes(self) -> Changes:
        """What new lists changed."""

    @property
    def favourites(self) -> Favourites:
        """What users want at hand."""

    @property
    def memory(self) -> Memory:
        """Small state."""


class Store(Protocol):
    """The database: the truth and the queue."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a writing transaction; it commits at the end of the block and rolls back on any exception.

        Raises: StoreError when the database cannot be used (full disk, read-only, locked for too long).
        """

    def snapshot(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a reading transaction: one consistent state, no writer is kept waiting."""
