"""What the services need from the outside, as Protocols: Clock, Panel, Store, Messenger.

Implementations are named by their technology (`HttpPanel`, `SqlStore`), doubles by their behaviour
(`FakePanel`, `MemoryStore`, `ManualClock`). All times are aware UTC.
"""

from bot.ports.chats import Digest, Drafts, Inbox, Outbox, Users
from bot.ports.orders import (
    EVERYTHING,
    Balances,
    Batches,
    Cases,
    OrderFilter,
    Orders,
    OrderScope,
    Papers,
    Presets,
    Requests,
    Spent,
)
from bot.ports.outside import Clock, Courier, Messenger, Panel, Sheet
from bot.ports.shelf import Changes, Favourites
from bot.ports.store import Catalogue, Memory, Store, Transaction

__all__ = [
    "EVERYTHING",
    "Balances",
    "Batches",
    "Cases",
    "Catalogue",
    "Changes",
    "Clock",
    "Courier",
    "Digest",
    "Drafts",
    "Favourites",
    "Inbox",
    "Memory",
    "Messenger",
    "OrderFilter",
    "OrderScope",
    "Orders",
    "Outbox",
    "Panel",
    "Papers",
    "Presets",
    "Requests",
    "Sheet",
    "Spent",
    "Store",
    "Transaction",
    "Users",
]
