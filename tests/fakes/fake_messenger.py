"""A Telegram in memory that takes messages, and fails as it is told."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime

from bot.domain.order import Order
from bot.domain.outbox import Owed
from bot.domain.people import User
from bot.ports import Clock


@dataclass(frozen=True)
class Delivery:
    """Something that arrived in a chat, with what was known of its order and user, and when."""

    owed: Owed
    order: Order | None
    user: User | None
    at: datetime

    @property
    def text(self) -> object:
        """What the tests' rows say."""
        return self.owed.new.payload.get("text")


class FakeMessenger:
    """The port `Messenger`; `delivered` lists what arrived, in order."""

    def __init__(self, clock: Clock) -> None:
        self.delivered: list[Delivery] = []
        self.tried: list[int] = []  # ids of rows
        self.faults: defaultdict[int, deque[Exception | None]] = defaultdict(deque)  # by chat, one a try
        self.held: dict[int, asyncio.Event] = {}  # chats whose sends wait for the test
        self._clock = clock

    async def deliver(self, owed: Owed, order: Order | None, user: User | None) -> int | None:
        """Take a message, or fail as told."""
        self.tried.append(owed.id)
        chat_id = owed.new.chat_id
        if chat_id in self.held:
            await self.held[chat_id].wait()
        fault = self.faults[chat_id].popleft() if self.faults[chat_id] else None
        if fault is not None:
            raise fault
        self.delivered.append(Delivery(owed, order, user, self._clock.now()))
        return owed.new.message_id or 1000 + owed.id

    def texts(self, chat_id: int | None = None) -> list[object]:
        """List what arrived, in one chat or in all."""
        return [one.text for one in self.delivered if chat_id in (None, one.owed.new.chat_id)]
