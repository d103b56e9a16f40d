"""Updates that Telegram sends rarely, sends in groups, or never sends; all of them from one seed."""

import os
import random
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Json = dict[str, Any]

# What is run on every change repeats itself, as Hypothesis does there; FUZZ_SEED repeats a failure found elsewhere.
SEED = int(os.environ.get("FUZZ_SEED") or (1 if os.environ.get("CI") else time.time_ns() % 1_000_000_000))
GROUP, SUPERGROUP, CHANNEL = -500, -100500, -100600
COMMANDS = ("start", "help", "order", "services", "search", "orders", "status", "refill", "cancel", "settings")
OPERATORS_COMMANDS = ("balance", "admin")
TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "\u200b\u200d\u2060",
    "👩‍👩‍👧‍👦" * 372,
    "ا" * 4096,
    "e" + "\u0301" * 4000,
    "<b>&lt;{0}%s</b>",
    "https://example.com/page",
    "example.com",
    "1000",
    "1e9999",
    "٣٠٠",
    "-5",
    "0",
    "9" * 4096,
    "one\ntwo\nthree",
    "31/12/2099",
    "/",
    "//",
    "/ start",
    "/start@SomeOtherBot",
    "/order@",
    "/START",
    "/cancel #1 #2",
    "/cancel " + " ".join(str(n) for n in range(900)),
    "/status -1 99999999999999999999 \ud800",
    "/search " + "x" * 4000,
    "/unknown_command",
)
HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, "", "x", "1", "\x00"),
    *(
        float("nan"),
        "\ud800",
        "👍" * 400,
        "private",
        "supergroup",
        [],
        [None],
        ["x"],
        {},
        {"id": 1},
        {"x": None},
        [[[[[]]]]],
    ),
)
_PARTS: tuple[Json, ...] = (
    {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}], "caption": "a photo"},
    {"caption": "/order", "document": {"file_id": "x", "file_unique_id": "y"}},
    {"sticker": {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "type": "regular"}},
    {"location": {"latitude": 1.5, "longitude": 2.5}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"new_chat_title": "New"},
    {"new_chat_members": [{"id": 5, "is_bot": False, "first_name": "New"}]},
    {"left_chat_member": {"id": 5, "is_bot": True, "first_name": "x"}},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
    {"migrate_to_chat_id": SUPERGROUP},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"successful_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}},
    {"write_access_allowed": {}},
    {"users_shared": {"request_id": 1, "users": [{"user_id": 5}]}},
    {"web_app_data": {"data": "x", "button_text": "y"}},
    {"via_bot": {"id": 6, "is_bot": True, "first_name": "x"}, "text": "by a bot"},
    {"forward_origin": {"type": "hidden_user", "date": 5, "sender_user_name": "Nobody"}, "text": "/order"},
    {"forward_origin": {"type": "a_kind_of_tomorrow", "date": 5}, "text": "/orders"},
    {"reply_to_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}, "text": "1000"},
    {"quote": {"text": "x", "position": 0}, "text": "quoted"},
    {"media_group_id": "1", "has_media_spoiler": True, "paid_media": {}},
    {"a_part_of_tomorrow": {"x": [1]}},
    {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {"text": "/start", "entities": [{"type": "bot_command", "offset": 900, "length": 10**9}]},
    {"text": "x", "entities": [{"type": "a_type_of_tomorrow"}]},
)
_STATES = ("creator", "administrator", "member", "restricted", "left", "kicked", "a_state_of_tomorrow")


class Fuzz:
    """Makes updates for these people; `buttons` lists the data of every button that the bot has written."""

    def __init__(self, seed: int, people: list[int], buttons: Callable[[], list[str]]) -> None:
        self.random = random.Random(seed)
        self._people = people
        self._buttons = buttons
        self._count = 0

    def update(self) -> tuple[str, Any]:
        """Make a kind and its content."""
        make = self.random.choices(
            (self._message, self._press, self._edited, self._membership, self._in_a_chat, self._other),
            (30, 40, 4, 6, 14, 6),
        )[0]
        kind, content = make()
        content = deepcopy(content)  # what is spoiled below must not be one of the values that others are made of
        if self.random.random() < 0.35:
            for _ in range(self.random.choice((1, 1, 2, 3))):
                self._spoil(content)
        return kind, content

    def _id(self) -> int:
        self._count += 1
        return self._count

    def _person(self) -> Json:
        person: Json = {"id": self.random.choice(self._people), "is_bot": False, "first_name": "Some"}
        if self.random.random() < 0.1:
            person |= {"language_code": self.random.choice(("ru", "xx", "\ud800", "e" * 500, "en-US", "../../x"))}
        if self.random.random() < 0.05:
            person |= {"first_name": self.random.choice(TEXTS), "last_name": self.random.choice(TEXTS)}
        if self.random.random() < 0.03:
            person["is_bot"] = True
        return person

    def _said(self, person: Json, chat: Json) -> Json:
        head = {"message_id": self._id(), "date": 1_700_000_000, "chat": chat, "from": person}
        if self.random.random() < 0.3:
            return head | self.random.choice(_PARTS)
        return head | {"text": self._text()}

    def _text(self) -> str:
        draw = self.random.random()
        if draw < 0.4:
            return (
                "/" + self.random.choice((*COMMANDS, *OPERATORS_COMMANDS)) + self.random.choice(("", " 1", " 23501 x"))
            )
        if draw < 0.8:
            return self.random.choice(TEXTS)
        return "".join(
            chr(self.random.choice((self.random.randrange(128), self.random.randrange(0x110000))))
            for _ in range(self.random.randrange(60))
        )

    def _message(self) -> tuple[str, Json]:
        person = self._person()
        return "message", self._said(person, self._private(person))

    def _edited(self) -> tuple[str, Json]:
        _, message = self._message()
        return "edited_message", message | {"edit_date": 1_700_000_001}

    def _press(self) -> tuple[str, Json]:
        person = self._person()
        query: Json = {"id": f"fuzz-{self._id()}", "from": person, "chat_instance": "1", "data": self._data()}
        chat = self._private(person)
        shown = {"message_id": self.random.randrange(1, 400), "date": 1_700_000_000, "chat": chat, "text": "shown"}
        if self.random.random() < 0.5:
            return "callback_query", query | {"message": shown}
        group = {"id": self.random.choice((GROUP, SUPERGROUP, CHANNEL)), "type": "supergroup", "title": "x"}
        game = {name: value for name, value in query.items() if name != "data"} | {"game_short_name": "game"}
        odd = (
            query,
            query | {"message": shown | {"date": 0}},
            query | {"inline_message_id": "inline"},
            game | {"message": shown},
            query | {"message": shown | {"chat": group}},
            query | {"message": shown | self.random.choice(_PARTS)},
        )
        return "callback_query", self.random.choice(odd)

    def _private(self, person: Json) -> Json:
        """Return somebody's private chat; now and then one that is another's, which Telegram never does."""
        owner = self.random.choice(self._people) if self.random.random() < 0.04 else person["id"]
        return {"id": owner, "type": "private"}

    def _data(self) -> str:
        written = self._buttons()
        if not written or self.random.random() < 0.1:
            return self.random.choice(("", "1", "1:", ":", "2:ok:x", "1:ok", "1:\x00", "👍" * 16, "x" * 5000, "1:svc"))
        data = self.random.choice(written)
        if self.random.random() < 0.5:
            return data
        version, *parts = data.split(":")
        mangled = [self._mangled(part) if at and self.random.random() < 0.6 else part for at, part in enumerate(parts)]
        return ":".join((version, *mangled, *self.random.choices(("1", ""), k=self.random.randrange(2))))

    def _mangled(self, part: str) -> str:
        others = (*self._buttons()[-50:], "1:x")
        stolen = self.random.choice(self.random.choice(others).split(":"))
        return self.random.choice(
            (
                *("-1", "0", "1", "2", "7", str(2**63 - 1), str(2**63), "9" * 40, "", "٣", "1e5"),
                *(" 1", "1.5", "None", "\x00", part + "0", part[::-1]),
                stolen,
                stolen,
                stolen,
            )
        )

    def _membership(self) -> tuple[str, Json]:
        person = self._person()
        chats = ({"id": person["id"], "type": "private"}, {"id": GROUP, "type": "group", "title": "x"})
        me = {"id": 1, "is_bot": True, "first_name": "The bot"}
        was, now = ({"user": me, "status": self.random.choice(_STATES)} for _ in range(2))
        content = {"chat": self.random.choice(chats), "from": person, "date": 5, "old_chat_member": was}
        return self.random.choice(("my_chat_member", "chat_member")), content | {"new_chat_member": now}

    def _in_a_chat(self) -> tuple[str, Json]:
        group = self.random.choice(
            (
                {"id": GROUP, "type": "group", "title": "A group"},
                {"id": SUPERGROUP, "type": "supergroup", "title": "A supergroup", "is_forum": True},
                {"id": CHANNEL, "type": "channel", "title": "A channel"},
            )
        )
        message = self._said(self._person(), group)
        match self.random.randrange(5):
            case 0:
                message |= {"sender_chat": group, "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}
            case 1:
                message |= {"sender_chat": {"id": CHANNEL, "type": "channel", "title": "Linked"}}
            case 2:
                message = {name: value for name, value in message.items() if name != "from"} | {"sender_chat": group}
            case 3:
                message |= {"message_thread_id": 5, "is_topic_message": True}
        kinds = ("channel_post", "edited_channel_post") if group["id"] == CHANNEL else ("message", "edited_message")
        return self.random.choice(kinds), message

    def _other(self) -> tuple[str, Any]:
        person = self._person()
        return self.random.choice(
            (
                ("inline_query", {"id": "1", "from": person, "query": "x", "offset": ""}),
                ("chosen_inline_result", {"result_id": "1", "from": person, "query": "x"}),
                ("shipping_query", {"id": "1", "from": person}),
                ("pre_checkout_query", {"id": "1", "from": person, "currency": "XTR", "total_amount": 1}),
                ("poll", {"id": "1"}),
                ("poll_answer", {"poll_id": "1", "user": person}),
                ("chat_join_request", {"chat": {"id": GROUP, "type": "group"}, "from": person, "date": 5}),
                ("business_message", self._message()[1]),
                ("message_reaction", {"chat": {"id": person["id"], "type": "private"}, "user": person}),
                ("a_kind_of_tomorrow", {"from": person, "x": [{}]}),
                ("message", self.random.choice(HOSTILE)),
                ("callback_query", self.random.choice(HOSTILE)),
                ("my_chat_member", self.random.choice(HOSTILE)),
            )
        )

    def _spoil(self, content: Any) -> None:
        """Replace, take out or add something somewhere."""
        places = list(_places(content))
        if not places:
            return
        holder, name = self.random.choice(places)
        draw = self.random.random()
        if draw < 0.25:
            del holder[name]
        elif draw < 0.35 and isinstance(holder, dict):
            name = self.random.choice(("from", "chat", "text", "date", "message", "id"))
            holder[name] = deepcopy(self.random.choice(HOSTILE))
        elif draw < 0.45:
            holder[name] = _nested(self.random.choice((5, 60)), self.random.choice(("from", "message", "x")))
        else:
            holder[name] = deepcopy(self.random.choice(HOSTILE))


def _places(content: Any) -> Any:
    """Go through everything that could be replaced, with what it is in; what is shared with others is copied."""
    if isinstance(content, dict):
        for name in list(content):
            if isinstance(content[name], dict | list):
                content[name] = content[name].copy()
            yield content, name
            yield from _places(content[name])
    elif isinstance(content, list):
        for at, inner in enumerate(content):
            if isinstance(inner, dict | list):
                content[at] = inner.copy()
            yield content, at
            yield from _places(content[at])


def _nested(depth: int, name: str) -> Any:
    value: Any = {"id": 5}
    for _ in range(depth):
        value = {name: value}
    return value
