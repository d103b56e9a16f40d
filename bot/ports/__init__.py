"""What the services need from the outside, as Protocols: Clock, Panel, Store, Messenger.

Implementations are named by their technology (`HttpPanel`, `SqlStore`), doubles by their behaviour
(`FakePanel`, `MemoryStore`, `ManualClock`). All times are aware UTC.
"""

from bot.ports.chats import Drafts, Inbox, Outbox, Users
from bot.ports.orders import EVERYTHING, Balances, Cases, OrderFilter, Orders, OrderScope, Papers, Requests, Spent
from bot.ports.outside import Clock, Courier, Messenger, Panel, Sheet
from bot.ports.store import Catalogue, Memory, Store, Transaction

__all__ = [
    "EVERYTHING",
    "Balances",
    "Cases",
    "Catalogue",
    "Clock",
    "Courier",
    "Drafts",
    "Inbox",
    "Memory",
    "Messenger",
    "OrderFilter",
    "OrderScope",
    "Orders",
    "Outbox",
    "Panel",
    "Papers",
    "Requests",
    "Sheet",
    "Spent",
    "Store",
    "Transaction",
    "Users",
]
