"""All that the double holds."""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from bot.domain.batch import Batch, Preset
from bot.domain.case import Case
from bot.domain.catalogue import Category, Service
from bot.domain.changes import NewChange
from bot.domain.draft import Draft
from bot.domain.evidence import BalanceReading
from bot.domain.inbox import StoredUpdate
from bot.domain.order import Order, Verdict
from bot.domain.outbox import Owed
from bot.domain.paper import Paper
from bot.domain.people import User
from bot.domain.request import Request


@dataclass(frozen=True)
class Lease:
    """Who holds a row, and until when."""

    owner: str
    until: datetime


Leases = dict[int, Lease]


@dataclass
class State:
    """One dictionary a table; the values in them are never changed, only replaced."""

    users: dict[int, User] = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)  # in the panel's order
    services: dict[int, Service] = field(default_factory=dict)  # in the panel's order
    drafts: dict[int, Draft] = field(default_factory=dict)
    open_drafts: dict[int, int] = field(default_factory=dict)  # by user
    orders: dict[int, Order] = field(default_factory=dict)
    order_leases: Leases = field(default_factory=dict)
    outbox: dict[int, Owed] = field(default_factory=dict)
    outbox_leases: Leases = field(default_factory=dict)
    updates: dict[int, StoredUpdate] = field(default_factory=dict)
    handled: dict[int, datetime] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    request_leases: Leases = field(default_factory=dict)
    papers: dict[int, Paper] = field(default_factory=dict)
    paper_leases: Leases = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    case_leases: Leases = field(default_factory=dict)
    verdicts: dict[int, tuple[Verdict | None, int | None, datetime]] = field(default_factory=dict)  # of closed cases
    balances: dict[int, BalanceReading] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    presets: dict[int, Preset] = field(default_factory=dict)
    digest: dict[int, tuple[int, int, dict[str, Any], datetime]] = field(default_factory=dict)
    changes: dict[int, tuple[NewChange, datetime]] = field(default_factory=dict)
    favourites: dict[tuple[int, int], datetime] = field(default_factory=dict)  # by user and service, latest last
    memory: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    last_ids: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "State":
        """Copy the dictionaries; what is in them is shared."""
        return State(**{item.name: dict(getattr(self, item.name)) for item in fields(self)})

    def new_id(self, table: str) -> int:
        """Return the next id of a table; ids of deleted rows never come back."""
        self.last_ids[table] = self.last_ids.get(table, 0) + 1
        return self.last_ids[table]


def is_free(leases: Leases, row_id: int, now: datetime) -> bool:
    """Tell whether nobody holds a row."""
    return row_id not in leases or leases[row_id].until <= now


def is_held(leases: Leases, row_id: int, owner: str) -> bool:
    """Tell whether an owner holds a row; a lease that ran out counts until somebody else takes the row."""
    return row_id in leases and leases[row_id].owner == owner


def lease(leases: Leases, row_ids: list[int], owner: str, now: datetime, lease_seconds: float) -> None:
    """Hand rows to an owner."""
    for row_id in row_ids:
        leases[row_id] = Lease(owner, now + timedelta(seconds=lease_seconds))


def release(leases: Leases, owner: str | None) -> None:
    """End the leases of an owner; None: of everybody."""
    for row_id in [row_id for row_id, held in leases.items() if owner in (None, held.owner)]:
        del leases[row_id]
