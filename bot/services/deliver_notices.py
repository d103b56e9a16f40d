"""Sends what is owed to chats: replies from memory right after their commit, the rest as it comes due.

Each chat has a lane of its own, so that one that Telegram puts off holds up nobody else. What cannot be sent now
goes back to the database, with all that stands behind it in its lane, and what is owed to that chat meanwhile takes
the same way: a chat's rows stay in order. Notices that wait for one chat are told in one message.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from bot.domain.people import User
from bot.domain.request import LatestRequests
from bot.ports import Clock, Messenger, Store, Transaction
from bot.services.chat_lane import FROM_EVENTS, ChatLane
from bot.services.latest_requests import latest_requests
from bot.services.notice_wishes import as_loud_as_wished, is_wanted, keep_for_digest, words_to_nobody
from bot.services.outbox_ledger import OutboxLedger
from bot.services.send_pace import SendPace

LEASE_SECONDS = 120.0
LANES = 96  # chats that are written to at the same time
LEAST_ROOM = 32  # lanes that are free before more is taken up: a claim costs the same for one row as for many
CARD_LANES = 48  # of them; however many cards wait for their chats' seconds, notices find a lane
MOST_NOTICES = 2_000  # taken up in one round, to be told together with others of their chats
_LEASE = timedelta(seconds=LEASE_SECONDS)
# No send begins so late in its lease that it could end after it. A call of the Bot API takes up to 40 s to fail.
_LAST_START = _LEASE - timedelta(seconds=60)
_WRITE_EVERY_SECONDS = 0.02  # what became of several rows is written in one transaction
_LONGEST_WAIT_SECONDS = 30.0  # for Telegram to be reached: whoever looks at the chat then is soon answered
_MOST_FAULTS = 5  # tries, before a row that our own code cannot send is given up: its chat waits behind it
# An operator who has not pressed Start yet must still hear of an order that could not be confirmed.
_OPERATOR_WAIT_SECONDS = 60.0
_OPERATOR_WAITS = timedelta(days=30)  # what still needs a word is in /admin, however long ago it was told
_ANSWER_WORTH = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class DeliverNotices:
    """The deliver loop's round, and the way replies take right after their commit."""

    store: Store
    messenger: Messenger
    clock: Clock
    owner: str
    operators: Collection[int]
    pace: SendPace
    jitter: Callable[[], float]
    rejected: Callable[[Owed, MessengerError], None]  # told of what is given up
    _lanes: dict[int, ChatLane] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _held: dict[int, datetime] = field(default_factory=dict)  # row in hand → when its lease began
    _behind: dict[int, int] = field(default_factory=dict)  # chat → its last row that had to go back, others behind it
    _ledger: OutboxLedger = field(default_factory=OutboxLedger)
    _leaving: set[int] = field(default_factory=set)  # chats that blocked the bot, as the database is about to learn
    _writing: bool = False
    _draining: bool = False
    _failure: BaseException | None = None

    async def __call__(self) -> bool:
        """Take up rows that are due; tells whether there may be more that could be taken up now.

        Raises: what a lane or the writing of the ledger failed with, MessengerError excepted.
        """
        self._write_if_any()
        self._raise_failure()
        if self._draining:
            return False
        now, lanes = self.clock.now(), dict(self._lanes)
        async with self.store.transaction() as tx:
            claimed, unwanted = await self._sort(tx, await self._claim(tx, now), now)
        for row in claimed:
            self._take_claimed(row, now, lanes.get(row.new.chat_id), is_wanted=row.id not in unwanted)
        return bool(claimed) and LANES - len(self._lanes) >= LEAST_ROOM

    def _take_claimed(self, row: Owed, now: datetime, lane: ChatLane | None, *, is_wanted: bool) -> None:
        """Take a row that was claimed to join this lane, if there was one."""
        chat_id = row.new.chat_id
        if lane is not None and self._lanes.get(chat_id) is not lane:
            # That lane has ended meanwhile, and what was before this row in it may have gone back.
            self._held[row.id] = now
            self._give_back(chat_id, [row])
            return
        if row.id >= self._behind.get(chat_id, row.id):
            self._behind.pop(chat_id, None)
        if is_wanted or row.id in self._held:
            self._take(row, now)
        else:  # it costs nobody a turn
            self._held[row.id] = now
            self._settle([row])

    async def _sort(self, tx: Transaction, rows: Sequence[Owed], now: datetime) -> tuple[list[Owed], set[int]]:
        """Move what waits for a digest there; returns the others, and the ids of those nobody wants as things are."""
        events = [row for row in rows if row.new.kind in FROM_EVENTS]
        orders = await tx.orders.get_many({row.new.order_id for row in events if row.new.order_id is not None})
        users = await tx.users.get_many({row.new.chat_id for row in events})
        about = ((row, orders.get(row.new.order_id or 0), users.get(row.new.chat_id)) for row in events)
        unwanted = {row.id for row, order, user in about if not is_wanted(row, order, user)}
        left = words_to_nobody(events, self.operators)
        unwanted |= {row.id for row in left}
        for chat_id, row in {row.new.chat_id: row for row in left}.items():
            self.rejected(row, MessengerError(f"{chat_id} is no operator any more"))
        later = await keep_for_digest(tx, (row for row in events if row.id not in unwanted), users, now)
        return [row for row in rows if row.id not in later], unwanted

    async def _claim(self, tx: Transaction, now: datetime) -> list[Owed]:
        """Lease what comes first, all notices that can be told with it, and cards when little else waits."""
        begun, room = (self.owner, now, LEASE_SECONDS), LANES - len(self._lanes)
        rows = list(await tx.outbox.claim_due(*begun, room, with_cards=False)) if room >= LEAST_ROOM else []
        chats = {*self._lanes, *(row.new.chat_id for row in rows)}
        if chats:
            rows += await tx.outbox.claim_notices(*begun, chats, MOST_NOTICES)
        if len(chats) < CARD_LANES:
            rows += await tx.outbox.claim_due(*begun, CARD_LANES - len(chats))
        return rows

    async def line_up(self) -> None:
        """Before the first reply: let later ones take their place behind those that a former life has left."""
        async with self.store.snapshot() as tx:
            self._behind.update(await tx.outbox.last_replies())

    def deliver(self, owed: Iterable[Owed]) -> None:
        """Send rows that were born leased to this worker."""
        for row in owed:
            chat_id = row.new.chat_id
            self._ledger.blocked.discard(chat_id)  # somebody is there again
            self._leaving.discard(chat_id)
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
        for lane in self._lanes.values():
            lane.reply_came.set()  # whoever waits for a turn does so no longer
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
        self._settle([row])

    async def _run(self, chat_id: int, lane: ChatLane) -> None:
        """Send a lane's rows until it is empty. Nothing is awaited between finding it empty and taking it away."""
        rows: list[Owed] = []
        try:
            while lane:
                if await self._is_its_turn(chat_id, lane):
                    rows = lane.next()
                    lane.remove(rows)
                    await self._send(rows, lane)
                    rows = []
        except Exception:
            self._give_back(chat_id, [*rows, *lane.empty()])
            raise
        finally:
            del self._lanes[chat_id]

    async def _is_its_turn(self, chat_id: int, lane: ChatLane) -> bool:
        """Wait until the lane's next rows may go; False when they changed meanwhile, and are to be looked at anew."""
        if lane.has_reply:
            self.pace.note_reply(chat_id, _calls(lane.next()[0]))
            return True
        if self._draining:
            self._give_back(chat_id, lane.take_events())
            return False
        return await self._has_waited(chat_id, lane)

    async def _has_waited(self, chat_id: int, lane: ChatLane) -> bool:
        """Wait for the pace; False when somebody wants an answer first."""
        lane.reply_came.clear()
        if lane.has_reply or self._draining:
            return False
        turn = asyncio.create_task(self.pace.wait(chat_id))
        reply = asyncio.create_task(lane.reply_came.wait())
        try:
            await asyncio.wait({turn, reply}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            has_turn = turn.done()
            for task in (turn, reply):
                task.cancel()
        if has_turn:
            turn.result()
        return has_turn

    async def _send(self, rows: Sequence[Owed], lane: ChatLane) -> None:
        """Send rows that are one message."""
        chat_id = rows[0].new.chat_id
        if any(self._is_late(row) for row in rows):
            self._give_back(chat_id, [*rows, *lane.empty()])
            return
        try:
            await self._deliver(rows, lane)
        except ChatBlocked as blocked:
            if not rows[0].new.is_for_operators:
                self._forget_chat(chat_id, [*rows, *lane.empty()])
            elif self.clock.now() - rows[0].created_at < _OPERATOR_WAITS:
                self._put_off(rows, lane.empty(), _OPERATOR_WAIT_SECONDS, whole_chat=False)
            else:
                self._give_up(rows, blocked)
        except MessageRejected as rejection:
            self._give_up(rows, rejection)
        except MessengerBusy as busy:
            self.pace.note_refusal(chat_id, busy.retry_after_seconds)
            self._put_off(rows, lane.empty(), busy.retry_after_seconds, whole_chat=True)
        except MessengerUnreachable:
            wait = min(_LONGEST_WAIT_SECONDS, backoff_seconds(rows[0].attempts, self.jitter()))
            self._put_off(rows, lane.empty(), wait, whole_chat=False)

    def _is_late(self, row: Owed) -> bool:
        """Tell whether the row's lease may end before the sending does."""
        return self.clock.now() > self._held[row.id] + _LAST_START

    async def _deliver(self, rows: Sequence[Owed], lane: ChatLane) -> None:
        if rows[0].new.kind not in FROM_EVENTS:
            self._settle(rows, await self._hand_over(rows[0], None, None))
            return
        wanted, orders, user, asked = await self._wanted(rows)  # as they are now: they may have waited
        if rows[0].new.is_for_operators and user is not None and user.blocked_at is not None:
            raise ChatBlocked("the operator has blocked the bot")
        if len(wanted) > 1:
            await self._tell_together(rows, [(row, orders[row.new.order_id or 0]) for row in wanted], user, lane)
            return
        message_id = None
        for row in wanted:
            message_id = await self._hand_over(row, orders.get(row.new.order_id or 0), user, asked)
        self._settle(rows, message_id)

    async def _tell_together(
        self, rows: Sequence[Owed], notices: Sequence[tuple[Owed, Order]], user: User | None, lane: ChatLane
    ) -> None:
        """Tell notices in one message; what it has no room for comes next, and if it fails they go one by one."""
        try:
            told = await self.messenger.deliver_together(notices, user)
        except (ChatBlocked, MessengerBusy, MessengerUnreachable):
            raise
        except Exception:  # noqa: BLE001  whichever row is to blame will be found out when each goes alone
            lane.send_alone(rows)
            lane.put_back(rows)
            return
        untold = {row.id for row, _ in notices} - {row.id for row in told}
        lane.put_back([row for row in rows if row.id in untold])
        self._settle([row for row in rows if row.id not in untold])

    async def _hand_over(
        self, row: Owed, order: Order | None, user: User | None, asked: LatestRequests | None = None
    ) -> int | None:
        try:
            return await self.messenger.deliver(row, order, user, asked)
        except BotError:
            raise
        except Exception as fault:
            # A row that our own code cannot send must neither end the process again and again nor be lost at once.
            kind = MessengerUnreachable if row.attempts < _MOST_FAULTS else MessageRejected
            raise kind(f"{type(fault).__name__}: {fault}") from fault

    async def _wanted(
        self, rows: Sequence[Owed]
    ) -> tuple[list[Owed], Mapping[int, Order], User | None, LatestRequests | None]:
        """Return the rows of one chat that are still to be sent, with their orders and their user as they are now.

        A card comes alone, with what was asked for its order.
        """
        chat_id, asked = rows[0].new.chat_id, None
        async with self.store.snapshot() as tx:
            orders = await tx.orders.get_many({row.new.order_id for row in rows if row.new.order_id is not None})
            user = await tx.users.find(chat_id)
            shown = orders.get(rows[0].new.order_id or 0) if rows[0].new.kind is OwedKind.CARD else None
            if shown is not None:
                asked = await latest_requests(tx, shown, self.clock.now())
        if user is not None and chat_id in self._leaving:
            user = replace(user, blocked_at=self.clock.now())
        wanted = [row for row in rows if is_wanted(row, orders.get(row.new.order_id or 0), user)]
        return [as_loud_as_wished(row, user, self.clock.now()) for row in wanted], orders, user, asked

    def _give_up(self, rows: Sequence[Owed], error: MessengerError) -> None:
        for row in rows:
            self.rejected(row, error)
        self._settle(rows)

    def _settle(self, rows: Iterable[Owed], message_id: int | None = None) -> None:
        self._ledger.settled += (Settled(row, message_id) for row in rows)
        self._write_if_any()

    def _put_off(self, rows: Sequence[Owed], behind: Sequence[Owed], seconds: float, *, whole_chat: bool) -> None:
        """Put the failed rows off; what stands behind them stays behind them, and is free to be claimed."""
        chat_id, due_at = rows[0].new.chat_id, self.clock.now() + timedelta(seconds=seconds)
        self._ledger.put_off += ((row, due_at) for row in rows)
        self._give_back(chat_id, behind)
        if whole_chat or rows[0].new.kind not in FROM_EVENTS:
            self._hold_chat(chat_id, rows[-1].id)

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
        self._leaving.add(chat_id)
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
        self._leaving -= page.blocked
        for row_id in page.row_ids:
            self._held.pop(row_id, None)


def _calls(reply: Owed) -> int:
    """Count the calls that a reply may be: a new message that shows a draft takes the buttons off the one before."""
    return 2 if reply.new.kind is OwedKind.SEND and reply.new.draft_id is not None else 1
