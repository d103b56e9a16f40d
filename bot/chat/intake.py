"""Own intake: a batch of updates is stored with the offset in one transaction, and only then confirmed."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.dispatch import Dispatcher
from bot.domain.backoff import backoff_seconds
from bot.domain.inbox import StoredUpdate
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
)


def stored_update(update: Update, clock: Clock) -> StoredUpdate:
    """Turn an update into its row; its lane is its user, or its chat where there is none."""
    who = update.effective_user or update.effective_chat
    return StoredUpdate(update.update_id, who.id if who else 0, update.to_dict(), clock.now())


@dataclass(slots=True, kw_only=True)
class PollingIntake:
    """Long-polls `getUpdates`."""

    bot: ExtBot[None]
    store: Store
    dispatcher: Dispatcher
    clock: Clock
    _failures: int = 0

    async def __call__(self) -> bool:
        """Fetch, store and hand on one batch; the next call's offset confirms it.

        Raises: InvalidToken when Telegram does not know the bot.
        """
        self.dispatcher.raise_failure()
        if self.dispatcher.waiting > MOST_WAITING:
            await self.clock.sleep(0.1)
            return True
        updates = await self._fetch()
        if updates:
            rows = [stored_update(update, self.clock) for update in updates]
            async with self.store.transaction() as tx:
                new = await tx.inbox.store(rows, updates[-1].update_id + 1)
            self.dispatcher.accept(new)
        return True

    async def _fetch(self) -> Sequence[Update]:
        async with self.store.snapshot() as tx:
            offset = await tx.inbox.offset()
        try:
            updates = await self.bot.get_updates(
                offset=offset,
                limit=BATCH,
                timeout=LONG_POLL_SECONDS,
                allowed_updates=WANTED,
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            await self._rest(error)
            return ()
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
        asked = error.retry_after if isinstance(error, RetryAfter) else None
        seconds = float(asked) if isinstance(asked, int | float) else None
        await self.clock.sleep(min(30.0, backoff_seconds(self._failures, 0.0, asked_seconds=seconds)))
        self._failures += 1
