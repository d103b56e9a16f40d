"""Keeps notices within Telegram's limits.

Source: Telegram's limits on sending: about 30 messages a second in all, 1 a second to one chat, short bursts pass.
"""

from dataclasses import dataclass, field

from bot.ports import Clock

PER_SECOND = 28.0  # of about 30: replies need room beside the notices
CHAT_SECONDS = 1.0
CHAT_BURST = 3
_REMEMBERED = 1000  # chats, before those that rest are forgotten
_FARTHEST_SECONDS = 300.0  # a moment farther off than this was noted before the machine's clock was set back


@dataclass(slots=True)
class SendPace:
    """Hands out moments to send at: first the chat's, then one in the line that all chats share.

    A chat takes its place in the common line only when its own moment has come, so that its wait costs others nothing.
    """

    clock: Clock
    per_second: float = PER_SECOND
    _next_at: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)  # chat → when its burst is whole again

    async def wait(self, chat_id: int) -> None:
        """Wait until the next message may go to this chat."""
        await self._wait_until(self._chat_moment(chat_id))
        sent_at = self._common_moment()
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), sent_at + CHAT_SECONDS)
        await self._wait_until(sent_at)

    def _chat_moment(self, chat_id: int) -> float:
        now = self._now()
        self._forget(now)
        whole_at = _not_before(now, self._chats.get(chat_id, 0.0))
        self._chats[chat_id] = whole_at + CHAT_SECONDS
        return max(whole_at - (CHAT_BURST - 1) * CHAT_SECONDS, now)

    def _common_moment(self) -> float:
        at = _not_before(self._now(), self._next_at)
        self._next_at = at + 1 / self.per_second
        return at

    async def _wait_until(self, at: float) -> None:
        if (seconds := at - self._now()) > 0:
            await self.clock.sleep(seconds)

    def _now(self) -> float:
        return self.clock.now().timestamp()

    def _forget(self, now: float) -> None:
        if len(self._chats) > _REMEMBERED:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}


def _not_before(now: float, at: float) -> float:
    return at if now < at < now + _FARTHEST_SECONDS else now
