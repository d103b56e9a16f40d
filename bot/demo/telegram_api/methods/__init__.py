"""The methods of the Bot API, by name; names are read without regard to case, as Telegram reads them."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.demo.telegram_api.methods import callbacks, chats, files, messages, profile, webhook
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.world import ChatWorld

Method = Callable[[ChatWorld, Parameters], Any]

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for part in (callbacks, chats, files, messages, profile, webhook)
    for name, method in part.METHODS.items()
}
