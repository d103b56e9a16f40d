"""People, chats and the messages in them."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["never", "member", "administrator", "left", "kicked"]
PRESENT = ("member", "administrator")


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def as_user(self) -> Json:
        """Return them as a User."""
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | self._names(language=True)

    def as_chat(self) -> Json:
        """Return their private chat as a Chat."""
        return {"id": self.id, "type": "private", "first_name": self.first_name} | self._names(language=False)

    def _names(self, *, language: bool) -> Json:
        given = {"last_name": self.last_name, "username": self.username}
        given |= {"language_code": self.language_code} if language else {}
        return {name: value for name, value in given.items() if value}


@dataclass(slots=True, kw_only=True)
class BotAccount:
    """The bot itself, as getMe shows it."""

    id: int = 100_000
    first_name: str = "Sandbox"
    username: str = "sandbox_bot"
    reads_all_groups: bool = False  # off: in groups only commands, replies and mentions reach it

    def as_user(self) -> Json:
        """Return it as a User."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def as_me(self) -> Json:
        """Return it as getMe does."""
        return self.as_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_groups,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


@dataclass(slots=True)
class Message:
    """A message; `payload` is Telegram's JSON and is replaced, never changed, when the message is edited."""

    payload: Json
    by_bot: bool
    markup: Json | None = None  # of any kind; the payload bears inline keyboards alone

    @property
    def id(self) -> int:
        """Return its id in its chat."""
        return int(self.payload["message_id"])

    def buttons(self) -> list[Json]:
        """List the inline buttons, row by row."""
        rows = self.payload.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def shown(self) -> Json:
        """Return it as a chat page needs it: with a reply keyboard, too, if it brought one."""
        return self.payload | ({"reply_markup": self.markup} if self.markup else {})


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat as the bot sees it."""

    id: int
    type: ChatType
    title: str = ""
    username: str | None = None
    person: Person | None = None  # of a private chat
    bot_status: BotStatus = "never"  # in a private chat: never = not started, kicked = blocked
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0

    def as_json(self) -> Json:
        """Return it as a Chat."""
        if self.person:
            return self.person.as_chat()
        name = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": self.type, "title": self.title} | name

    def next_message_id(self) -> int:
        """Return the id of the next message."""
        self.last_message_id += 1
        return self.last_message_id


@dataclass(slots=True, kw_only=True)
class Query:
    """A button press; `answer` is what the bot answered."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    pressed_at: float
    answer: Json | None = None

    def as_json(self) -> Json:
        """Return it for people outside the process."""
        return {name: getattr(self, name) for name in self.__slots__}
