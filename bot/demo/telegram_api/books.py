"""What happened: every call of the bot, and everything that a chat shows, numbered."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.telegram_api.bell import Bell

Json = dict[str, Any]

KEPT_CALLS = KEPT_EVENTS = 200_000


@dataclass(slots=True, kw_only=True)
class Call:
    """A call of the bot. `status` is the HTTP status, 0 where the connection was cut; `fault` what a switch did."""

    number: int
    at: datetime
    method: str
    parameters: Json
    status: int = 0
    answer: Any = None  # the result, or Telegram's words of refusal
    taken: bool = False  # it had its effect, whatever the bot has heard of it
    fault: str | None = None

    def as_json(self) -> Json:
        """Return it for people outside the process."""
        return {name: getattr(self, name) for name in self.__slots__} | {"at": self.at.isoformat()}


@dataclass(slots=True)
class CallBook:
    """The bot's calls in the order in which they came; never the token."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))
    count: int = 0

    def note(self, at: datetime, method: str, parameters: Json) -> Call:
        """Write down that a call came in; what became of it is filled in later."""
        self.count += 1
        call = Call(number=self.count, at=at, method=method, parameters=parameters)
        self.calls.append(call)
        return call

    def of(self, method: str) -> list[Call]:
        """List the calls of a method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def since(self, number: int) -> Iterator[Call]:
        """Go through the calls after a number."""
        return (call for call in self.calls if call.number > number)


@dataclass(slots=True)
class EventBook:
    """What became visible, in one row of numbers over all chats."""

    last: int = 0
    bell: Bell = field(default_factory=Bell)
    _by_chat: dict[int, deque[Json]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=KEPT_EVENTS)))
    _bells: dict[int, Bell] = field(default_factory=lambda: defaultdict(Bell))

    def note(self, at: datetime, chat_id: int, kind: str, **what: Any) -> Json:
        """Write an event down and wake who waits for it."""
        self.last += 1
        event = {"event": self.last, "at": at.isoformat(), "chat_id": chat_id, "kind": kind, **what}
        self._by_chat[chat_id].append(event)
        self._bells[chat_id].ring()
        self.bell.ring()
        return event

    def of(self, chat_id: int, after: int = 0) -> list[Json]:
        """List a chat's events after a number."""
        found: deque[Json] = deque()
        for event in reversed(self._by_chat[chat_id]):
            if event["event"] <= after:
                break
            found.appendleft(event)
        return list(found)

    def since(self, after: int) -> list[Json]:
        """List the events of all chats after a number."""
        found = [event for chat_id in tuple(self._by_chat) for event in self.of(chat_id, after)]
        return sorted(found, key=lambda event: int(event["event"]))

    async def wait(self, chat_id: int, after: int, timeout_seconds: float) -> list[Json]:
        """Wait for events of a chat after a number; empty when the time is up."""
        return await self._bells[chat_id].wait_for(lambda: self.of(chat_id, after), timeout_seconds)

    def close(self) -> None:
        """Let nobody wait any longer."""
        for bell in (self.bell, *self._bells.values()):
            bell.close()
