"""People, services and orders for the tests of services."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.catalogue import PanelOrderId, PanelServiceId, Service, ServiceRow
from bot.domain.order import NewOrder, Order, Report, Submission, placed
from bot.domain.outbox import Owed
from bot.domain.people import User
from bot.domain.status import read_status
from bot.ports import OrderFilter, Store
from tests.fakes.manual_clock import NOON

ANN, BOB, BOSS = 501, 502, 900
OWNER = "worker-1"
LINK = "https://a.example/p"
CARD = 7  # the message that shows an order


def later(seconds: float) -> datetime:
    """Return a moment after noon."""
    return NOON + timedelta(seconds=seconds)


def service_row(panel_id: str = "77", **changes: Any) -> ServiceRow:
    """Make a service as a panel lists it: rate 2 per thousand, 10 to 10,000."""
    plain = ServiceRow(
        panel_id=PanelServiceId(panel_id),
        name="Followers",
        type="Default",
        category="First Category",
        rate=Decimal(2),
        rate_text="2.00",
        minimum=10,
        maximum=10_000,
    )
    return replace(plain, **changes)


async def arrange(store: Store, *rows: ServiceRow) -> Service:
    """Let Ann and Bob be known, and services be on sale; returns the first."""
    async with store.transaction() as tx:
        for user_id, name in ((ANN, "Ann"), (BOB, "Bob")):
            await tx.users.note_seen(User(id=user_id, name=name), NOON)
        change = await tx.catalogue.replace(rows or [service_row()], NOON)
        service = await tx.catalogue.find(change.new[0])
    assert service is not None
    return service


async def change_catalogue(store: Store, *rows: ServiceRow) -> None:
    """Let the panel list something else."""
    async with store.transaction() as tx:
        await tx.catalogue.replace(rows, NOON)


def new_order(service: Service, token: str, user_id: int = ANN, **changes: Any) -> NewOrder:
    """Make an order about to be stored, confirmed at noon."""
    plain = NewOrder(
        user_id=user_id,
        chat_id=user_id,
        token=token,
        service_id=service.id,
        service_name=service.row.name,
        service_type=service.row.type,
        submission=Submission(service=service.row.panel_id, target=LINK, parameters={"quantity": "50"}),
        quantity=50,
        expected_charge=Decimal("0.1"),
        currency="USD",
        card_message_id=CARD,
        created_at=NOON,
    )
    return replace(plain, **changes)


async def queue_orders(store: Store, count: int = 1, user_id: int = ANN, **changes: Any) -> list[Order]:
    """Store queued orders; needs `arrange`."""
    async with store.transaction() as tx:
        [service, *_] = await tx.catalogue.list_all()
        before = await tx.orders.count(user_id, OrderFilter.ALL)
        tokens = [f"{user_id}-{before + number}" for number in range(count)]
        made = [await tx.orders.insert(new_order(service, token, user_id, **changes)) for token in tokens]
    return [order for order in made if order is not None]


async def place_orders(store: Store, count: int = 1, user_id: int = ANN, **changes: Any) -> list[Order]:
    """Store orders that the panel took at noon, all due; the panel knows them by 1, 2, 3 …; needs `arrange`."""
    await queue_orders(store, count, user_id, **changes)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_queued("arranger", NOON, 60, count)
        taken = [placed(order, PanelOrderId(str(order.id)), NOON, NOON) for order in claimed]
        await tx.orders.save(taken, "arranger")
    return taken


async def get_order(store: Store, order: Order) -> Order:
    """Read an order anew."""
    async with store.snapshot() as tx:
        return (await tx.orders.get_many([order.id]))[order.id]


async def owed_now(store: Store) -> Sequence[Owed]:
    """List all that is owed and free to be sent, leaving it so."""
    async with store.snapshot() as tx:
        return await tx.outbox.claim_due("looker", NOON + timedelta(days=365), 1, 100_000)


async def keep(store: Store, name: str, value: str, at: datetime = NOON) -> None:
    """Keep a small text."""
    async with store.transaction() as tx:
        await tx.memory.keep(name, value, at)


async def recall(store: Store, name: str) -> tuple[str, datetime] | None:
    """Return a small text that was kept."""
    async with store.snapshot() as tx:
        return await tx.memory.recall(name)


def report(word: str = "In progress", **facts: Any) -> Report:
    """Make what a panel says of an order."""
    return Report(status=read_status(word), status_word=word, **facts)
