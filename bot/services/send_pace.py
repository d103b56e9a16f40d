"""Keeps notices within Telegram's limits.

Source: Telegram's limits on sending: about 30 messages a second in all, 1 a second to one chat, short bursts pass.
"""

from dataclasses import dataclass, field

from bot.ports import Clock

PER_SECOND = 28.0  # of about 30: replies need room beside the notices
CHAT_SECONDS = 1.0
CHAT_BURST = 3
_REMEMBERED = 1000  # chats, before those that rest are forgotten


@dataclass(slots=True)
class SendPace:
    """Hands out moments to send at: one line for all chats, and one for each."""

    clock: Clock
    per_second: float = PER_SECOND
    _next_at: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)  # chat → when its burst is used up

    async def wait(self, chat_id: int) -> None:
        """Wait until the next message may go to this chat."""
        now = self.clock.now().timestamp()
        used_until = max(self._chats.get(chat_id, 0.0), now)
        at = max(used_until - (CHAT_BURST - 1) * CHAT_SECONDS, self._next_at, now)
        self._chats[chat_id] = max(used_until, at) + CHAT_SECONDS
        self._next_at = max(self._next_at, now) + 1 / self.per_second
        self._forget(now)
        if at > now:
            await self.clock.sleep(at - now)

    def _forget(self, now: float) -> None:
        if len(self._chats) > _REMEMBERED:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
