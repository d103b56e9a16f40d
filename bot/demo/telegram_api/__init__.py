"""A small Bot API server with Telegram's own rules, and the people who talk to the bot through it.

It stands beside the bot and imports nothing of it. Deviations from Telegram, each on purpose: a webhook on a loopback
address may be plain HTTP on any port; parse modes other than HTML are refused; a button with two actions is refused.
"""

from bot.demo.telegram_api.api_server import address_of, bot_api_app, serve_bot_api
from bot.demo.telegram_api.faults import Fault, FaultKind
from bot.demo.telegram_api.state import DEFAULT_TOKEN
from bot.demo.telegram_api.world import ChatWorld

__all__ = ["DEFAULT_TOKEN", "ChatWorld", "Fault", "FaultKind", "address_of", "bot_api_app", "serve_bot_api"]
