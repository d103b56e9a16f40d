"""What the services need from the outside, as Protocols: Clock, Panel, Store, Messenger.

Implementations are named by their technology (`HttpPanel`, `SqlStore`), doubles by their behaviour
(`FakePanel`, `MemoryStore`, `ManualClock`). All times are aware UTC.
"""

from bot.ports.chats import Digest, Drafts, Inbox, Outbox, Users
from bot.ports.orders import Balances, Batches, Cases, OrderFilter, Orders, Presets, Requests
from bot.ports.outside import Clock, Messenger, Panel
from bot.ports.store import Catalogue, Memory, Store, Transaction

__all__ = [
    "Balances",
    "Batches",
    "Cases",
    "Catalogue",
    "Clock",
    "Digest",
    "Drafts",
    "Inbox",
    "Memory",
    "Messenger",
    "OrderFilter",
    "Orders",
    "Outbox",
    "Panel",
    "Presets",
    "Requests",
    "Store",
    "Transaction",
    "Users",
]
