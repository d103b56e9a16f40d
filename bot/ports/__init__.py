"""What the services need from the outside, as Protocols: Clock, Panel, Store, Messenger.

Implementations are named by their technology (`HttpPanel`, `SqlStore`), doubles by their behaviour
(`FakePanel`, `MemoryStore`, `ManualClock`). All times are aware UTC.
"""

from bot.ports.chats import Drafts, Inbox, Outbox, Users
from bot.ports.orders import Balances, Cases, OrderFilter, Orders, Requests
from bot.ports.outside import Clock, Messenger, Panel
from bot.ports.shelf import Changes, Favourites
from bot.ports.store import Catalogue, Memory, Store, Transaction

__all__ = [
    "Balances",
    "Cases",
    "Catalogue",
    "Changes",
    "Clock",
    "Drafts",
    "Favourites",
    "Inbox",
    "Memory",
    "Messenger",
    "OrderFilter",
    "Orders",
    "Outbox",
    "Panel",
    "Requests",
    "Store",
    "Transaction",
    "Users",
]
