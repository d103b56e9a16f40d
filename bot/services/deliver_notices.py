"""Sends what is owed to chats: replies from memory right after their commit, the rest as it comes due.

Each chat has a lane of its own, so that one that Telegram puts off holds up nobody else; in a lane replies go
first. What cannot be sent now goes back to the database, with all that stands behind it in its lane.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerError, MessengerUnreachable
from bot.domain.order import Order
from bot.domain.outbox import Owed, OwedKind, Settled
from bot.domain.people import NoticeWish, User
from bot.ports import Clock, Messenger, Store
from bot.services.send_pace import SendPace

LEASE_SECONDS = 120.0
LANES = 64  # chats that are written to at the same time
_SETTLE_EVERY_SECONDS = 0.02  # several sent rows are settled in one transaction
_FROM_EVENTS = (OwedKind.NOTICE, OwedKind.CARD)


@dataclass(slots=True)
class _Lane:
    replies: deque[Owed] = field(default_factory=deque)
    notices: deque[Owed] = field(default_factory=deque)

    def next(self) -> Owed | None:
        return self.replies[0] if self.replies else self.notices[0] if self.notices else None

    def done(self, owed: Owed) -> None:
        (self.replies if self.replies and self.replies[0] is owed else self.notices).popleft()

    def rest(self) -> list[Owed]:
        return [*self.replies, *self.notices]


@dataclass(slots=True, kw_only=True)
class DeliverNotices:
    """The deliver loop's round, and the way replies take right after their commit."""

    store: Store
    messenger: Messenger
    clock: Clock
    owner: str
    pace: SendPace
    jitter: Callable[[], float]
    rejected: Callable[[Owed, MessengerError], None]  # told of what Telegram will never take
    _lanes: dict[int, _Lane] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _settled: list[Settled] = field(default_factory=list)
    _settling: bool = False
    _failure: BaseException | None = None

    async def __call__(self) -> bool:
        """Take up rows that are due; tells whether there was anything.

        Raises: what a lane or the settling failed with, MessengerError excepted.
        """
        self._raise_failure()
        room = LANES - len(self._lanes)
        if room <= 0:
            return False
        async with self.store.transaction() as tx:
            claimed = await tx.outbox.claim_due(self.owner, self.clock.now(), LEASE_SECONDS, room)
        self.deliver(claimed)
        return bool(claimed)

    def deliver(self, owed: Iterable[Owed]) -> None:
        """Send rows that are leased to this worker."""
        for row in owed:
            if row.new.kind is OwedKind.ANSWER:
                self._start(self._answer(row))
                continue
            lane = self._lanes.get(row.new.chat_id)
            if lane is None:
                lane = self._lanes[row.new.chat_id] = _Lane()
                self._start(self._run(row.new.chat_id, lane))
            (lane.notices if row.new.kind in _FROM_EVENTS else lane.replies).append(row)

    async def drain(self) -> None:
        """Wait until all that was taken up is sent or given back, and settled."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._raise_failure()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    async def _answer(self, row: Owed) -> None:
        """Answer a button press; when that fails it is worth nothing a moment later."""
        with contextlib.suppress(MessengerError):
            await self.messenger.deliver(row, None, None)
        self._settle(Settled(row))

    async def _run(self, chat_id: int, lane: _Lane) -> None:
        try:
            while (row := lane.next()) is not None:
                if self._is_stale(row):  # the lease ran out: the row is the loop's again
                    lane.done(row)
                    continue
                if not await self._send(chat_id, row, lane):
                    return
                lane.done(row)
        finally:
            del self._lanes[chat_id]

    def _is_stale(self, row: Owed) -> bool:
        return self.clock.now() - max(row.created_at, row.due_at) > timedelta(seconds=LEASE_SECONDS) and (
            row.new.kind not in _FROM_EVENTS
        )

    async def _send(self, chat_id: int, row: Owed, lane: _Lane) -> bool:
        """Send one row; False when the lane is to be given up."""
        try:
            message_id = await self._deliver(row)
        except ChatBlocked:
            await self._mark_blocked(chat_id)
            return False
        except MessageRejected as rejection:
            self.rejected(row, rejection)
            message_id = None
        except MessengerBusy as busy:
            await self._give_back(lane, row, self._after(busy.retry_after_seconds))
            return False
        except MessengerUnreachable:
            await self._give_back(lane, row, self._after(backoff_seconds(row.attempts, self.jitter())))
            return False
        self._settle(Settled(row, message_id))
        return True

    async def _deliver(self, row: Owed) -> int | None:
        if row.new.kind not in _FROM_EVENTS:
            return await self.messenger.deliver(row, None, None)
        order, user = await self._about(row)
        if row.new.kind is OwedKind.NOTICE and not _is_wanted(row, user):
            return None
        await self.pace.wait(row.new.chat_id)
        return await self.messenger.deliver(row, order, user)

    async def _about(self, row: Owed) -> tuple[Order | None, User | None]:
        async with self.store.snapshot() as tx:
            orders = await tx.orders.get_many([row.new.order_id] if row.new.order_id is not None else [])
            user = await tx.users.find(row.new.chat_id)
        return next(iter(orders.values()), None), user

    def _after(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)

    async def _give_back(self, lane: _Lane, row: Owed, due_at: datetime) -> None:
        """Put the failed row off; what stands behind it stays behind it, and is free to be claimed."""
        behind = [other for other in lane.rest() if other is not row]
        async with self.store.transaction() as tx:
            await tx.outbox.postpone(row.id, due_at)
            await tx.outbox.give_back([other.id for other in behind])

    async def _mark_blocked(self, chat_id: int) -> None:
        async with self.store.transaction() as tx:
            await tx.users.mark_blocked(chat_id, self.clock.now())
            await tx.outbox.drop_chat(chat_id)

    def _settle(self, settled: Settled) -> None:
        self._settled.append(settled)
        if not self._settling:
            self._settling = True
            self._start(self._settle_soon())

    async def _settle_soon(self) -> None:
        await self.clock.sleep(_SETTLE_EVERY_SECONDS)
        rows, self._settled, self._settling = self._settled, [], False
        async with self.store.transaction() as tx:
            await tx.outbox.settle(rows)


def _is_wanted(row: Owed, user: User | None) -> bool:
    """Leave out what the user does not want to hear; operators' notices are always wanted."""
    if "operator" in row.new.payload or user is None:
        return True
    return user.blocked_at is None and (user.notices is NoticeWish.ALL or bool(row.new.payload.get("final")))
