"""The demo put together: a sandbox panel, a small Bot API, and the real bot between them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.bot_process import BotProcess
from bot.demo.cast import enter, ids_of
from bot.demo.panel import Sandbox, SandboxServer, serve_sandbox
from bot.demo.saved import load, save
from bot.demo.telegram_api import ChatWorld, address_of, serve_bot_api
from bot.demo.telegram_api.chats import BotAccount
from bot.demo.troubles import Troubles

LOOPBACK = "127.0.0.1"
KEY = "demo-panel-key"
POLL_SECONDS = 2
BOT_NAME, BOT_USERNAME = "SMM Panel", "smm_panel_bot"
_STATE_FILE = "world.json"
_LOOK_SECONDS = 0.05


@dataclass(slots=True, kw_only=True)
class House:
    """Everything that runs but the page's server."""

    folder: Path
    sandbox: Sandbox
    panel: SandboxServer
    world: ChatWorld
    troubles: Troubles
    bot: BotProcess
    api: web.AppRunner
    keeps: bool = True
    _saved: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def build(cls, folder: Path, *, speed: float = 60.0, keeps: bool = True) -> "House":
        """Open panel and Bot API on free ports and make the bot ready to start; what a folder kept goes on.

        Raises: ValueError, KeyError, TypeError or AttributeError for what is kept and cannot be read.
        """
        sandbox, world = Sandbox(speed=speed), ChatWorld(bot=BotAccount(first_name=BOT_NAME, username=BOT_USERNAME))
        if keeps:
            load(folder / _STATE_FILE, world, sandbox)
        enter(world)
        panel = await serve_sandbox(LOOPBACK, 0, key=KEY, sandbox=sandbox)
        api = await serve_bot_api(LOOPBACK, 0, world, control=False)
        return cls(
            folder=folder,
            sandbox=sandbox,
            panel=panel,
            world=world,
            troubles=Troubles(panel, world),
            bot=BotProcess(settings=_settings(folder, world, address_of(api), panel.url), folder=folder),
            api=api,
            keeps=keeps,
        )

    async def serve(self) -> None:
        """Start the bot and wait until it asks for updates and has told its commands."""
        self.bot.start()
        while not (self.world.updates.waiting_poll and self.world.profile.commands):
            await self.world.clock.sleep(_LOOK_SECONDS)

    def save(self, *, closed: bool = False) -> None:
        """Write down who was there and what was said and ordered, if it is to be kept and has changed."""
        if self.keeps:
            self._saved = save(self.folder / _STATE_FILE, self.world, self.sandbox, self._saved, closed=closed)

    async def close(self) -> None:
        """End the bot, then what it talks to."""
        await self.bot.stop()
        self.save(closed=True)
        self.world.close()
        await self.api.cleanup()
        await self.panel.close()


def _settings(folder: Path, world: ChatWorld, telegram_url: str, panel_url: str) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": world.token,
        "TELEGRAM_API_URL": telegram_url,
        "PANEL_URL": panel_url,
        "PANEL_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{folder.resolve()}/bot.db",
        "ADMIN_IDS": ids_of("operator"),
        "ALLOWED_IDS": ids_of("customer"),
        "POLL_INTERVAL": str(POLL_SECONDS),
    }
