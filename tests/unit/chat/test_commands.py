"""The commands, as Telegram is told of them."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.chat.commands import commands_for, register_commands
from bot.chat.profile import description, short_description
from bot.chat.texts import languages, texts_for
from tests.unit.chat.telegram_rules import units

T = texts_for("en")


class Listener(BaseRequest):
    """Keeps what Telegram would be sent, and answers as told."""

    def __init__(self, refuse: Sequence[tuple[int, str]] = ()) -> None:
        self.sent: list[dict[str, Any]] = []
        self.refuse = dict(refuse)

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        assert url.endswith("/setMyCommands")
        assert method == "POST"
        said = dict(request_data.json_parameters) if request_data else {}
        sent = {name: json.loads(value) if value.startswith(("[", "{")) else value for name, value in said.items()}
        self.sent.append(sent)
        words = self.refuse.get(sent["scope"].get("chat_id"))
        if words is None:
            return 200, b'{"ok": true, "result": true}'
        return 400, json.dumps({"ok": False, "error_code": 400, "description": words}).encode()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("operator", [True, False])
def test_telegrams_limits(language: str, operator: bool) -> None:
    """Names and descriptions are such as Telegram takes, in each language."""
    listed = commands_for(texts_for(language), operator=operator)
    assert 0 < len(listed) <= 100
    assert len({name for name, _ in listed}) == len(listed)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name, _ in listed)
    assert all(1 <= units(what) <= 256 for _, what in listed)


@pytest.mark.parametrize("language", languages())
def test_descriptions(language: str) -> None:
    """What is seen of the bot before Start is such as Telegram takes."""
    t = texts_for(language)
    assert 1 <= units(description(t)) <= 512
    assert 1 <= units(short_description(t)) <= 120


def test_operators_know_more() -> None:
    """An operator has all that users have, and commands of their own."""
    users, operators = (dict(commands_for(T, operator=operator)) for operator in (False, True))
    assert set(operators) - set(users) == {"balance", "admin"}
    assert users.items() <= operators.items()


async def test_registered() -> None:
    """Telegram is told the commands for everybody and, in their own chats, for operators; in each language."""
    listener = Listener()
    await register_commands(ExtBot("1:t", request=listener), [1001, 1002])
    assert len(listener.sent) == 3 * len(languages())
    everybody, olga, otto = (sent for sent in listener.sent if not sent.get("language_code"))
    assert {sent.get("language_code") or "en" for sent in listener.sent} == {
        language.partition("_")[0] for language in languages()
    }
    assert everybody["scope"] == BotCommandScopeAllPrivateChats().to_dict()
    assert [command["command"] for command in everybody["commands"]] == [n for n, _ in commands_for(T, operator=False)]
    assert [olga["scope"], otto["scope"]] == [BotCommandScopeChat(one).to_dict() for one in (1001, 1002)]
    assert {"command": "admin", "description": "what is under way"} in olga["commands"]


async def test_operator_who_never_wrote() -> None:
    """An operator whom Telegram does not know yet is passed over, and the others are told."""
    listener = Listener([(1001, "Bad Request: chat not found")])
    await register_commands(ExtBot("1:t", request=listener), [1001, 1002])
    assert [sent["scope"].get("chat_id") for sent in listener.sent[:3]] == [None, 1001, 1002]


async def test_another_refusal() -> None:
    """Any other refusal is not swallowed."""
    with pytest.raises(BadRequest):
        await register_commands(ExtBot("1:t", request=Listener([(1001, "Bad Request: scope")])), [1001])
