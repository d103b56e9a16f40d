"""Own intake: a batch of updates is stored with the offset in one transaction, and only then confirmed."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.dispatch import Dispatcher
from bot.chat.messenger import asked_seconds, is_unauthorized
from bot.chat.raw_update import stored_updates
from bot.domain.backoff import backoff_seconds
from bot.ports import Clock, Store

logger = logging.getLogger(__name__)

LONG_POLL_SECONDS = 25
BATCH = 100  # source: Telegram Bot API, getUpdates
MOST_WAITING = 5_000  # updates held in memory; Telegram keeps the rest
WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.INLINE_QUERY,
)
_CALL_SECONDS = 10.0  # beyond the wait that was asked for
_LONGEST_REST_SECONDS = 30.0
_SHORTEST_POLL = timedelta(seconds=0.2)
_REST_SECONDS = 0.3


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

    async def __call__(self) -> bool:
        """Fetch, store and hand on one batch; the next call's offset confirms it.

        Raises: InvalidToken when Telegram does not know the bot.
        """
        if self.dispatcher.waiting > MOST_WAITING:
            await self.clock.sleep(0.1)
            return True
        rows = stored_updates(await self._fetch(), self.clock)
        if rows:
            offset = max(row.update_id for row in rows) + 1
            async with self.store.transaction() as tx:
                new = await tx.inbox.store(rows, offset)
            self._offset = offset
            self.dispatcher.accept(new)
        return True

    async def _fetch(self) -> Sequence[Any]:
        if self._offset is None:
            async with self.store.snapshot() as tx:
                self._offset = await tx.inbox.offset()
        asked_at = self.clock.now()
        try:
            # After a failure it is asked without a wait, to learn soon that Telegram is back.
            updates = await self.bot.fetch_updates(self._offset, 0 if self._failures else LONG_POLL_SECONDS)
        except TelegramError as error:
            if isinstance(error, InvalidToken) and is_unauthorized(error):
                raise
            await self._rest(error)
            return ()
        if not updates and self.clock.now() - asked_at < _SHORTEST_POLL and not self._failures:
            await self.clock.sleep(_REST_SECONDS)  # a server that does not wait for something to tell
        if self._failures:
            logger.info("Telegram answers again")
        self._failures = 0
        return updates

    async def _rest(self, error: TelegramError) -> None:
        """Wait a little longer each time; say so once. A webhook from before is taken off: it is polled for now."""
        if not self._failures:
            logger.warning("Telegram gives no updates: %s", error)
        if isinstance(error, Conflict) and "webhook" in error.message:
            with suppress(TelegramError):
                await self.bot.delete_webhook(drop_pending_updates=False)
        grown = min(_LONGEST_REST_SECONDS, backoff_seconds(self._failures, 0.0))
        asked = asked_seconds(error) if isinstance(error, RetryAfter) else 0.0
        await self.clock.sleep(max(grown, asked))
        self._failures += 1
