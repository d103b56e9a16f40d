"""What people do in their Telegram, and what the bot is told of it."""

from dataclasses import dataclass
from typing import Any

from bot.demo.telegram_api.attachments import attachment
from bot.demo.telegram_api.chats import PRESENT, BotStatus, Chat, ChatType, Message, Person, Query
from bot.demo.telegram_api.detected import with_detected
from bot.demo.telegram_api.formatted import Formatted, cleaned, utf16_length
from bot.demo.telegram_api.state import WorldState

Json = dict[str, Any]

MAX_TEXT_UNITS, MAX_CAPTION_UNITS = 4096, 1024
MAX_INLINE_QUERY = 256  # characters; source: Telegram Bot API, InlineQuery
_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass(slots=True, kw_only=True, repr=False)
class PeopleActs(WorldState):
    """The people's side of the world. An act that no Telegram app would allow is a ValueError or a LookupError."""

    def add_person(
        self,
        person_id: int,
        first_name: str = "Ann",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """Let somebody exist, with a private chat not started yet; somebody who exists is renamed."""
        if person_id <= 0 or person_id == self.bot.id:
            raise ValueError(f"{person_id} cannot be a person's id")
        person = Person(
            id=person_id,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.people[person_id] = person
        chat = self.chats.setdefault(person_id, Chat(id=person_id, type="private", person=person))
        chat.person = person
        return person

    def add_chat(self, chat_id: int, title: str, *, kind: ChatType = "supergroup", username: str | None = None) -> Chat:
        """Let a group or channel exist, without the bot; its id is below zero."""
        if chat_id >= 0 or kind == "private":
            raise ValueError("groups and channels have ids below zero")
        self.chats[chat_id] = Chat(id=chat_id, type=kind, title=title, username=username)
        return self.chats[chat_id]

    def add_bot(self, chat_id: int, by: int) -> None:
        """Let somebody add the bot to a group, or make it an administrator of a channel."""
        chat, person = self.chats[chat_id], self.people[by]
        self.change_bot_status(chat, person, "administrator" if chat.type == "channel" else "member")
        if chat.type != "channel":
            message = self.post(
                chat,
                {"from": person.as_user()},
                {"new_chat_members": [self.bot.as_user()]},
                by_bot=False,
            )
            self.updates.put("message", message.payload, chat.id)

    def remove_bot(self, chat_id: int, by: int) -> None:
        """Let somebody throw the bot out of a group or channel."""
        self.change_bot_status(self.chats[chat_id], self.people[by], "kicked")

    def block(self, person_id: int) -> None:
        """Let somebody block the bot."""
        self._set_blocked(person_id, "kicked")

    def unblock(self, person_id: int) -> None:
        """Let somebody take the block off."""
        self._set_blocked(person_id, "member")

    def _set_blocked(self, person_id: int, status: BotStatus) -> None:
        chat = self.chats[person_id]
        if chat.bot_status != status:
            self.change_bot_status(chat, self.people[person_id], status)

    def send_text(
        self,
        person_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
    ) -> Json:
        """Let somebody write, to the bot or in a group or channel; returns the message."""
        formatted = with_detected(Formatted(cleaned(text)).trimmed())
        if not 1 <= utf16_length(formatted.text) <= MAX_TEXT_UNITS:
            raise ValueError("a text has 1 to 4096 UTF-16 units")
        entities = {"entities": list(formatted.entities)} if formatted.entities else {}
        content = {"text": formatted.text} | entities
        return self._say(person_id, content, chat_id=chat_id, reply_to=reply_to, anonymous=anonymous)

    def send_attachment(
        self,
        person_id: int,
        kind: str,
        *,
        content: bytes | None = None,
        file_name: str | None = None,
        mime_type: str | None = None,
        caption: str = "",
        chat_id: int | None = None,
    ) -> Json:
        """Let somebody send a photo, document, sticker, voice, location, contact …; returns the message."""
        if utf16_length(caption) > MAX_CAPTION_UNITS:
            raise ValueError("a caption has up to 1024 UTF-16 units")
        part = attachment(self.files, kind, content, file_name, mime_type)
        return self._say(person_id, part | ({"caption": caption} if caption else {}), chat_id=chat_id)

    def _say(
        self,
        person_id: int,
        content: Json,
        *,
        chat_id: int | None,
        reply_to: int | None = None,
        anonymous: bool = False,
    ) -> Json:
        chat = self.chats[chat_id or person_id]
        if chat.type == "private":
            self._start(chat)
        content = content | self.reply_part(chat, reply_to)
        sender = self._sender(chat, self.people[person_id], anonymous=anonymous)
        message = self.post(chat, sender, content, by_bot=False)
        if chat.bot_status in PRESENT and self._bot_hears(chat, message):
            self.updates.put("channel_post" if chat.type == "channel" else "message", message.payload, chat.id)
        return message.payload

    def _start(self, chat: Chat) -> None:
        if chat.bot_status == "kicked":
            raise ValueError("who has blocked the bot cannot write to it")
        chat.bot_status = "member"

    def _sender(self, chat: Chat, person: Person, *, anonymous: bool) -> Json:
        if chat.type == "channel":
            return {"sender_chat": chat.as_json()}
        if anonymous:
            return {"from": _ANONYMOUS, "sender_chat": chat.as_json()}
        return {"from": person.as_user()}

    def _bot_hears(self, chat: Chat, message: Message) -> bool:
        if chat.type in {"private", "channel"} or self.bot.reads_all_groups:
            return True
        text = str(message.payload.get("text", message.payload.get("caption", "")))
        replied = message.payload.get("reply_to_message", {}).get("from", {})
        return text.startswith("/") or f"@{self.bot.username}" in text or replied.get("id") == self.bot.id

    def edit_text(self, person_id: int, message_id: int, text: str, *, chat_id: int | None = None) -> Json:
        """Let somebody edit a message of theirs; returns the message."""
        chat = self.chats[chat_id or person_id]
        message = chat.messages[message_id]
        if message.by_bot or message.payload.get("from", {}).get("id") not in {person_id, None}:
            raise ValueError("people edit their own messages alone")
        formatted = with_detected(Formatted(cleaned(text)).trimmed())
        kept = {name: value for name, value in message.payload.items() if name != "entities"}
        entities = {"entities": list(formatted.entities)} if formatted.entities else {}
        payload = self.rewrite(chat, message, kept | {"text": formatted.text} | entities, None)
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        if chat.bot_status in PRESENT and self._bot_hears(chat, message):
            self.updates.put(kind, payload, chat.id)
        return payload

    def press(
        self,
        person_id: int,
        message_id: int,
        button: str | None = None,
        *,
        data: str | None = None,
        chat_id: int | None = None,
        forged: bool = False,
    ) -> str:
        """Let somebody press the button with this text or callback data; returns the id of the query.

        With `forged` any data goes through, for a message that has lost the button or never was, too.
        Raises: LookupError when the message shows no such button; ValueError when it has no callback data.
        """
        chat = self.chats[chat_id or person_id]
        if not forged:
            data = self._data_of(chat.messages[message_id], button, data)
        query = Query(
            id=str(self.chance.getrandbits(62)),
            person_id=person_id,
            chat_id=chat.id,
            message_id=message_id,
            data=data or "",
            pressed_at=self.clock.now().timestamp(),
        )
        self.queries[query.id] = query
        self.updates.put("callback_query", self._callback(chat, query), chat.id)
        return query.id

    def press_twice(self, person_id: int, message_id: int, button: str, *, chat_id: int | None = None) -> list[str]:
        """Let somebody tap a button twice at once; returns both queries' ids."""
        return [self.press(person_id, message_id, button, chat_id=chat_id) for _ in range(2)]

    def _data_of(self, message: Message, text: str | None, data: str | None) -> str:
        for button in message.buttons():
            if button["text"] == text or (data is not None and button.get("callback_data") == data):
                if "callback_data" not in button:
                    raise ValueError(f"the button {button['text']!r} tells the bot nothing")
                return str(button["callback_data"])
        shown = [button["text"] for button in message.buttons()]
        raise LookupError(f"no button {text or data!r} on message {message.id}; there are {shown}")

    def _callback(self, chat: Chat, query: Query) -> Json:
        message = chat.messages.get(query.message_id)
        gone = {"chat": chat.as_json(), "message_id": query.message_id, "date": 0}
        return {
            "id": query.id,
            "from": self.people[query.person_id].as_user(),
            "message": message.payload if message else gone,
            "chat_instance": str(chat.id),
            "data": query.data,
        }

    def ask_inline(self, person_id: int, text: str, offset: str = "") -> str:
        """Let somebody type `@bot text` in some chat; returns the id of the inline query."""
        query_id = str(self.chance.getrandbits(62))
        if len(text) > MAX_INLINE_QUERY:
            raise ValueError("an inline query has up to 256 characters")
        asked_at = self.clock.now().timestamp()
        self.inline_queries[query_id] = {"person_id": person_id, "query": text, "asked_at": asked_at, "answer": None}
        asked = {"id": query_id, "from": self.people[person_id].as_user(), "query": text, "offset": offset}
        self.updates.put("inline_query", asked, person_id)
        return query_id

    def inject(self, kind: str, content: Json, *, lane: int = 0) -> int | None:
        """Hand the bot an update of any content, for fuzzing; returns its id."""
        return self.updates.put(kind, content, lane)

    def redeliver(self, update_id: int, *, though_confirmed: bool = False) -> None:
        """Deliver an update of the last day once more. Raises: KeyError when there was none.

        By `getUpdates` it comes only to a poll whose offset is not beyond it; or, `though_confirmed`, to the next one
        whatever its offset, as if Telegram had lost the confirmation.
        """
        if though_confirmed:
            self.updates.forget_confirmation(update_id)
        else:
            self.updates.put_again(update_id)
