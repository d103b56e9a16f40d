"""What there is in the world: people, chats, messages, files, and the books about them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.telegram_api.books import CallBook, EventBook
from bot.demo.telegram_api.chats import PRESENT, BotAccount, BotStatus, Chat, Message, Person, Query
from bot.demo.telegram_api.clock import Clock, WallClock
from bot.demo.telegram_api.faults import Faults
from bot.demo.telegram_api.files import FileStore
from bot.demo.telegram_api.limits import RateLimits
from bot.demo.telegram_api.profile import Profile
from bot.demo.telegram_api.refusals import bad_request, forbidden
from bot.demo.telegram_api.updates import UpdateQueue

Json = dict[str, Any]

DEFAULT_TOKEN = "100000:NOT-A-REAL-TOKEN-ONLY-FOR-THE-SANDBOX"  # noqa: S105 - it opens nothing


@dataclass(slots=True, kw_only=True, repr=False)
class WorldState:
    """The whole of it, in memory, for one event loop."""

    token: str = DEFAULT_TOKEN
    bot: BotAccount = field(default_factory=BotAccount)
    clock: Clock = field(default_factory=WallClock)
    chance: random.Random = field(default_factory=random.Random)
    query_seconds: float = 60.0  # how long a button press can be answered
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    inline_queries: dict[str, Json] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    profile: Profile = field(default_factory=Profile)
    calls: CallBook = field(default_factory=CallBook)
    events: EventBook = field(default_factory=EventBook)
    faults: Faults = field(default_factory=Faults)
    limits: RateLimits = field(default_factory=RateLimits)
    updates: UpdateQueue = field(init=False)
    closing: bool = False

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.clock)

    def find_chat(self, chat_id: int | str) -> Chat | None:
        """Find a chat by its id, or a public one by its @name."""
        text = str(chat_id)
        if text.startswith("@"):
            named = (chat for chat in self.chats.values() if chat.type != "private" and chat.username)
            return next((chat for chat in named if f"@{chat.username}".lower() == text.lower()), None)
        return self.chats.get(int(text)) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else None

    def get_chat(self, chat_id: str) -> Chat:
        """Find a chat for the bot. Raises: ApiRefused 400 when there is none."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self.find_chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def get_open_chat(self, chat_id: str) -> Chat:
        """Find a chat in which the bot may write. Raises: ApiRefused 400 or 403."""
        chat = self.get_chat(chat_id)
        if chat.bot_status in PRESENT:
            return chat
        if chat.type == "private":
            blocked = chat.bot_status == "kicked"
            raise forbidden("bot was blocked by the user" if blocked else "bot can't initiate conversation with a user")
        kicked = chat.bot_status == "kicked"
        raise forbidden(
            f"bot was kicked from the {chat.type} chat" if kicked else f"bot is not a member of the {chat.type} chat",
        )

    def timestamp(self) -> int:
        """Return the present moment as Telegram writes it."""
        return int(self.clock.now().timestamp())

    def note(self, chat_id: int, kind: str, **what: Any) -> None:
        """Write down what a chat shows."""
        self.events.note(self.clock.now(), chat_id, kind, **what)

    def post(self, chat: Chat, sender: Json, content: Json, *, by_bot: bool, markup: Json | None = None) -> Message:
        """Put a new message into a chat."""
        head = {"message_id": chat.next_message_id(), **sender, "date": self.timestamp(), "chat": chat.as_json()}
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        message = Message(head | content | inline, by_bot, markup)
        chat.messages[message.id] = message
        self.note(chat.id, "message", message=message.shown(), by_bot=by_bot)
        return message

    def rewrite(self, chat: Chat, message: Message, payload: Json, markup: Json | None) -> Json:
        """Change a message."""
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        kept = {name: value for name, value in payload.items() if name != "reply_markup"}
        message.payload = kept | {"edit_date": self.timestamp()} | inline
        message.markup = markup
        self.note(chat.id, "edited", message=message.shown(), by_bot=message.by_bot)
        return message.payload

    def reply_part(self, chat: Chat, message_id: int | None) -> Json:
        """Return what a message that replies to another bears of it."""
        target = chat.messages.get(message_id) if message_id else None
        if target is None:
            return {}
        return {"reply_to_message": {k: v for k, v in target.payload.items() if k != "reply_to_message"}}

    def change_bot_status(self, chat: Chat, person: Person, status: BotStatus) -> None:
        """Let somebody block, unblock, add or remove the bot, and tell the bot so."""
        change = {
            "chat": chat.as_json(),
            "from": person.as_user(),
            "date": self.timestamp(),
            "old_chat_member": self._membership(chat.bot_status),
            "new_chat_member": self._membership(status),
        }
        chat.bot_status = status
        self.updates.put("my_chat_member", change, chat.id)
        self.note(chat.id, "bot_status", status=status)

    def _membership(self, status: BotStatus) -> Json:
        extra: Mapping[str, Any] = {}
        if status == "kicked":
            extra = {"until_date": 0}
        elif status == "administrator":
            extra = dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False}
        shown = "left" if status == "never" else status
        return {"user": self.bot.as_user(), "status": shown, **extra}


_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
)
