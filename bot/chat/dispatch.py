"""Hands stored updates to their handlers: users in parallel, each user's updates in order, effects once."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.chat.context import BotContext, Turn, current_turn
from bot.chat.services import ChatServices
from bot.chat.texts import texts_for
from bot.chat.views import general
from bot.domain.errors import StoreError
from bot.domain.inbox import StoredUpdate
from bot.domain.outbox import NewOwed, Owed, OwedKind
from bot.ports import Store
from bot.services.deliver_notices import LEASE_SECONDS, DeliverNotices
from bot.services.owe import owe_operators

logger = logging.getLogger(__name__)

AT_ONCE = 32  # users whose updates are handled at the same time
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
    _reported: set[str] = field(default_factory=set)
    _failure: BaseException | None = None

    def accept(self, updates: Iterable[StoredUpdate]) -> None:
        """Take stored updates, in the order of their ids."""
        for stored in updates:
            lane = self._lanes.get(stored.sender)
            if lane is None:
                lane = self._lanes[stored.sender] = deque()
                task = asyncio.create_task(self._run(stored.sender, lane))
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            lane.append(stored)

    def raise_failure(self) -> None:
        """Raise what a lane died of: a fault of this program, which must end it loudly."""
        if self._failure is not None:
            raise self._failure

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()

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
                await self._handle(lane[0])
            lane.popleft()
        del self._lanes[sender]

    async def _handle(self, stored: StoredUpdate) -> None:
        while True:
            try:
                await self._handle_once(stored)
            except StoreError:
                # Nothing of the update is stored, so nothing is lost by trying again.
                logger.exception("The database failed; the update is tried again")
                await self.services.clock.sleep(_STORE_REST_SECONDS)
            else:
                return

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
        update = Update.de_json(dict(stored.payload), self.application.bot)
        async with self.store.transaction() as tx:
            if not await tx.inbox.mark_handled(stored.update_id, self.services.clock.now()):
                return (), set()
            turn = Turn(update=update, tx=tx, services=self.services)
            mark = current_turn.set(turn)
            try:
                await self.application.process_update(update)
            finally:
                current_turn.reset(mark)
            if turn.failure is not None:
                raise turn.failure
            self._answer_press(turn)
            return await tx.outbox.add(turn.owed, self.services.clock.now(), self.owner, LEASE_SECONDS), turn.woken

    def _answer_press(self, turn: Turn) -> None:
        """Answer a button press that no handler answered: its waiting sign must go."""
        query = turn.update.callback_query
        if query is not None and not turn.answered:
            payload = {"query": query.id, "text": "", "alert": False}
            turn.owed.append(NewOwed(chat_id=query.from_user.id, kind=OwedKind.ANSWER, payload=payload))

    async def _apologise(self, stored: StoredUpdate, error: Exception) -> Sequence[Owed]:
        """Close the update, tell its user, and tell the operators once of each kind of failure."""
        update = Update.de_json(dict(stored.payload), None)
        owed: list[NewOwed] = []
        if update.effective_user is not None and update.effective_chat is not None:
            view = general.apology(texts_for(update.effective_user.language_code))
            owed.append(NewOwed(chat_id=update.effective_chat.id, kind=OwedKind.SEND, payload=view.to_json()))
        kind = f"{type(error).__name__}:{error}"
        if kind not in self._reported:
            self._reported.add(kind)
            owed += owe_operators(self.operators, "failure", update_id=stored.update_id)
        turn = Turn(update=update, tx=None, services=self.services, owed=owed)  # type: ignore[arg-type]
        self._answer_press(turn)
        async with self.store.transaction() as tx:
            now = self.services.clock.now()
            if not await tx.inbox.mark_handled(stored.update_id, now):
                return ()
            return await tx.outbox.add(owed, now, self.owner, LEASE_SECONDS)
