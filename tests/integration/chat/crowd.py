"""A crowd of users with orders, whose news the deliver loop has to bring to a strict Telegram."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.demo.telegram_api.books import Call
from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import NewOrder, Order, Report, Submission, placed
from bot.domain.people import User
from bot.services.owe import owe_card, owe_notice
from tests.integration.chat.desk import Desk

FIRST = 50_000
COUNTED = ("sendMessage", "editMessageText", "editMessageReplyMarkup")


@dataclass
class Crowd:
    """People 50,000 and on, and their orders."""

    desk: Desk
    orders: list[Order] = field(default_factory=list)

    async def gather(self, people: int, orders_each: int) -> None:
        """Let people know the bot, and each have orders that the panel has completed."""
        self.desk.clock.longest_seconds = 3600.0  # this is about real seconds
        now = self.desk.clock.now()
        ids = range(FIRST, FIRST + people)
        for person in ids:
            self.desk.world.add_person(person, f"P{person}")
            self.desk.world.chats[person].bot_status = "member"
        async with self.desk.store.transaction() as tx:
            [service, *_] = await tx.catalogue.list_all()
            for person in ids:
                await tx.users.note_seen(User(id=person, name=f"P{person}"), now)
            wanted = [
                _new_order(person, f"{person}-{number}", service.id, now, self._shown_card(person))
                for number in range(orders_each)
                for person in ids
            ]
            made = [await tx.orders.insert(new) for new in wanted]
            claimed = await tx.orders.claim_queued("arranger", now, 60, len(made))
            taken = [placed(order, PanelOrderId(str(23_500 + order.id)), now, now) for order in claimed]
            await tx.orders.save([replace(order, due_at=None) for order in taken], "arranger")
            self.orders = [
                replace(order, report=Report(status="Completed", status_word="Completed")) for order in taken
            ]

    def _shown_card(self, person: int) -> int:
        """Let a message of the bot's be there that shows an order."""
        world = self.desk.world
        bot = {"from": world.bot.as_user()}
        return world.post(world.chats[person], bot, {"text": "An order"}, by_bot=True).id

    async def store_completed(self) -> None:
        """Let the database know, too, that all orders are completed by now."""
        now = self.desk.clock.now()
        async with self.desk.store.transaction() as tx:
            for order in self.orders:
                await tx.orders.ask_now(order.id, order.new.user_id, now)
            claimed = {order.id for order in await tx.orders.claim_due("arranger", now, 60, len(self.orders))}
            done = [replace(order, changed_at=now, finished_at=now) for order in self.orders if order.id in claimed]
            assert len(await tx.orders.save(done, "arranger")) == len(self.orders)

    async def all_complete(self, *, cards: bool = False) -> None:
        """Owe the news of all orders, mixed as a sweep of the panel gives them, in one transaction."""
        about = {"kind": EventKind.STATUS_CHANGED, "status": "Completed", "final": True}
        owed = [owe_notice(order, OrderEvent(order_id=order.id, **about)) for order in self.orders]
        if cards:
            owed = [row for order, notice in zip(self.orders, owed, strict=True) for row in (*owe_card(order), notice)]
        async with self.desk.store.transaction() as tx:
            await tx.outbox.add(owed, self.desk.clock.now(), None, 0)

    async def left(self) -> int:
        """Count what is still owed."""
        async with self.desk.store.snapshot() as tx:
            return await tx.outbox.count()

    async def all_told(self) -> float:
        """Wait until nothing is owed any more; returns how many seconds after the first call the last one came."""
        while await self.left():  # noqa: ASYNC110  a table has no event to wait for
            await asyncio.sleep(0.1)
        moments = [call.at for call in self.sent()]
        return (max(moments) - min(moments)).total_seconds()

    @asynccontextmanager
    async def going_round(self) -> AsyncIterator[None]:
        """Let the intake and the deliver loop go round beside a test."""

        async def take_in() -> None:
            while True:
                await self.desk.intake()

        async def deliver() -> None:
            while True:
                if not await self.desk.deliver():
                    await asyncio.sleep(1)

        tasks = [asyncio.create_task(take_in()), asyncio.create_task(deliver())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    def sent(self, *methods: str) -> list[Call]:
        """List the crowd's messages in the order in which they reached Telegram."""
        calls = (call for call in self.desk.world.calls.calls if call.method in (methods or COUNTED))
        return [call for call in calls if int(call.parameters["chat_id"]) >= FIRST]

    def told(self) -> Counter[str]:
        """Count how often each order is told of, by #id, in all chats."""
        words = Counter[str]()
        for person in {order.new.user_id for order in self.orders}:
            for text in self.desk.texts(person):
                words.update(word.strip(":") for word in text.split() if word.startswith("#"))
        return words


def _new_order(person: int, token: str, service_id: int, now: datetime, card: int) -> NewOrder:
    return NewOrder(
        user_id=person,
        chat_id=person,
        token=token,
        service_id=service_id,
        service_name="Followers",
        service_type="Default",
        submission=Submission(service=PanelServiceId("1"), target="https://example.com/p", parameters={}),
        quantity=100,
        expected_charge=Decimal("0.1"),
        currency="USD",
        card_message_id=card,
        created_at=now,
    )


def busiest_second(calls: Sequence[Call]) -> int:
    """Return the most calls that any second saw."""
    moments, begin, most = sorted(call.at for call in calls), 0, 0
    for end, at in enumerate(moments):
        while moments[begin] <= at - timedelta(seconds=1):
            begin += 1
        most = max(most, end - begin + 1)
    return most


def closest_fours(calls: Sequence[Call]) -> float:
    """Return the shortest time in which any chat got four messages: three pass at once, then one a second."""
    by_chat: dict[int, list[datetime]] = defaultdict(list)
    for call in calls:
        by_chat[int(call.parameters["chat_id"])].append(call.at)
    spans = [
        (moments[at + 3] - moments[at]).total_seconds()
        for moments in by_chat.values()
        for at in range(len(moments) - 3)
    ]
    return min(spans, default=1.0)
