"""The store as a whole: the catalogue, small state, transactions over all of it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.catalogue import CatalogueChange, Category, PanelServiceId, Service, ServiceRow
from bot.ports.chats import Digest, Drafts, Inbox, Outbox, Users
from bot.ports.orders import Balances, Batches, Cases, Orders, Papers, Presets, Requests


class Catalogue(Protocol):
    """The panel's services, with our own short ids, which never change their meaning."""

    async def replace(self, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
        """Take over a new list: insert, update, mark what is no longer listed as gone; keep the list's order.

        A service is recognised by its panel id, a category by its name.
        """

    async def list_categories(self) -> Sequence[Category]:
        """List categories with at least one service on sale, in the panel's order."""

    async def find_category(self, category_id: int) -> Category | None:
        """Find a category; one with nothing on sale has 0 services."""

    async def list_services(self, category_id: int, offset: int, limit: int) -> Sequence[Service]:
        """List a page of the services on sale in a category, in the panel's order."""

    async def list_all(self) -> Sequence[Service]:
        """List every service on sale, in the panel's order, for the search index."""

    async def find(self, service_id: int) -> Service | None:
        """Find a service by our id, gone ones too."""

    async def find_by_panel_id(self, panel_id: PanelServiceId) -> Service | None:
        """Find a service by the panel's id, gone ones too."""


class Memory(Protocol):
    """Small state by name: the currency, when the catalogue was read, chats that were told something once."""

    async def recall(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when."""

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
