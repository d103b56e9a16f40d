"""Hands stored updates to their handlers: users in parallel, each user's updates in order, effects once."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application

from bot.chat.attached import Attached, fetch_attached
from bot.chat.context import BotContext, Turn, current_turn
from bot.chat.flood import Floods
from bot.chat.raw_update import read_update
from bot.chat.services import ChatServices
from bot.chat.taps import Taps
from bot.chat.texts import texts_for
from bot.chat.views import general
from bot.domain.errors import StoreError
from bot.domain.inbox import StoredUpdate
from bot.domain.outbox import NewOwed, Owed, OwedKind
from bot.domain.people import User
from bot.ports import Store
from bot.services.deliver_notices import LEASE_SECONDS, DeliverNotices
from bot.services.owe import owe_operators

logger = logging.getLogger(__name__)

AT_ONCE = 32  # users whose updates are handled at the same time
_FLOOD_REST_SECONDS = 0.01  # between a flooder's updates, so that others' find room between them
_MOST_RESTS = 20
_STORE_REST_SECONDS = 1.0  # before an update is tried again after the database failed

App = Application[Any, BotContext, Any, Any, Any, Any]


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Runs each update in one transaction: update done, draft moved, order queued, replies owed."""

    application: App
    store: Store
    services: ChatServices
    deliver: DeliverNotices
    owner: str
    operators: Sequence[int]
    wake: Callable[[str], None]  # told after a commit which loop has work
    _lanes: dict[int, deque[StoredUpdate]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _taps: Taps = field(default_factory=Taps)
    _floods: Floods = field(default_factory=Floods)
    _reported: set[str] = field(default_factory=set)
    _store_fails: bool = False
    _failed: asyncio.Event = field(default_factory=asyncio.Event)
    _failure: BaseException | None = None

    def accept(self, updates: Sequence[StoredUpdate], *, from_before: bool = False) -> None:
        """Take stored updates, in the order of their ids; those from before this process ran are no flood."""
        for stored in updates:
            lane = self._lanes.get(stored.sender)
            if lane is None:
                lane = self._lanes[stored.sender] = deque()
                task = asyncio.create_task(self._run(stored.sender, lane))
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            lane.append(stored)
        if not from_before:
            senders = {stored.sender for stored in updates}
            self._floods.note(updates, {sender: len(self._lanes[sender]) for sender in senders})

    async def watch(self) -> None:
        """Wait for a lane to die, and raise what it died of: a fault of this program, which must end it loudly."""
        await self._failed.wait()
        assert self._failure is not None
        raise self._failure

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
            self._failed.set()

    @property
    def waiting(self) -> int:
        """How many updates are taken and not handled yet."""
        return sum(len(lane) for lane in self._lanes.values())

    async def drain(self) -> None:
        """Wait until every update that was taken is handled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _run(self, sender: int, lane: deque[StoredUpdate]) -> None:
        while lane:
            async with self._slots:
                is_done = await self._handle(lane[0])
            if is_done:
                lane.popleft()
                await self._give_way(sender, lane)
            else:
                await self.services.clock.sleep(_STORE_REST_SECONDS)
        del self._lanes[sender]

    async def _give_way(self, sender: int, lane: Collection[StoredUpdate]) -> None:
        """Let a flood rest between two updates, and as long as others are being served, but not for ever."""
        rests = 0
        while self._floods.is_flooding(sender, len(lane)) and rests < _MOST_RESTS and (not rests or self._is_busy()):
            await self.services.clock.sleep(_FLOOD_REST_SECONDS)
            rests += 1

    def _is_busy(self) -> bool:
        """Tell whether anybody waits who does not flood."""
        return any(not self._floods.is_flooding(sender, len(lane)) for sender, lane in self._lanes.items())

    async def _handle(self, stored: StoredUpdate) -> bool:
        """Handle an update; False when the database failed. Then nothing of it is stored, or all of it."""
        try:
            await self._handle_once(stored)
        except StoreError as error:
            if not self._store_fails:
                logger.error("The database fails, and updates wait for it: %s", error)  # noqa: TRY400  it says all
            self._store_fails = True
            return False
        if self._store_fails:
            logger.info("The database works again")
        self._store_fails = False
        return True

    async def _handle_once(self, stored: StoredUpdate) -> None:
        try:
            owed, woken = await self._in_one_transaction(stored)
        except StoreError:
            raise
        except Exception as error:
            logger.exception("An update could not be handled", extra={"update": stored.update_id})
            owed, woken = await self._apologise(stored, error), {"deliver"}
        self.deliver.deliver(owed)
        for loop in woken:
            self.wake(loop)

    async def _in_one_transaction(self, stored: StoredUpdate) -> tuple[Sequence[Owed], set[str]]:
        update = read_update(stored.payload, self.application.bot)
        attached = await self._fetch_attached(update)
        async with self.store.transaction() as tx:
            if not await tx.inbox.mark_handled(stored.update_id, self.services.clock.now()):
                return (), set()
            turn = Turn(update=update, tx=tx, services=self.services, attached=attached)
            if not self._is_double_tap(stored, update):
                await self._process(turn)
            self._answer_press(turn)
            is_told = self._ask_to_slow_down(stored.sender, turn)
            owed = await tx.outbox.add(turn.owed, self.services.clock.now(), self.owner, LEASE_SECONDS)
        if is_told:
            self._floods.note_told(stored.sender)
        if update.callback_query is not None:
            self._taps.note(update.callback_query, stored.received_at)
        return owed, turn.woken

    async def _fetch_attached(self, update: Update) -> Attached | None:
        """Fetch a file that somebody who may order has sent; nobody else's is worth a call."""
        sender = update.effective_user
        if sender is None or update.message is None or update.message.document is None:
            return None
        async with self.store.snapshot() as tx:
            user = await tx.users.find(sender.id)
        known = user or User(id=sender.id, name="")
        return await fetch_attached(update, self.application.bot) if self.services.admit.may_order(known) else None

    async def _process(self, turn: Turn) -> None:
        mark = current_turn.set(turn)
        try:
            await self.application.process_update(turn.update)
        finally:
            current_turn.reset(mark)
        if turn.failure is not None:
            raise turn.failure

    def _is_double_tap(self, stored: StoredUpdate, update: Update) -> bool:
        query = update.callback_query
        return query is not None and self._taps.is_double(query, stored.received_at)

    def _ask_to_slow_down(self, sender: int, turn: Turn) -> bool:
        """Ask somebody who floods the bot, once, ahead of the answers; tells whether it was done."""
        chat = turn.update.effective_chat
        if not self._floods.is_untold(sender) or chat is None or chat.type != ChatType.PRIVATE:
            return False
        language = (turn.user.language or turn.user.telegram_language) if turn.user else None
        view = general.slow_down(texts_for(language))
        turn.owed.insert(0, NewOwed(chat_id=chat.id, kind=OwedKind.SEND, payload=view.to_json()))
        return True

    def _answer_press(self, turn: Turn) -> None:
        """Answer a button press that no handler answered: its waiting sign must go."""
        query = turn.update.callback_query
        if query is not None and not turn.answered:
            payload = {"query": query.id, "text": "", "alert": False}
            turn.owed.append(NewOwed(chat_id=query.from_user.id, kind=OwedKind.ANSWER, payload=payload))

    async def _apologise(self, stored: StoredUpdate, error: Exception) -> Sequence[Owed]:
        """Close the update, tell its user, and tell the operators once of each kind of failure."""
        owed = self._apology(stored)
        kind = _kind_of(error)
        if kind not in self._reported:
            owed += owe_operators(self.operators, "failure", update_id=stored.update_id)
        async with self.store.transaction() as tx:
            now = self.services.clock.now()
            if not await tx.inbox.mark_handled(stored.update_id, now):
                return ()
            rows = await tx.outbox.add(owed, now, self.owner, LEASE_SECONDS)
        self._reported.add(kind)
        return rows

    def _apology(self, stored: StoredUpdate) -> list[NewOwed]:
        """Owe an apology to somebody who waits for an answer; to nobody when the update cannot even be read."""
        try:
            update = read_update(stored.payload, None)
        except Exception:  # noqa: BLE001  whatever it is that cannot be read
            return []
        turn = Turn(update=update, tx=None, services=self.services)  # type: ignore[arg-type]
        chat, sender = update.effective_chat, update.effective_user
        waits = update.message is not None or update.callback_query is not None
        if waits and sender is not None and chat is not None and chat.type == ChatType.PRIVATE:
            view = general.apology(texts_for(sender.language_code))
            turn.owed.append(NewOwed(chat_id=chat.id, kind=OwedKind.SEND, payload=view.to_json()))
        self._answer_press(turn)
        return turn.owed


def _kind_of(error: BaseException) -> str:
    """Name a failure by its class and the place it came from: what it says may differ each time."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{type(error).__name__}:{place and (place.tb_frame.f_code.co_filename, place.tb_lineno)}"
