"""Forgets what nobody needs any more."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Clock, Store
from bot.services.find_orders import SEARCH as ORDER_SEARCH
from bot.services.link_in_hand import LINK_IN_HAND, LINK_KEPT
from bot.services.mass_order import AS_SENT
from bot.services.questions import QUESTION
from bot.services.remember_searches import SEARCH
from bot.services.remember_wishes import WISH

EVERY_SECONDS = 3600.0
# Telegram keeps updates for 24 hours and may send one again for so long. Source: Telegram Bot API, getUpdates.
_UPDATES_KEPT = timedelta(hours=48)
_DRAFTS_KEPT = timedelta(hours=48)  # after they were confirmed or left; nothing reads them then
_DRAFTS_AT_ONCE = 200  # so that nobody waits long for a round's transaction: 0.2 s when 10,000 messages are owed
_BALANCES_KEPT = timedelta(days=90)  # an uncertain order should have been decided long before
_CHANGES_KEPT = timedelta(days=30)
_SEARCHES_KEPT = timedelta(days=7)  # whoever turns pages later is asked for the words again
_WISHES_KEPT = timedelta(days=90)  # whoever is let in later than that has forgotten it, too
_QUESTIONS_KEPT = timedelta(days=30)  # whoever answers later is told that the question is gone
_PROPOSALS_KEPT = timedelta(days=2)  # prices and limits move; whoever confirms later is told that it is gone
_BATCH_TEXT_KEPT = timedelta(days=30)  # nothing reads it after the Confirm but people who look into a complaint


@dataclass(frozen=True, slots=True)
class KeepHouse:
    """One round of the housekeeping loop."""

    store: Store
    clock: Clock

    async def __call__(self) -> bool:
        """Forget handled updates that Telegram cannot send again, and what is old of all that is kept for a while.

        Tells whether there are more drafts to forget.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            await tx.inbox.prune(now - _UPDATES_KEPT)
            await tx.balances.prune(now - _BALANCES_KEPT)
            await tx.changes.prune(now - _CHANGES_KEPT)
            await tx.batches.prune(now - _PROPOSALS_KEPT, now - _BATCH_TEXT_KEPT)
            await tx.memory.forget(AS_SENT, now - _PROPOSALS_KEPT)
            await tx.memory.forget(SEARCH, now - _SEARCHES_KEPT)
            await tx.memory.forget(WISH, now - _WISHES_KEPT)
            await tx.memory.forget(QUESTION, now - _QUESTIONS_KEPT)
            await tx.memory.forget(LINK_IN_HAND, now - LINK_KEPT)
            await tx.memory.forget(ORDER_SEARCH, now - _QUESTIONS_KEPT)
            return await tx.drafts.prune(now - _DRAFTS_KEPT, _DRAFTS_AT_ONCE) == _DRAFTS_AT_ONCE
