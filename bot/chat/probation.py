"""A bot that has just begun to poll, until it may take it that no other one polls with its token.

Telegram lets one `getUpdates` wait at a time: a new one ends the other with 409. A bot that is established polls again
at once, which ends the newcomer's; so a newcomer whose poll is ended leaves, and one whose poll is not was alone.
The reasons stand in docs/decisions/0015-backup-and-a-second-bot.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram.error import Conflict, TelegramError

from bot.domain.inbox import StoredUpdate
from bot.ports import Clock

POLL_SECONDS = 2  # the longest that a newcomer's poll waits
HOLD_SECONDS = 0.5  # in which a bot that is established has polled again, or taken what a newcomer was given too
_PROBATION = timedelta(seconds=2)
_HOLD = timedelta(seconds=HOLD_SECONDS)


class AnotherBotPolls(Exception):
    """Another bot is polling with this token. It is no BotError: it must end the process."""


def is_ended_by_another(error: TelegramError) -> bool:
    """Tell whether another poll ended this one. Source: Bot API server, `Client::abort_long_poll`."""
    return isinstance(error, Conflict) and "other getUpdates" in error.message


@dataclass(slots=True)
class Probation:
    """What a newcomer was given and does not take yet, since a bot that is alive may be taking it.

    It confirms nothing of that: Telegram keeps what another bot has not confirmed.
    """

    clock: Clock
    is_over: bool = False
    _since: datetime | None = None
    _held: dict[int, StoredUpdate] = field(default_factory=dict)
    _is_second: bool = False

    @property
    def holds(self) -> bool:
        """Whether something waits to be taken."""
        return bool(self._held)

    def begin_anew(self) -> None:
        """Start over: Telegram did not answer, so nothing is known of other bots."""
        self._since = None

    def sift(self, given: Sequence[StoredUpdate], offset: int | None, asked_at: datetime) -> Sequence[StoredUpdate]:
        """Return what may be taken of the updates that a poll was given, which was asked at that time.

        `offset` is the next update that this bot's database knows of. If Telegram goes on with exactly that one, no
        other bot has confirmed any since: a normal start is not kept waiting. What lies before it has been taken, or
        comes after a week's silence under a number chosen anew (source: Bot API, "Update"): it says nothing of other
        bots, since the next poll confirms it whatever is held.
        Raises: AnotherBotPolls when somebody confirmed what is held, twice: once may have been the last act of another
        newcomer, which left since this bot's poll ended its own.
        """
        before = [one for one in given if offset is not None and one.update_id < offset]
        given = [one for one in given if offset is None or one.update_id >= offset]
        return [*before, *self._sift(given, offset, asked_at)]

    def _sift(self, given: Sequence[StoredUpdate], offset: int | None, asked_at: datetime) -> Sequence[StoredUpdate]:
        now, ids = self.clock.now(), {one.update_id for one in given}
        if self._is_taken_by_another(ids):
            if self._is_second:
                raise AnotherBotPolls
            self._is_second = True
            self._held = {}
            self.begin_anew()
        self._since = self._since or asked_at
        self.is_over = now - self._since >= _PROBATION
        is_ours = bool(ids) and offset == min(ids)
        is_left = bool(self._held) and self._held.keys() <= ids
        waited = now - asked_at >= _HOLD
        known = self._held | {one.update_id: one for one in given}
        self._held = {} if self.is_over or is_ours or is_left or waited else known
        return () if self._held else list(known.values())

    def _is_taken_by_another(self, ids: Collection[int]) -> bool:
        """Tell whether somebody confirmed what is held: a part of it, or all of it and more that never came here.

        All of it alone proves nothing, since there are servers that give each update once.
        """
        left = self._held.keys() & set(ids)
        if not self._held or left == self._held.keys():
            return False
        return bool(left) or (bool(ids) and min(ids) > max(self._held) + 1)
