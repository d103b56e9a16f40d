"""A deliver loop with all that is around it."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bot.domain.errors import MessengerError
from bot.domain.outbox import NewOwed, Owed, OwedKind
from bot.services.deliver_notices import LEASE_SECONDS, DeliverNotices
from bot.services.send_pace import SendPace
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.manual_clock import ManualClock, idle
from tests.unit.services.arrange import ANN, BOB, BOSS, OWNER

ROUND_SECONDS = 0.25


@dataclass
class Post:
    """The deliver loop's round and the rows it is given."""

    store: MemoryStore
    messenger: FakeMessenger
    clock: ManualClock
    owner: str = OWNER
    operators: Collection[int] = (ANN, BOB, BOSS)
    given_up: list[tuple[Owed, MessengerError]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the loop together."""
        self.deliver = DeliverNotices(
            store=self.store,
            messenger=self.messenger,
            clock=self.clock,
            owner=self.owner,
            operators=self.operators,
            pace=SendPace(self.clock),
            jitter=lambda: 1.0,
            rejected=lambda row, error: self.given_up.append((row, error)),
        )

    async def reply(self, *texts: str, chat_id: int = ANN, kind: OwedKind = OwedKind.SEND, **facts: Any) -> None:
        """Owe replies as a handler does, and hand them over right after the commit."""
        owed = [NewOwed(chat_id=chat_id, kind=kind, payload={"text": text}, **facts) for text in texts]
        async with self.store.transaction() as tx:
            rows = await tx.outbox.add(owed, self.clock.now(), self.owner, LEASE_SECONDS)
        self.deliver.deliver(rows)

    async def owe(self, *texts: str, chat_id: int = ANN, kind: OwedKind = OwedKind.SEND, **facts: Any) -> None:
        """Owe what the loop is to find."""
        owed = [NewOwed(chat_id=chat_id, kind=kind, payload={"text": text}, **facts) for text in texts]
        await self.owe_rows(*owed)

    async def owe_rows(self, *owed: NewOwed) -> None:
        """Owe rows as they are."""
        async with self.store.transaction() as tx:
            await tx.outbox.add(owed, self.clock.now(), None, 0)

    async def go_round(self, seconds: float = ROUND_SECONDS) -> None:
        """Let the loop go round for so long."""
        for _ in range(max(1, round(seconds / ROUND_SECONDS))):
            while await self.deliver():
                await idle()
            await self.clock.advance(ROUND_SECONDS)

    async def left(self) -> int:
        """Count what is still owed."""
        async with self.store.snapshot() as tx:
            return await tx.outbox.count()


def hold(messenger: FakeMessenger, chat_id: int) -> asyncio.Event:
    """Let sends to a chat wait until the event is set."""
    messenger.held[chat_id] = asyncio.Event()
    return messenger.held[chat_id]
