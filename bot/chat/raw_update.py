"""Updates as Telegram sends them, before anybody reads them: one that cannot be read must not spoil the others.

PTB checks neither types nor sizes, and gives up a whole update for one part that it does not know. So what handlers use
is checked here, once; what is not of its type is left out, and what nobody asked for is not looked at.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from telegram import Bot, Update
from telegram.constants import ChatMemberStatus

from bot.domain.inbox import StoredUpdate
from bot.domain.text import storable
from bot.ports import Clock

Json = dict[str, Any]

WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.INLINE_QUERY,
)
_MESSAGES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CHANNEL_POST)
_NAMES = ("first_name", "last_name", "username", "language_code")
# What is read of a message and of a press, whatever else is in them.
_OF_A_MESSAGE = ("message_id", "date", "chat", "from", "text")
_OF_A_PRESS = ("id", "from", "chat_instance", "message", "data", "inline_message_id")
_OF_A_CHANGE = ("chat", "from", "date")
_MEMBERS = ("old_chat_member", "new_chat_member")
_MOST_ID = 2**63 - 1  # what the store keeps in a column
_LAST_DATE = 2**32


def stored_updates(given: Iterable[Any], clock: Clock) -> list[StoredUpdate]:
    """Turn updates into rows; what has no id is nothing that Telegram sends, and is left out."""
    now = clock.now()
    return [
        StoredUpdate(update["update_id"], sender_of(update), _storable(update), now)
        for update in given
        if isinstance(update, Mapping) and _is_id(update.get("update_id"))
    ]


def _storable(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an update with nothing in it that is no JSON: `NaN`, which Python reads, becomes null."""
    try:
        json.dumps(update, allow_nan=False)
    except ValueError:
        return dict(json.loads(json.dumps(update), parse_constant=lambda _: None))
    return update


def sender_of(update: Mapping[str, Any]) -> int:
    """Return whose lane an update belongs to: its user's, or its chat's where there is none; 0 for neither."""
    content = next((part for part in update.values() if isinstance(part, Mapping)), {})
    for name in ("from", "user", "chat", "sender_chat"):
        who = content.get(name)
        if isinstance(who, Mapping) and _is_id(who.get("id")):
            return int(who["id"])
    return 0


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_ID


def read_update(given: Mapping[str, Any], bot: Bot | None) -> Update:
    """Read an update; of what has something in it that PTB cannot read, no more is read than handlers use.

    Raises: ValueError where there is not even that, or what PTB raises.
    """
    whole = {name: _checked(name, part) for name, part in given.items() if name in WANTED}
    head = {"update_id": given["update_id"]}
    try:
        return Update.de_json(head | whole, bot)
    except Exception:  # noqa: BLE001  PTB raises whatever the odd value leads to
        return Update.de_json(head | {name: _plain(name, part) for name, part in whole.items()}, bot)


def _checked(kind: str, part: Any) -> Json:
    if not isinstance(part, Mapping):
        raise ValueError(f"a {kind} that is none")  # noqa: TRY004  it is a value from outside
    if kind in _MESSAGES:
        return _message(part)
    if kind == Update.INLINE_QUERY:
        return _typed(part)
    return _press(part) if kind == Update.CALLBACK_QUERY else _change(part)


def _plain(kind: str, part: Json) -> Json:
    """Leave out what no handler needs; in a press, the message it stood in may be what cannot be read."""
    if kind in _MESSAGES:
        return _only(_OF_A_MESSAGE, part)
    if kind == Update.MY_CHAT_MEMBER:
        return _only(_OF_A_CHANGE, part) | {name: _plain_member(part[name]) for name in _MEMBERS if part[name]}
    if kind != Update.CALLBACK_QUERY:
        return part
    press = _only(_OF_A_PRESS, part)
    return press | {"message": _only(_OF_A_MESSAGE, part["message"])} if "message" in press else press


