"""Makes the files and pictures that users asked for, and sends them: a wish is a row until Telegram has its paper.

They have a loop of their own, since a long table takes longer than a chat's other messages should wait. A crash, or
an answer that was lost, makes the paper again: a second file does no harm.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import (
    ChatBlocked,
    MessageRejected,
    MessengerBusy,
    MessengerError,
    MessengerUnreachable,
    StoreError,
)
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.paper import Paper, PaperKind
from bot.domain.people import User
from bot.domain.totals import By
from bot.ports import Clock, Courier, Sheet, Store
from bot.services.ask_paper import read_export_wish
from bot.services.send_pace import SendPace
from bot.services.sum_up import sum_up

AT_ONCE = 4
LONG = 2_000  # rows; of more it is told how far it is
PART = 500  # orders read at once: this many are in memory
LEASE_SECONDS = 900.0
_LAST_START = timedelta(seconds=600)  # of a send, within the lease: an upload takes up to two minutes to fail
_PROGRESS_SECONDS = 2.0
_LONGEST_WAIT_SECONDS = 60.0
_MOST_FAULTS = 5  # tries, before a paper that our own code cannot make is given up


@dataclass(slots=True)
class _Work:
    """A paper in the making, and how far it is."""

    paper: Paper
    user: User | None
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPapers:
    """One round of the papers loop. `failed` is told of what our own code could not make, and of what is given up."""

    store: Store
    courier: Courier
    clock: Clock
    owner: str
    pace: SendPace
    jitter: Callable[[], float]
    failed: Callable[[Paper, Exception], None]
    _leased_at: dict[int, datetime] = field(default_factory=dict)

    async def __call__(self) -> bool:
        """Make and send what is due; tells whether there was anything."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            claimed = await tx.papers.claim_due(self.owner, now, LEASE_SECONDS, AT_ONCE)
        self._leased_at.update((paper.id, now) for paper in claimed)
        ends = await asyncio.gather(*(self._send(paper) for paper in claimed), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return bool(claimed)

    async def _send(self, paper: Paper) -> None:
        async with self.store.snapshot() as tx:
            work = _Work(paper, await tx.users.find(paper.user_id))
        try:
            await (self._export if paper.kind is PaperKind.EXPORT else self._totals)(work)
        except ChatBlocked:
            await self._forget_chat(paper)
        except MessengerBusy as busy:
            self.pace.note_refusal(paper.chat_id, busy.retry_after_seconds)
            await self._put_off(paper, busy.retry_after_seconds)
        except MessengerUnreachable:
            await self._put_off(paper, self._wait_seconds(paper))
        except StoreError:
            raise
        except Exception as fault:  # noqa: BLE001  one bad paper ends neither the process nor the others
            await self._fail(work, fault)
        else:
            await self._settle(work, sent=True)
        finally:
            self._leased_at.pop(paper.id, None)

    async def _totals(self, work: _Work) -> None:
        paper = work.paper
        async with self.store.snapshot() as tx:
            totals = await sum_up(tx, paper.user_id, By(paper.wish["by"]), self.clock.now())
        await self._await_turn(paper)
        await self.courier.send_totals(paper, work.user, totals)

    async def _export(self, work: _Work) -> None:
        paper = work.paper
        which, scope = read_export_wish(paper.wish)
        async with self.store.snapshot() as tx:
            work.total = await tx.orders.count(paper.user_id, which, scope)
        if work.total > LONG:
            await self._announce(work)
        async with self.courier.begin_export(paper, work.user) as sheet:
            async with self._progress(work):
                await self._fill(sheet, work)
            await self._await_turn(paper)
            await self.courier.send_export(paper, work.user, sheet, work.total)

    async def _announce(self, work: _Work) -> None:
        """Say that it takes a while; the message is remembered, so that a second try goes on in it."""
        paper = work.paper
        await self.pace.wait(paper.chat_id)
        message_id = await self.courier.tell_progress(paper, work.user, 0, work.total)
        if message_id is not None and message_id != paper.message_id:
            work.paper = replace(paper, message_id=message_id)
            async with self.store.transaction() as tx:
                await tx.papers.set_message(paper.id, self.owner, message_id)

    async def _fill(self, sheet: Sheet, work: _Work) -> None:
        """Write all of it from one snapshot, part by part; nothing in here waits for Telegram."""
        which, scope = read_export_wish(work.paper.wish)
        before: int | None = None
        async with self.store.snapshot() as tx:
            work.total = await tx.orders.count(work.paper.user_id, which, scope)
            while part := await tx.orders.list_before(work.paper.user_id, which, before, PART, scope):
                if not await sheet.add(part):
                    return
                work.done += len(part)
                before = part[-1].id

    @asynccontextmanager
    async def _progress(self, work: _Work) -> AsyncIterator[None]:
        """Tell every few seconds how far it is, beside the work; that a telling fails is no harm."""
        if work.paper.message_id is None:
            yield
            return
        telling = asyncio.create_task(self._keep_telling(work))
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _keep_telling(self, work: _Work) -> None:
        while True:
            await self.clock.sleep(_PROGRESS_SECONDS)
            with contextlib.suppress(MessengerError):
                await self.courier.tell_progress(work.paper, work.user, work.done, work.total)

    async def _await_turn(self, paper: Paper) -> None:
        await self.pace.wait(paper.chat_id)
        if self.clock.now() > self._leased_at[paper.id] + _LAST_START:
            raise MessengerUnreachable("the paper took longer to make than its lease allows")

    def _wait_seconds(self, paper: Paper) -> float:
        return min(_LONGEST_WAIT_SECONDS, backoff_seconds(paper.attempts, self.jitter()))

    async def _fail(self, work: _Work, fault: Exception) -> None:
        self.failed(work.paper, fault)
        if isinstance(fault, MessageRejected) or work.paper.attempts >= _MOST_FAULTS:
            await self._settle(work, sent=False)
        else:
            await self._put_off(work.paper, self._wait_seconds(work.paper))

    async def _put_off(self, paper: Paper, seconds: float) -> None:
        async with self.store.transaction() as tx:
            await tx.papers.postpone(paper.id, self.clock.now() + timedelta(seconds=seconds), self.owner)

    async def _forget_chat(self, paper: Paper) -> None:
        async with self.store.transaction() as tx:
            await tx.users.mark_blocked(paper.user_id, self.clock.now())
            await tx.papers.drop_chat(paper.chat_id)
            await tx.outbox.drop_chat(paper.chat_id)

    async def _settle(self, work: _Work, *, sent: bool) -> None:
        """Forget the wish, and owe the end of what was told of it: a "preparing" that stays would be untrue."""
        paper = work.paper
        async with self.store.transaction() as tx:
            if await tx.papers.settle(paper.id, self.owner) and (paper.message_id is not None or not sent):
                owed = _last_word(paper, self.courier.farewell(paper, work.user, sent=sent))
                await tx.outbox.add([owed], self.clock.now(), None, 0)


def _last_word(paper: Paper, payload: Mapping[str, Any]) -> NewOwed:
    kind = OwedKind.SEND if paper.message_id is None else OwedKind.EDIT
    return NewOwed(chat_id=paper.chat_id, kind=kind, payload=payload, message_id=paper.message_id)
