"""Keeps notices within Telegram's limits, and lets replies go first.

Source: Telegram's limits on sending: about 30 messages a second in all, 1 a second to one chat, short bursts pass.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ports import Clock

PER_SECOND = 28.0  # of about 30
CHAT_SECONDS = 1.0
CHAT_BURST = 3
_MOST_DEBT_SECONDS = 1.0  # what replies may take of the time to come: they are not paced, and must not starve notices
_MOST_CHAT_DEBT_SECONDS = 5.0
_LONGEST_TURN_SECONDS = 1.0  # for the first in line, however many replies there are
_LATE_SECONDS = 0.07  # a turn that was taken so much too late does not put off the next: 30 a second at the most
_INSTANT_SECONDS = 0.001  # less than a clock's step is no wait
_REMEMBERED = 1000  # chats, before those that rest are forgotten
_FARTHEST_SECONDS = 300.0  # a moment farther off than this was noted before the machine's clock was set back
# Telegram does not say whether it refuses a chat or all of them: so many chats refused at once are all.
_MANY = 5
_AT_ONCE_SECONDS = 1.0


@dataclass(slots=True)
class SendPace:
    """Hands out turns: first the chat's, then one in the line that all chats share.

    A chat steps into the line only when its own moment has come, so that its wait costs others nothing. Replies do
    not wait here: each is noted, and notices use what is left of the second.
    """

    clock: Clock
    per_second: float = PER_SECOND
    _free_at: float = 0.0  # when the next message may leave, to whatever chat
    _rest_until: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)  # chat → when its burst is whole again
    _refused: dict[int, float] = field(default_factory=dict)  # chat → when Telegram told it to wait
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def wait(self, chat_id: int) -> None:
        """Wait until the next message may go to this chat."""
        while True:
            await self._wait_until(lambda: self._chat_moment(chat_id))
            async with self._line:
                await self._wait_at_the_head(self._now() + _LONGEST_TURN_SECONDS)
                if self._chat_moment(chat_id) <= self._now() + _INSTANT_SECONDS:  # no reply went there meanwhile
                    self._take(chat_id)
                    return

    async def _wait_at_the_head(self, latest: float) -> None:
        await self._wait_until(lambda: max(self._rested(), min(self._common_moment(), latest)))

    def note_reply(self, chat_id: int, calls: int = 1) -> None:
        """Count what leaves without waiting: what waits gives way, in all and in the chat."""
        now = self._now()
        self._forget(now)
        self._free_at = _later(self._common_moment(), calls / self.per_second, now + _MOST_DEBT_SECONDS)
        whole_at = _not_before(now, self._chats.get(chat_id, 0.0))
        self._chats[chat_id] = _later(whole_at, calls * CHAT_SECONDS, now + _MOST_CHAT_DEBT_SECONDS)

    def note_refusal(self, chat_id: int, seconds: float) -> None:
        """Note that Telegram told this chat to wait (429); when it tells many at once, all notices rest so long."""
        now = self._now()
        self._refused = {chat: at for chat, at in self._refused.items() if now - _AT_ONCE_SECONDS < at <= now}
        self._refused[chat_id] = now
        if len(self._refused) >= _MANY:
            self._rest_until = max(self._rested(), now + min(seconds, _FARTHEST_SECONDS))

    def _take(self, chat_id: int) -> None:
        now = self._now()
        self._forget(now)
        is_late = 0 <= now - self._free_at < _LATE_SECONDS
        self._free_at = (self._free_at if is_late else self._common_moment()) + 1 / self.per_second
        self._chats[chat_id] = _not_before(now, self._chats.get(chat_id, 0.0)) + CHAT_SECONDS

    def _chat_moment(self, chat_id: int) -> float:
        now = self._now()
        return max(_not_before(now, self._chats.get(chat_id, 0.0)) - (CHAT_BURST - 1) * CHAT_SECONDS, now)

    def _common_moment(self) -> float:
        return _not_before(self._now(), self._free_at)

    def _rested(self) -> float:
        return _not_before(self._now(), self._rest_until)

    async def _wait_until(self, moment: Callable[[], float]) -> None:
        while (seconds := moment() - self._now()) > _INSTANT_SECONDS:
            await self.clock.sleep(seconds)

    def _now(self) -> float:
        return self.clock.now().timestamp()

    def _forget(self, now: float) -> None:
        if len(self._chats) > _REMEMBERED:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}


def _not_before(now: float, at: float) -> float:
    return at if now < at <= now + _FARTHEST_SECONDS else now


def _later(at: float, seconds: float, latest: float) -> float:
    """Put a moment off, but not beyond the latest that replies may put it to."""
    return max(at, min(at + seconds, latest))
