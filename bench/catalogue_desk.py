"""The chat's machinery in this process, from the inbox to the stored answer; nothing is sent."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.catalogue_work import LINK, LINK_TOKEN, ORDERS, PANEL_ROWS, USER, numbered
from bench.figures import Figures
from bot.assembly import SystemClock, make_chat_services, make_token
from bot.chat.connection import make_application
from bot.chat.dispatch import App, Dispatcher
from bot.chat.raw_update import stored_updates
from bot.demo.telegram_api import DEFAULT_TOKEN, ChatWorld, address_of, serve_bot_api
from bot.domain.catalogue import PanelServiceId, Service, ServiceRow
from bot.domain.links import read_link
from bot.domain.order import NewOrder, Submission
from bot.domain.outbox import Owed
from bot.domain.people import User
from bot.services.find_fitting import FindFitting
from bot.services.link_in_hand import LinkInHand, keep_link
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.search_services import SearchServices
from bot.store.sql_store import SqlStore

Json = dict[str, Any]


@dataclass(slots=True)
class Answers:
    """Takes what is owed instead of the messenger, and tells when."""

    came: asyncio.Event = field(default_factory=asyncio.Event)
    last: Sequence[Owed] = ()

    def deliver(self, owed: Iterable[Owed]) -> None:
        """Take what an update has led to."""
        self.last = list(owed)
        self.came.set()


@dataclass(slots=True)
class Desk:
    """Answers updates, one at a time, and measures."""

    store: SqlStore
    application: App
    answers: Answers = field(default_factory=Answers)
    clock: SystemClock = field(default_factory=SystemClock)

    def dispatcher(self) -> Dispatcher:
        """Put the parts together as the program does."""
        services = make_chat_services(
            self.clock, make_token, operators=[], allowed=[USER], search=SearchServices(), fitting=FindFitting()
        )
        return Dispatcher(
            application=self.application,
            store=self.store,
            services=services,
            deliver=self.answers,  # type: ignore[arg-type]
            owner="bench",
            operators=[],
            wake=lambda _: None,
        )

    async def measure(self, name: str, updates: Sequence[Json]) -> Figures:
        """Answer updates, after one of them that warms everything up."""
        dispatcher = self.dispatcher()
        await self._answer(dispatcher, updates[0])
        wall, processor = [], []
        for update in updates:
            before, busy_before = time.perf_counter(), time.process_time()
            await self._answer(dispatcher, update)
            wall.append(1000 * (time.perf_counter() - before))
            processor.append(1000 * (time.process_time() - busy_before))
            if not self.answers.last:
                raise RuntimeError(f"{name}: no answer to {update}")
            await dispatcher.drain()
        return Figures(name, wall, processor)

    async def _answer(self, dispatcher: Dispatcher, update: Json) -> None:
        rows = stored_updates([numbered(update)], self.clock)
        self.answers.came.clear()
        async with self.store.transaction() as tx:
            await tx.inbox.store(rows, rows[0].update_id + 1)
        dispatcher.accept(rows)
        await self.answers.came.wait()


@asynccontextmanager
async def open_desk(path: Path) -> AsyncIterator[Desk]:
    """Open a desk with the whole catalogue on sale."""
    world, store = ChatWorld(), SqlStore(f"sqlite:///{path}")
    runner = await serve_bot_api("127.0.0.1", 0, world)
    await store.open()
    application = make_application(DEFAULT_TOKEN, address_of(runner))
    await application.initialize()
    desk = Desk(store, application)
    await _furnish(desk)
    try:
        yield desk
    finally:
        await application.shutdown()
        await store.close()
        world.close()
        await runner.cleanup()


async def _furnish(desk: Desk) -> None:
    """Put the catalogue on sale, and let the user have a link in hand, orders and favourites."""
    now = desk.clock.now()
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(rows(), now)
        await tx.memory.keep(CATALOGUE, "1", now)
        await tx.users.note_seen(User(id=USER, name="Ann"), now)
        await keep_link(tx, USER, LinkInHand(LINK_TOKEN, read_link(LINK)), now)
        for number in range(ORDERS):
            service = await tx.catalogue.find(1 + 7 * number)
            assert service is not None
            await tx.orders.insert(_order(service, number, now))
            await tx.favourites.add(USER, service.id, now)


def _order(service: Service, number: int, at: datetime) -> NewOrder:
    return NewOrder(
        user_id=USER,
        chat_id=USER,
        token=f"bench-{number}",
        service_id=service.id,
        service_name=service.title,
        service_type=service.row.type,
        submission=Submission(service=service.row.panel_id, target=LINK, parameters={"quantity": "1000"}),
        quantity=1000,
        expected_charge=Decimal(1),
        currency="USD",
        card_message_id=None,
        created_at=at,
    )


def rows() -> list[ServiceRow]:
    """Return the panel's services as the panel client reads them."""
    return [
        ServiceRow(
            panel_id=PanelServiceId(str(row.id)),
            name=row.name,
            type=row.type,
            category=row.category,
            rate=Decimal(row.rate),
            rate_text=row.rate,
            minimum=row.min,
            maximum=row.max,
            refill=row.refill,
            cancel=row.cancel,
            drip_feed=row.dripfeed,
            description=row.description,
            average_time=row.average_time,
        )
        for row in PANEL_ROWS
    ]
