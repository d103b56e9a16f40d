"""What stands under a message, as Telegram gives it."""

from typing import Any

Json = dict[str, Any]


def keys_of(message: Json) -> list[Json]:
    """List a message's buttons, row by row."""
    return [key for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for key in row]


def buttons_of(message: Json) -> list[str]:
    """List what stands on a message's buttons."""
    return [key["text"] for key in keys_of(message)]


def data_of(message: Json, title: str) -> str:
    """Return the data of a message's button."""
    return next(str(key["callback_data"]) for key in keys_of(message) if key["text"] == title)