def _plain_member(part: Json) -> Json:
    """Say of a member only whether they are there: each status has fields of its own that PTB wants."""
    absent = part["status"] in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return {"user": part["user"], "status": ChatMemberStatus.LEFT if absent else ChatMemberStatus.MEMBER}


def _only(names: Iterable[str], part: Json) -> Json:
    return {name: part[name] for name in names if name in part}


def _others(names: Iterable[str], part: Mapping[str, Any]) -> Json:
    return {name: value for name, value in part.items() if name not in names}


def _message(given: Mapping[str, Any]) -> Json:
    """Check a message. Raises: ValueError when it is nowhere."""
    where = _chat(given.get("chat"))
    if where is None or not _is_id(given.get("message_id")):
        raise ValueError("a message in no chat, or without an id")
    checked: Json = {"message_id": given["message_id"], "date": _date(given.get("date")), "chat": where}
    who, text = _person(given.get("from")), given.get("text")
    checked |= {"from": who} if who is not None else {}
    checked |= {"text": storable(text)} if isinstance(text, str) else {}
    return _others(_OF_A_MESSAGE, given) | checked


def _press(given: Mapping[str, Any]) -> Json:
    """Check a press. Raises: ValueError when nobody pressed, or it cannot be answered."""
    who, query = _person(given.get("from")), given.get("id")
    if who is None or not isinstance(query, str) or query != storable(query):
        raise ValueError("a press of nobody, or without an id")
    checked: Json = {"id": query, "from": who, "chat_instance": ""}
    for name in ("data", "inline_message_id"):
        if isinstance(text := given.get(name), str):
            checked[name] = text if text == storable(text) else ""  # no button of ours has such data
    shown = given.get("message")
    if isinstance(shown, Mapping) and _is_id(shown.get("message_id")) and _chat(shown.get("chat")) is not None:
        checked["message"] = _message(shown)
    return _others(_OF_A_PRESS, given) | checked


def _typed(given: Mapping[str, Any]) -> Json:
    """Check what somebody types behind `@bot`. Raises: ValueError when nobody does, or it cannot be answered."""
    who, query = _person(given.get("from")), given.get("id")
    if who is None or not isinstance(query, str) or query != storable(query):
        raise ValueError("an inline query of nobody, or without an id")
    words = {name: storable(text) if isinstance(text := given.get(name), str) else "" for name in ("query", "offset")}
    return {"id": query, "from": who, **words}


def _change(given: Mapping[str, Any]) -> Json:
    """Check what became of the bot in a chat. Raises: ValueError when it is nobody's doing, nowhere, or nothing."""
    who, where = _person(given.get("from")), _chat(given.get("chat"))
    if who is None or where is None:
        raise ValueError("a change in no chat, or by nobody")
    members = {name: _member(given.get(name)) for name in _MEMBERS}
    if members["new_chat_member"] is None:
        raise ValueError("a change to nothing")
    return {**given, "from": who, "chat": where, "date": _date(given.get("date")), **members}


def _member(given: Any) -> Json | None:
    """Check what somebody is in a chat; None when it is not said."""
    if not isinstance(given, Mapping) or not isinstance(given.get("status"), str):
        return None
    who = _person(given.get("user"))
    return None if who is None else {**given, "user": who}


def _chat(given: Any) -> Json | None:
    if not isinstance(given, Mapping) or not _is_id(given.get("id")):
        return None
    kind = given.get("type")
    return {"id": given["id"], "type": kind if isinstance(kind, str) else "private"}


def _person(given: Any) -> Json | None:
    if not isinstance(given, Mapping) or not _is_id(given.get("id")) or given["id"] <= 0:
        return None  # below zero are groups and channels
    names = {name: given[name] for name in _NAMES if isinstance(given.get(name), str)}
    return {"first_name": "", **names, "id": given["id"], "is_bot": given.get("is_bot") is True}


def _date(given: Any) -> int:
    """Return a date; 0 means to PTB, as to Telegram, that the message is gone, so that nothing else becomes that."""
    return given if _is_id(given) and 0 <= given < _LAST_DATE else 1
