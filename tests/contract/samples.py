"""People, services and orders for the contract suite."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.catalogue import PanelOrderId, PanelServiceId, Service, ServiceRow
from bot.domain.order import NewOrder, Order, Report, Submission, placed
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import User
from bot.ports import Store

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ANN, BOB = 5_000_000_001, 5_000_000_002  # Telegram's ids outgrew 32 bits
OWNER, OTHER = "worker-1", "worker-2"
LEASE = 60.0
# What people and panels write: emoji of many code points, right to left, marks, NUL, half a pair, quotes, escapes.
HOSTILE = "👩‍👩‍👧‍👦 שלום مرحبا é́\u202e '; DROP TABLE users; -- \" \\ \x00\ud800 %s :x ?"
HOSTILE_STORED = "👩‍👩‍👧‍👦 שלום مرحبا é́\u202e '; DROP TABLE users; -- \" \\  %s :x ?"


def later(seconds: float) -> datetime:
    """Return a moment after NOW."""
    return NOW + timedelta(seconds=seconds)


def service_row(panel_id: str = "1", **changes: Any) -> ServiceRow:
    """Make a service as a panel lists it."""
    plain = ServiceRow(
        panel_id=PanelServiceId(panel_id),
        name=f"Followers {panel_id}",
        type="Default",
        category="First Category",
        rate=Decimal("0.90"),
        rate_text="0.90",
        minimum=50,
        maximum=10_000,
    )
    return replace(plain, **changes)


async def arrange(store: Store) -> Service:
    """Let Ann and Bob be known, and one service be on sale."""
    async with store.transaction() as tx:
        await tx.users.note_seen(User(id=ANN, name="Ann"), NOW)
        await tx.users.note_seen(User(id=BOB, name="Bob"), NOW)
        change = await tx.catalogue.replace([service_row()], NOW)
        service = await tx.catalogue.find(change.new[0])
    assert service is not None
    return service


def new_order(service: Service, token: str, user_id: int = ANN, **changes: Any) -> NewOrder:
    """Make an order that is about to be stored."""
    plain = NewOrder(
        user_id=user_id,
        chat_id=user_id,
        token=token,
        service_id=service.id,
        service_name=service.row.name,
        service_type=service.row.type,
        submission=Submission(service=service.row.panel_id, target="https://a.example", parameters={"quantity": "50"}),
        quantity=50,
        expected_charge=Decimal("0.045"),
        currency="USD",
        card_message_id=7,
        refill=None,
        cancel=True,
        created_at=NOW,
    )
    return replace(plain, **changes)


async def queue_orders(store: Store, count: int, user_id: int = ANN) -> list[Order]:
    """Store some queued orders, each created a second after the one before; needs `arrange`."""
    async with store.transaction() as tx:
        service, *_ = await tx.catalogue.list_all()
        made = [
            await tx.orders.insert(new_order(service, f"{user_id}-{number}", user_id, created_at=later(number - count)))
            for number in range(count)
        ]
    return [order for order in made if order is not None]


async def place_orders(store: Store, count: int, user_id: int = ANN) -> list[Order]:
    """Store some orders that the panel has taken, all due at NOW; needs `arrange`."""
    await queue_orders(store, count, user_id)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_queued(OWNER, NOW, LEASE, count)
        taken = [placed(order, PanelOrderId(f"{user_id}/{order.id}"), NOW, NOW) for order in claimed]
        await tx.orders.save(taken, OWNER)
    return taken


def report(status: str = "In progress", **changes: Any) -> Report:
    """Make what a panel says of an order."""
    return replace(Report(status=status, status_word=status), **changes)


def owed(chat_id: int = ANN, kind: OwedKind = OwedKind.SEND, **changes: Any) -> NewOwed:
    """Make something owed to a chat."""
    return replace(NewOwed(chat_id=chat_id, kind=kind, payload={"text": "hello"}), **changes)


async def ids_of(claim: Callable[..., Awaitable[Any]], now: datetime = NOW, owner: str = OWNER) -> list[int]:
    """Claim everything and return the ids."""
    return [one.id for one in await claim(owner, now, LEASE, 1_000)]
