"""The world behind the small Bot API: what there is, what people do, and waiting for what the bot does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.demo.telegram_api.chats import Message
from bot.demo.telegram_api.people_acts import PeopleActs

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(slots=True, kw_only=True, repr=False)
class ChatWorld(PeopleActs):
    """People, chats, messages, updates and books, with no HTTP. Everything is for one event loop."""

    async def wait_for(self, look: Callable[["ChatWorld"], T], timeout_seconds: float = 10.0) -> T:
        """Return what `look` finds in the world as soon as that is true; it looks again after each event.

        Raises: TimeoutError.
        """
        found = await self.events.bell.wait_for(lambda: look(self), timeout_seconds)
        if not found:
            raise TimeoutError(f"not seen in {timeout_seconds} s")
        return found

    async def wait_for_message(
        self,
        chat_id: int,
        look: Callable[[Json], object] = bool,
        *,
        after_event: int = 0,
        timeout_seconds: float = 10.0,
    ) -> Json:
        """Return the first message that the bot sent or edited after an event and that `look` likes.

        Raises: TimeoutError.
        """

        def found(_: ChatWorld) -> Json | None:
            events = (event for event in self.events.of(chat_id, after_event) if event.get("by_bot"))
            return next((event["message"] for event in events if look(event["message"])), None)

        message = await self.wait_for(found, timeout_seconds)
        assert message is not None
        return message

    async def answer_to(self, query_id: str, timeout_seconds: float = 10.0) -> Json:
        """Return the bot's answer to a button press. Raises: KeyError for no such press; TimeoutError."""
        query = self.queries[query_id]
        answer = await self.wait_for(lambda _: query.answer, timeout_seconds)
        assert answer is not None
        return answer

    def messages(self, chat_id: int, *, by_bot: bool | None = None) -> list[Json]:
        """List what a chat shows now, oldest first: of the bot alone, of people alone, or of all."""
        kept = self.chats[chat_id].messages.values()
        return [message.shown() for message in kept if by_bot is None or message.by_bot == by_bot]

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """Find a message that is still there."""
        return self.chats[chat_id].messages.get(message_id)

    def last_message(self, chat_id: int) -> Json | None:
        """Return the bot's newest message in a chat."""
        return next(iter(self.messages(chat_id, by_bot=True)[::-1]), None)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.closing = True
        self.updates.bell.close()
        self.events.close()
