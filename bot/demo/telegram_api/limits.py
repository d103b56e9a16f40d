"""Telegram's pace: about 30 messages a second in all and 1 a second to one chat, short bursts let through.

Answers to button presses and `getUpdates` do not count. Source: core.telegram.org/bots/faq#my-bot-is-hitting-limits.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.telegram_api.refusals import too_many

COUNTED = frozenset(
    {
        "sendmessage",
        "senddocument",
        "sendphoto",
        "editmessagetext",
        "editmessagecaption",
        "editmessagereplymarkup",
    },
)


@dataclass(slots=True)
class Bucket:
    """Lets `burst` through at once and `per_second` in the long run."""

    per_second: float
    burst: float
    level: float = 0.0
    seen_at: datetime | None = None

    def wait_seconds(self, now: datetime) -> float:
        """Return how long one more must wait; 0 when it may go."""
        if self.seen_at is not None:
            passed = (now - self.seen_at).total_seconds()
            self.level = max(0.0, self.level - passed * self.per_second)
        self.seen_at = now
        return max(0.0, (self.level + 1 - self.burst) / self.per_second)


@dataclass(slots=True)
class RateLimits:
    """The pace as a rule; switched off by default, since tests would wait for it."""

    enforced: bool = False
    chat_per_second: float = 1.0
    chat_burst: float = 5.0
    all_per_second: float = 30.0
    all_burst: float = 30.0
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _all: Bucket | None = None
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, method: str, chat_id: int, now: datetime) -> None:
        """Let a call pass and count it. Raises: ApiRefused 429 with the seconds to wait."""
        if not self.enforced or method.lower() not in COUNTED:
            return
        chat = self._chats.setdefault(chat_id, Bucket(self.chat_per_second, self.chat_burst))
        everybody = self._all = self._all or Bucket(self.all_per_second, self.all_burst)
        if wait := max(chat.wait_seconds(now), everybody.wait_seconds(now)):
            self.refused[chat_id] += 1
            raise too_many(math.ceil(wait))
        chat.level += 1
        everybody.level += 1

    def set(self, *, enforced: bool) -> None:
        """Switch the rule on or off, and forget what was counted."""
        self.enforced = enforced
        self._chats.clear()
        self._all = None
