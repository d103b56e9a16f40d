"""A Telegram in memory that takes messages, and fails as it is told."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.order import Order
from bot.domain.outbox import Owed
from bot.domain.people import User
from bot.domain.request import LatestRequests
from bot.ports import Clock


@dataclass(frozen=True)
class Delivery:
    """Something that arrived in a chat, with what was known of its order and user, and when."""

    owed: Owed
    order: Order | None
    user: User | None
    at: datetime
    asked: LatestRequests | None = None

    @property
    def text(self) -> object:
        """What the tests' rows say."""
        return self.owed.new.payload.get("text")


class FakeMessenger:
    """The port `Messenger`; `delivered` lists the rows that arrived, in order, `messages` what arrived together."""

    def __init__(self, clock: Clock) -> None:
        self.delivered: list[Delivery] = []
        self.messages: list[list[Delivery]] = []
        self.tried: list[int] = []  # ids of rows; of several together, the first
        self.faults: defaultdict[int, deque[Exception | None]] = defaultdict(deque)  # by chat, one a try
        self.held: dict[int, asyncio.Event] = {}  # chats whose sends wait for the test
        self.unspeakable: set[object] = set()  # texts that cannot be put into words, alone or together
        self.room = 100  # orders in one message
        self._clock = clock

    async def deliver(
        self, owed: Owed, order: Order | None, user: User | None, asked: LatestRequests | None = None
    ) -> int | None:
        """Take a message, or fail as told."""
        await self._take([Delivery(owed, order, user, self._clock.now(), asked)])
        return owed.new.message_id or 1000 + owed.id

    async def deliver_together(self, notices: Sequence[tuple[Owed, Order]], user: User | None) -> Sequence[Owed]:
        """Take notices as one message, as many orders as there is room for, or fail as told."""
        shown = list(dict.fromkeys(order.id for _, order in notices))[: self.room]
        at = self._clock.now()
        told = [Delivery(owed, order, user, at) for owed, order in notices if order.id in shown]
        await self._take(told)
        return [one.owed for one in told]

    async def _take(self, message: list[Delivery]) -> None:
        chat_id = message[0].owed.new.chat_id
        self.tried.append(message[0].owed.id)
        if chat_id in self.held:
            await self.held[chat_id].wait()
        fault = self.faults[chat_id].popleft() if self.faults[chat_id] else None
        if fault is not None:
            raise fault
        if any(one.text in self.unspeakable for one in message):
            raise KeyError("status")
        self.delivered += message
        self.messages.append(message)

    def texts(self, chat_id: int | None = None) -> list[object]:
        """List what arrived, in one chat or in all."""
        return [one.text for one in self.delivered if chat_id in (None, one.owed.new.chat_id)]

    def together(self, chat_id: int) -> list[list[object]]:
        """List the messages that arrived in a chat, each by what its rows say."""
        return [[one.text for one in message] for message in self.messages if message[0].owed.new.chat_id == chat_id]
