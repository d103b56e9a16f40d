"""Own intake: a batch of updates is stored with the offset in one transaction, and only then confirmed."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.dispatch import Dispatcher
from bot.chat.messenger import asked_seconds, is_unauthorized
from bot.chat.probation import HOLD_SECONDS, POLL_SECONDS, AnotherBotPolls, Probation, is_ended_by_another
from bot.chat.raw_update import WANTED, stored_updates
from bot.domain.backoff import backoff_seconds
from bot.domain.inbox import StoredUpdate
from bot.ports import Clock, Store

logger = logging.getLogger(__name__)

LONG_POLL_SECONDS = 25
BATCH = 100  # source: Telegram Bot API, getUpdates
MOST_WAITING = 5_000  # updates held in memory; Telegram keeps the rest
_CALL_SECONDS = 10.0  # beyond the wait that was asked for
_LONGEST_REST_SECONDS = 30.0
_SHORTEST_POLL = timedelta(seconds=0.2)
_REST_SECONDS = 0.3
# A poll that another bot's ended is made again within a newcomer's hold; rarely, when the other one does not leave.
_REPOLL_SECONDS, _SLOW_REPOLL_SECONDS, _QUICK_REPOLLS = 0.1, 1.0, 10
_QUIET = timedelta(minutes=1)  # after which another bot is news again


class PollingBot(ExtBot[None]):
    """PTB's bot, whose updates come as they were sent: PTB itself gives up a whole batch for one it cannot read."""

    async def fetch_updates(self, offset: int | None, wait_seconds: int) -> Sequence[Any]:
        """Call `getUpdates`, which waits so long for something to tell.

        Raises: TelegramError.
        """
        asked = {"timeout": wait_seconds, "limit": BATCH, "offset": offset, "allowed_updates": WANTED}
        try:
            given: Any = await self._post("getUpdates", asked, read_timeout=wait_seconds + _CALL_SECONDS)
        except (KeyError, TypeError) as error:
            raise TelegramError("an answer without a result") from error
        if not isinstance(given, list):
            raise TelegramError("an answer that is no list of updates")
        return given


@dataclass(slots=True, kw_only=True)
class PollingIntake:
    """Long-polls `getUpdates`."""

    bot: PollingBot
    store: Store
    dispatcher: Dispatcher
    clock: Clock
    _offset: int | None = None  # as stored; this process alone moves it
    _failures: int = 0
    _probation: Probation = field(init=False)
    _ended_polls: int = 0
    _ended_at: datetime | None = None

    def __post_init__(self) -> None:
        """Begin as a newcomer."""
        self._probation = Probation(self.clock)

    async def __call__(self) -> bool:
        """Fetch, store and hand on one batch; the next call's offset confirms it.

        Raises: InvalidToken when Telegram does not know the bot; AnotherBotPolls when this is the second on its token.
        """
        if self.dispatcher.waiting > MOST_WAITING:
            await self.clock.sleep(0.1)
            return True
        asked_at = self.clock.now()
        updates = await self._fetch()
        rows: Sequence[StoredUpdate] = stored_updates(updates or (), self.clock)
        if updates is not None and not self._probation.is_over:
            rows = self._probation.sift(rows, self._offset, asked_at)
        if self._probation.holds:
            await self.clock.sleep(HOLD_SECONDS)
        if rows:
            offset = max(row.update_id for row in rows) + 1
            async with self.store.transaction() as tx:
                new = await tx.inbox.store(rows, offset)
            self._offset = offset
            self.dispatcher.accept(new)
        return True

    async def _fetch(self) -> Sequence[Any] | None:
        """Poll once; None when Telegram gave no answer to count on."""
        if self._offset is None:
            async with self.store.snapshot() as tx:
                self._offset = await tx.inbox.offset()
        asked_at = self.clock.now()
        try:
            # After a failure it is asked without a wait, to learn soon that Telegram is back.
            wait_seconds = LONG_POLL_SECONDS if self._probation.is_over else POLL_SECONDS
            updates = await self.bot.fetch_updates(self._offset, 0 if self._failures else wait_seconds)
        except TelegramError as error:
            if isinstance(error, InvalidToken) and is_unauthorized(error):
                raise
            await (self._poll_on(error) if is_ended_by_another(error) else self._rest(error))
            return None
        if not updates and self.clock.now() - asked_at < _SHORTEST_POLL and not self._failures:
            await self.clock.sleep(_REST_SECONDS)  # a server that does not wait for something to tell
        if self._failures:
            logger.info("Telegram answers again")
        self._failures = 0
        return updates

    async def _poll_on(self, error: TelegramError) -> None:
        """Leave when this bot is the newcomer; otherwise poll on, which ends the newcomer's poll. Says so once."""
        if not self._probation.is_over:
            raise AnotherBotPolls from error
        now = self.clock.now()
        if self._ended_at is None or now - self._ended_at > _QUIET:
            logger.warning("Another bot polls with this TELEGRAM_TOKEN; this one goes on")
            self._ended_polls = 0
        self._ended_at, self._ended_polls = now, self._ended_polls + 1
        await self.clock.sleep(_REPOLL_SECONDS if self._ended_polls <= _QUICK_REPOLLS else _SLOW_REPOLL_SECONDS)

    async def _rest(self, error: TelegramError) -> None:
        """Wait a little longer each time; say so once. A webhook from before is taken off: it is polled for now."""
        self._probation.begin_anew()
        if not self._failures:
            logger.warning("Telegram gives no updates: %s", error)
        if isinstance(error, Conflict) and "webhook" in error.message:
            with suppress(TelegramError):
                await self.bot.delete_webhook(drop_pending_updates=False)
        grown = min(_LONGEST_REST_SECONDS, backoff_seconds(self._failures, 0.0))
        asked = asked_seconds(error) if isinstance(error, RetryAfter) else 0.0
        await self.clock.sleep(max(grown, asked))
        self._failures += 1
