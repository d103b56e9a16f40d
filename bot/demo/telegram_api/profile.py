"""What the bot says of itself: commands by scope and language, name, descriptions, menu buttons.

Source: core.telegram.org/bots/api#setmycommands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.telegram_api.formatted import utf16_length
from bot.demo.telegram_api.refusals import bad_request

Json = dict[str, Any]
ScopeKey = tuple[str, int, int]  # type, chat, user

MAX_COMMANDS, MAX_DESCRIPTION_UNITS = 100, 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3})?")
_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
_TEXTS: Mapping[str, int] = {"name": 64, "description": 512, "short_description": 120}


@dataclass(slots=True)
class Profile:
    """The bot's public face, by language where Telegram keeps it so."""

    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # 0: for everybody

    def commands_for(self, chat_id: int, language: str) -> list[Json]:
        """Return the command menu that somebody sees in their private chat."""
        for scope in (("chat", chat_id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)):
            for spoken in (language, ""):
                if (scope, spoken) in self.commands:
                    return self.commands[scope, spoken]
        return []

    def set_text(self, what: str, text: str, language: str) -> None:
        """Store name, description or short_description. Raises: ApiRefused 400 when it is too long."""
        if utf16_length(text) > _TEXTS[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        self.texts[what, checked_language(language)] = text

    def text(self, what: str, language: str) -> str:
        """Return a text in a language, or in none in particular."""
        return self.texts.get((what, language)) or self.texts.get((what, ""), "")


def checked_language(language: str) -> str:
    """Return a language code. Raises: ApiRefused 400."""
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def scope_key(scope: object) -> ScopeKey:
    """Return what tells a scope from others. Raises: ApiRefused 400."""
    if scope is None:
        return "default", 0, 0
    if not isinstance(scope, Mapping) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    try:
        return scope["type"], int(scope.get("chat_id", 0)), int(scope.get("user_id", 0))
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None


def checked_commands(commands: object) -> list[Json]:
    """Return a list of commands as it is stored. Raises: ApiRefused 400 in Telegram's words."""
    if not isinstance(commands, list) or not all(isinstance(command, Mapping) for command in commands):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(command) for command in commands]


def _checked_command(command: Mapping[str, Any]) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(description) <= MAX_DESCRIPTION_UNITS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
