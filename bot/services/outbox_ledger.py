"""What has become of rows that a worker had in hand, until the database knows it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.outbox import Owed, Settled
from bot.ports import Transaction


@dataclass(slots=True)
class OutboxLedger:
    """Sent rows, rows put off, rows given back, and chats that blocked the bot: written together."""

    settled: list[Settled] = field(default_factory=list)
    put_off: list[tuple[Owed, datetime]] = field(default_factory=list)
    given_back: list[Owed] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.settled or self.put_off or self.given_back or self.blocked)

    @property
    def row_ids(self) -> set[int]:
        """The rows this tells of."""
        returned = (*self.given_back, *(row for row, _ in self.put_off))
        return {one.owed.id for one in self.settled} | {row.id for row in returned}

    def add(self, other: "OutboxLedger") -> None:
        """Take over what another one tells."""
        self.settled += other.settled
        self.put_off += other.put_off
        self.given_back += other.given_back
        self.blocked |= other.blocked

    async def write(self, tx: Transaction, now: datetime, still_leased: Collection[int]) -> None:
        """Write all of it; a row whose lease has run out is somebody else's to put off or give back."""
        for chat_id in self.blocked:
            await tx.users.mark_blocked(chat_id, now)
            await tx.outbox.drop_chat(chat_id)
        await tx.outbox.settle(self.settled)
        for row, due_at in self.put_off:
            if row.id in still_leased:
                await tx.outbox.postpone(row.id, due_at)
        await tx.outbox.give_back([row.id for row in self.given_back if row.id in still_leased])
