"""Updates as Telegram sends them, before anybody reads them: one that cannot be read must not spoil the others."""

from collections.abc import Iterable, Mapping
from typing import Any

from telegram import Bot, Update

from bot.domain.inbox import StoredUpdate
from bot.ports import Clock

# What handlers use of a message; the rest may be of a kind that PTB cannot read.
_NEEDED = ("message_id", "date", "chat", "from", "sender_chat", "text", "entities", "edit_date", "caption")
_MESSAGES = ("message", "edited_message", "channel_post")
_MOST_ID = 2**63 - 1  # what the store keeps in a column


def stored_updates(given: Iterable[Any], clock: Clock) -> list[StoredUpdate]:
    """Turn updates into rows; what has no id is nothing that Telegram sends, and is left out."""
    now = clock.now()
    return [
        StoredUpdate(update["update_id"], sender_of(update), update, now)
        for update in given
        if isinstance(update, Mapping) and _is_id(update.get("update_id"))
    ]


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
    """Read an update; a message with something in it that PTB cannot read is read without that.

    Raises: what PTB raises, when even that is not enough.
    """
    whole = _filled(given)
    try:
        return Update.de_json(whole, bot)
    except Exception:  # noqa: BLE001  PTB raises whatever the odd value leads to
        return Update.de_json({name: _plain(part) if name in _MESSAGES else part for name, part in whole.items()}, bot)


def _plain(message: Any) -> Any:
    if not isinstance(message, Mapping) or "chat" not in message:
        return message  # nobody can be answered
    return {name: message[name] for name in _NEEDED if name in message}


def _filled(given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what PTB insists on and nobody here uses; Telegram sends it, and not every Bot API server does."""
    update = dict(given)
    for name in _MESSAGES:
        if isinstance(update.get(name), Mapping) and "chat" in update[name]:
            update[name] = _filled_message(update[name])
    query = update.get("callback_query")
    if isinstance(query, Mapping) and "from" in query:
        update["callback_query"] = {"chat_instance": "", **query, **_filled_sender(query)}
        if isinstance(query.get("message"), Mapping):
            update["callback_query"]["message"] = _filled_message(query["message"])
    typed = update.get("inline_query")
    if isinstance(typed, Mapping) and "from" in typed:
        update["inline_query"] = {"query": "", "offset": "", **typed, **_filled_sender(typed)}
    return update


def _filled_message(message: Mapping[str, Any]) -> dict[str, Any]:
    # PTB takes a date of 0 for a message that is gone.
    filled = {"date": 1, **message, **_filled_sender(message)}
    if isinstance(message.get("chat"), Mapping):
        filled["chat"] = {"type": "private", **message["chat"]}
    return filled


def _filled_sender(part: Mapping[str, Any]) -> dict[str, Any]:
    who = part.get("from")
    return {"from": {"is_bot": False, "first_name": "", **who}} if isinstance(who, Mapping) else {}
