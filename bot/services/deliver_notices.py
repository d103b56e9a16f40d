"""Sends what is owed to chats: replies from memory right after their commit, the rest as it comes due.

Each chat has a lane of its own, so that one that Telegram puts off holds up nobody else. What cannot be sent now
goes back to the database, with all that stands behind it in its lane, and what is owed to that chat meanwhile takes
the same way: a chat's rows stay in order.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import (
    BotError,
    ChatBlocked,
    MessageRejected,
    MessengerBusy,
    MessengerError,
    MessengerUnreachable,
)
from bot.domain.order import Order
from bot.domain.outbox import Owed, OwedKind, Settled
from bot.domain.people import NoticeWish, User
from bot.ports import Clock, Messenger, Store
from bot.services.chat_lane import FROM_EVENTS, ChatLane
from bot.services.outbox_ledger import OutboxLedger
from bot.services.send_pace import SendPace

LEASE_SECONDS = 120.0
LANES = 64  # chats that are written to at the same time
_LEASE = timedelta(seconds=LEASE_SECONDS)
# No send begins so late in its lease that it could end after it. A call of the Bot API takes up to 40 s to fail.
_LAST_START = _LEASE - timedelta(seconds=60)
_WRITE_EVERY_SECONDS = 0.02  # what became of several rows is written in one transaction
_LONGEST_WAIT_SECONDS = 30.0  # for Telegram to be reached: whoever looks at the chat then is soon answered
_MOST_FAULTS = 5  # tries, before a row that our own code cannot send is given up: its chat waits behind it
# An operator who has not pressed Start yet must still hear of an order that could not be confirmed.
_OPERATOR_WAIT_SECONDS = 60.0
_ANSWER_WORTH = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class DeliverNotices:
    """The deliver loop's round, and the way replies take right after their commit."""

    store: Store
    messenger: Messenger
    clock: Clock
    owner: str
    pace: SendPace
    jitter: Callable[[], float]
    rejected: Callable[[Owed, MessengerError], None]  # told of what is given up
    _lanes: dict[int, ChatLane] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _held: dict[int, datetime] = field(default_factory=dict)  # row in hand → when its lease began
    _behind: dict[int, int] = field(default_factory=dict)  # chat → its last row that had to go back, others behind it
    _ledger: OutboxLedger = field(default_factory=OutboxLedger)
    _writing: bool = False
    _draining: bool = False
    _failure: BaseException | None = None

    async def __call__(self) -> bool:
        """Take up rows that are due; tells whether there was anything.

        Raises: what a lane or the writing of the ledger failed with, MessengerError excepted.
        """
        self._write_if_any()
        self._raise_failure()
        room = LANES - len(self._lanes)
        if room <= 0 or self._draining:
            return False
        now = self.clock.now()
        async with self.store.transaction() as tx:
            claimed = await tx.outbox.claim_due(self.owner, now, LEASE_SECONDS, room)
        for row in claimed:
            if row.id >= self._behind.get(row.new.chat_id, row.id):
                self._behind.pop(row.new.chat_id, None)
            self._take(row, now)
        return bool(claimed)

    async def line_up(self) -> None:
        """Before the first reply: let later ones take their place behind those that a former life has left."""
        async with self.store.snapshot() as tx:
            self._behind.update(await tx.outbox.last_replies())

    def deliver(self, owed: Iterable[Owed]) -> None:
        """Send rows that were born leased to this worker."""
        for row in owed:
            chat_id = row.new.chat_id
            self._ledger.blocked.discard(chat_id)  # somebody is there again
            if chat_id in self._behind and row.new.kind is not OwedKind.ANSWER:
                self._held[row.id] = row.created_at
                self._give_back(chat_id, [row])
            else:
                self._take(row, row.created_at)

    async def drain(self) -> None:
        """Send replies and what is half sent, give the rest back, and wait until the database knows all of it.

        Raises: what a lane or the writing failed with.
        """
        self._draining = True
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._ledger:
            await self._write()
        self._raise_failure()

    def _take(self, row: Owed, leased_at: datetime) -> None:
        is_in_hand = row.id in self._held
        self._held[row.id] = leased_at
        if is_in_hand:  # it outlived its lease here, and this only made the lease longer
            return
        if row.new.kind is OwedKind.ANSWER:
            self._start(self._answer(row))
            return
        chat_id = row.new.chat_id
        if chat_id not in self._lanes:
            self._lanes[chat_id] = ChatLane()
            self._start(self._run(chat_id, self._lanes[chat_id]))
        self._lanes[chat_id].append(row)

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
        if self.clock.now() - row.created_at < _ANSWER_WORTH:
            with contextlib.suppress(MessengerError):
                await self._hand_over(row, None, None)
        self._settle(row, None)

    async def _run(self, chat_id: int, lane: ChatLane) -> None:
        """Send a lane's rows until it is empty. Nothing is awaited between finding it empty and taking it away."""
        row: Owed | None = None
        try:
            while (row := lane.take()) is not None:
                await self._send(row, lane)
        except Exception:
            assert row is not None
            self._give_back(chat_id, [row, *lane.empty()])
            raise
        finally:
            del self._lanes[chat_id]

    async def _send(self, row: Owed, lane: ChatLane) -> None:
        chat_id = row.new.chat_id
        if self._is_late(row) or (self._draining and row.new.kind in FROM_EVENTS):
            self._give_back(chat_id, [row, *lane.empty()])
            return
        try:
            message_id = await self._deliver(row)
        except ChatBlocked:
            if "operator" in row.new.payload:
                self._put_off(row, lane.empty(), _OPERATOR_WAIT_SECONDS, whole_chat=False)
            else:
                self._forget_chat(chat_id, [row, *lane.empty()])
        except MessageRejected as rejection:
            self.rejected(row, rejection)
            self._settle(row, None)
        except MessengerBusy as busy:
            self._put_off(row, lane.empty(), busy.retry_after_seconds, whole_chat=True)
        except MessengerUnreachable:
            wait = min(_LONGEST_WAIT_SECONDS, backoff_seconds(row.attempts, self.jitter()))
            self._put_off(row, lane.empty(), wait, whole_chat=False)
        else:
            self._settle(row, message_id)

    def _is_late(self, row: Owed) -> bool:
        """Tell whether the row's lease may end before the sending does."""
        return self.clock.now() > self._held[row.id] + _LAST_START

    async def _deliver(self, row: Owed) -> int | None:
        if row.new.kind not in FROM_EVENTS:
            return await self._hand_over(row, None, None)
        if not _is_wanted(row, *await self._about(row)):
            return None
        await self.pace.wait(row.new.chat_id)
        order, user = await self._about(row)  # as they are now: it may have waited
        return await self._hand_over(row, order, user) if _is_wanted(row, order, user) else None

    async def _hand_over(self, row: Owed, order: Order | None, user: User | None) -> int | None:
        try:
            return await self.messenger.deliver(row, order, user)
        except BotError:
            raise
        except Exception as fault:
            # A row that our own code cannot send must neither end the process again and again nor be lost at once.
            kind = MessengerUnreachable if row.attempts < _MOST_FAULTS else MessageRejected
            raise kind(f"{type(fault).__name__}: {fault}") from fault

    async def _about(self, row: Owed) -> tuple[Order | None, User | None]:
        async with self.store.snapshot() as tx:
            orders = await tx.orders.get_many([row.new.order_id] if row.new.order_id is not None else [])
            user = await tx.users.find(row.new.chat_id)
        return next(iter(orders.values()), None), user

    def _settle(self, row: Owed, message_id: int | None) -> None:
        self._ledger.settled.append(Settled(row, message_id))
        self._write_if_any()

    def _put_off(self, row: Owed, behind: Sequence[Owed], seconds: float, *, whole_chat: bool) -> None:
        """Put the failed row off; what stands behind it stays behind it, and is free to be claimed."""
        self._ledger.put_off.append((row, self.clock.now() + timedelta(seconds=seconds)))
        self._give_back(row.new.chat_id, behind)
        if whole_chat or row.new.kind not in FROM_EVENTS:
            self._hold_chat(row.new.chat_id, row.id)

    def _give_back(self, chat_id: int, rows: Sequence[Owed]) -> None:
        self._ledger.given_back += rows
        for row in rows:
            if row.new.kind not in FROM_EVENTS:
                self._hold_chat(chat_id, row.id)
        self._write_if_any()

    def _hold_chat(self, chat_id: int, row_id: int) -> None:
        """Let later replies take their place behind this row, until it has been claimed again."""
        self._behind[chat_id] = max(row_id, self._behind.get(chat_id, 0))

    def _forget_chat(self, chat_id: int, rows: Sequence[Owed]) -> None:
        self._ledger.settled += (Settled(row) for row in rows)
        self._behind.pop(chat_id, None)
        self._ledger.blocked.add(chat_id)
        self._write_if_any()

    def _write_if_any(self) -> None:
        if self._ledger and not self._writing:
            self._writing = True
            self._start(self._write_soon())

    async def _write_soon(self) -> None:
        await self.clock.sleep(_WRITE_EVERY_SECONDS)
        self._writing = False
        await self._write()

    async def _write(self) -> None:
        """Write the ledger; when that fails it is kept, and the rows stay in hand: none is sent a second time."""
        page, self._ledger = self._ledger, OutboxLedger()
        now = self.clock.now()
        try:
            async with self.store.transaction() as tx:
                await page.write(tx, now, {row_id for row_id in page.row_ids if now < self._held[row_id] + _LEASE})
        except Exception:
            self._ledger.add(page)
            raise
        for row_id in page.row_ids:
            self._held.pop(row_id, None)


def _is_wanted(row: Owed, order: Order | None, user: User | None) -> bool:
    """Leave out what the user does not want to hear, and what would tell of an order where it is no longer shown."""
    if "operator" in row.new.payload:
        return True
    if order is None or (user is not None and user.blocked_at is not None):
        return False
    if row.new.kind is OwedKind.CARD:
        return row.new.message_id in (order.new.card_message_id, order.view_message_id)
    return user is None or user.notices is NoticeWish.ALL or bool(row.new.payload.get("final"))
