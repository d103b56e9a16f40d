"""The rules for reply markups.

Source: core.telegram.org/bots/api#inlinekeyboardbutton; at most 8 buttons in a row, 100 in all, about 10 kB of JSON.
Where Telegram takes the first of several actions of a button, this refuses the button: it is always a mistake.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.demo.telegram_api.formatted import utf16_length
from bot.demo.telegram_api.refusals import bad_request

Json = dict[str, Any]

MAX_IN_ROW, MAX_BUTTONS, MAX_BYTES = 8, 100, 10_240
MAX_DATA_BYTES, MAX_COPY_UNITS = 64, 256
_ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
_STYLES = ("primary", "success", "danger")
_SCHEMES = ("http", "https", "tg", "ton")


def checked_markup(markup: object) -> Json | None:
    """Return a reply markup of any kind as it is stored; None for none at all.

    Raises: ApiRefused 400 in Telegram's words.
    """
    if not markup:
        return None
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return checked_inline(markup)
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        return dict(markup) | {"keyboard": [[_reply_button(button) for button in row] for row in rows]}
    return dict(markup)


def checked_inline(markup: Mapping[str, Any]) -> Json | None:
    """Return an inline keyboard as it is stored, without empty rows; None when nothing is left.

    Raises: ApiRefused 400 in Telegram's words.
    """
    rows = [[_inline_button(button) for button in row] for row in _rows(markup["inline_keyboard"], "inline keyboard")]
    rows = [row for row in rows if row]
    keyboard: Json = {"inline_keyboard": rows}
    size = len(json.dumps(keyboard, ensure_ascii=False, separators=(",", ":")).encode())
    if max(map(len, rows), default=0) > MAX_IN_ROW or sum(map(len, rows)) > MAX_BUTTONS or size > MAX_BYTES:
        raise bad_request("reply markup is too long")
    return keyboard if rows else None


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f"can't parse {name}: Field must be of type Array")
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {name}: expected an Array of Array")
    return rows


def _inline_button(button: object) -> Json:
    if not isinstance(button, Mapping):
        raise _unparsed("expected an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("style") not in (None, *_STYLES):
        raise _unparsed("invalid button style specified")
    given = [action for action in _ACTIONS if button.get(action) is not None]
    if not given:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(given) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_action(given[0], button[given[0]])
    return {key: value for key, value in button.items() if value is not None}


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data" and not 1 <= len(_text(value, action).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "copy_text" and not 1 <= utf16_length(_copied(value)) <= MAX_COPY_UNITS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action == "url" and not _leads_somewhere(_text(value, action)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise _unparsed(f'Field "{field}" must be of type String')
    return value


def _copied(value: object) -> str:
    if not isinstance(value, Mapping):
        raise _unparsed('Field "copy_text" must be of type Object')
    return _text(value.get("text", ""), "text")


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return False
    if any(char.isspace() for char in url) or parts.scheme not in _SCHEMES:
        return False
    return bool(host) and (parts.scheme == "tg" or "." in host.strip("."))


def _reply_button(button: object) -> Json:
    given: Mapping[str, Any] = {"text": button} if isinstance(button, str) else button  # type: ignore[assignment]
    if not isinstance(given, Mapping) or not isinstance(given.get("text"), str) or not given["text"]:
        raise bad_request("can't parse keyboard button: expected a non-empty text")
    if given.get("style") not in (None, *_STYLES):
        raise bad_request("can't parse keyboard button: invalid button style specified")
    return dict(given)


def _unparsed(words: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {words}")
