"""The whole bot as its users have it: a process of its own, between a panel and a Bot API on loopback."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.demo.panel.sandbox import Sandbox
from bot.demo.panel.server import SandboxServer, serve_sandbox
from bot.demo.telegram_api import DEFAULT_TOKEN, ChatWorld, address_of, serve_bot_api
from tests.keyboard import buttons_of

Json = dict[str, Any]

OPERATOR, CUSTOMER, OTHER, STRANGER = 1001, 2001, 2002, 3001
KEY = "e2e-panel-key-5f1d"
PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class Talker:
    """Somebody at their Telegram: writes, presses, and waits for what the bot shows."""

    world: ChatWorld
    id: int
    seen: int = 0  # the last event that was looked at

    def say(self, text: str) -> "Talker":
        """Write to the bot."""
        self.seen = self.world.events.last
        self.world.send_text(self.id, text)
        return self

    def press(self, message: Json, button: str) -> str:
        """Press the button with this text on a message as it stands now; returns the query's id."""
        self.seen = self.world.events.last
        return self.world.press(self.id, message["message_id"], button)

    def forge(self, message: Json, data: str) -> str:
        """Press a button that the message never had."""
        self.seen = self.world.events.last
        return self.world.press(self.id, message["message_id"], data=data, forged=True)

    async def sees(self, *words: str, timeout_seconds: float = PATIENCE_SECONDS) -> Json:
        """Wait for a message, new or edited since the last act, that has all these words in text or buttons."""

        def fits(message: Json) -> bool:
            text = message.get("text", "") + "\n" + "\n".join(buttons_of(message))
            return all(word in text for word in words)

        try:
            return await self.world.wait_for_message(
                self.id, fits, after_event=self.seen, timeout_seconds=timeout_seconds
            )
        except TimeoutError:
            shown = [message.get("text", "") for message in self.world.messages(self.id)][-4:]
            raise AssertionError(f"{words} not seen; the chat shows {shown}") from None

    async def presses(self, message: Json, button: str, *words: str) -> Json:
        """Press a button and wait for what it shows."""
        self.press(message, button)
        return await self.sees(*words)

    async def says(self, text: str, *words: str) -> Json:
        """Write and wait for the answer."""
        self.say(text)
        return await self.sees(*words)

    def texts(self) -> list[str]:
        """List what the bot's messages in this chat say now."""
        return [message.get("text", "") for message in self.world.messages(self.id, by_bot=True)]


@dataclass(slots=True)
class House:
    """A panel, a Bot API, and the bot between them."""

    folder: Path
    sandbox: Sandbox
    panel: SandboxServer
    world: ChatWorld
    telegram_url: str
    _close: Callable[[], Any]
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @classmethod
    async def build(cls, folder: Path, **settings: str) -> "House":
        """Start the two servers; the bot is started by `start`."""
        sandbox = Sandbox(manual=True)
        panel = await serve_sandbox(key=KEY, sandbox=sandbox)
        world = ChatWorld()
        runner = await serve_bot_api("127.0.0.1", 0, world)
        for person_id, name in ((OPERATOR, "Olga"), (CUSTOMER, "Carl"), (OTHER, "Otto"), (STRANGER, "Stan")):
            world.add_person(person_id, name)
        house = cls(folder, sandbox, panel, world, address_of(runner), runner.cleanup)
        house.settings = {
            "TELEGRAM_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_API_URL": house.telegram_url,
            "PANEL_URL": panel.url,
            "PANEL_KEY": KEY,
            "DATABASE_URL": f"sqlite:///{folder}/bot.db",
            "ADMIN_IDS": str(OPERATOR),
            "ALLOWED_IDS": f"{CUSTOMER},{OTHER}",
            "POLL_INTERVAL": "1",
            "LOG_LEVEL": "DEBUG",
            **settings,
        }
        return house

    async def start(self) -> None:
        """Start the bot and wait until it has read the catalogue and takes updates in."""
        takes_in = "setWebhook" if self.settings.get("TELEGRAM_MODE") == "webhook" else "getUpdates"
        heard = len(self.world.calls.of(takes_in))
        await self.launch()

        def is_up(world: ChatWorld) -> bool:
            return len(world.calls.of(takes_in)) > heard

        try:
            await self.world.wait_for(is_up, PATIENCE_SECONDS)
            await until(lambda: bool(self.rows("SELECT 1 FROM services LIMIT 1")))
        except TimeoutError:
            raise AssertionError(f"the bot did not start:\n{self.log()}") from None

    async def launch(self) -> None:
        """Start the bot and wait for nothing."""
        with (self.folder / "bot.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    @property
    def environment(self) -> dict[str, str]:
        """All that the bot's process is told by its environment."""
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **self.settings}

    async def kill(self) -> None:
        """End the bot as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """Ask the bot to end; returns its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 11)

    async def close(self) -> None:
        """End everything."""
        if self.process is not None and self.process.returncode is None:
            await self.kill()
        self.world.close()
        await self._close()
        await self.panel.close()

    def log(self) -> str:
        """Return what the bot logged, in all its lives."""
        return (self.folder / "bot.log").read_text()

    def talker(self, person_id: int) -> Talker:
        """Return somebody to talk for."""
        return Talker(self.world, person_id)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database through a connection of our own."""
        connection = sqlite3.connect(f"file:{self.folder}/bot.db?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def write(self, statement: str, *values: object) -> None:
        """Change the database through a connection of our own, as an operator with a shell could."""
        connection = sqlite3.connect(self.folder / "bot.db", timeout=10)
        try:
            with connection:
                connection.execute(statement, values)
        finally:
            connection.close()

    def change_price(self, panel_id: str, rate: str) -> None:
        """Let a service's stored price change, as the catalogue loop would."""
        micros = int(Decimal(rate) * 1_000_000)
        self.write(
            "UPDATE services SET rate = ?, rate_text = ?, rate_micros = ? WHERE panel_id = ?",
            rate,
            rate,
            micros,
            panel_id,
        )

    def multiply_order(self, wanted: int) -> None:
        """Let the one placed order be many, here and at the panel, each with an id of its own."""
        columns = [name for _, name, *_ in self.rows("PRAGMA table_info(orders)") if name != "id"]
        changed = {
            "token": "token || ?1",
            "panel_order_id": "?1",
            "due_at": "0",
            "lease_owner": "NULL",
            "lease_until": "NULL",
        }
        chosen = ", ".join(changed.get(name, name) for name in columns)
        first = self.sandbox.orders[23501]
        for panel_id in range(23502, 23501 + wanted):
            self.write(
                f"INSERT INTO orders ({', '.join(columns)}) SELECT {chosen} FROM orders WHERE id = 1", str(panel_id)
            )
            self.sandbox.orders[panel_id] = replace(first, id=panel_id)
        self.write("UPDATE orders SET due_at = 0")

    def adds(self) -> list[dict[str, str]]:
        """List the parameters of every `add` that reached the panel."""
        return [dict(entry.parameters) for entry in self.panel.sandbox.book.of("add")]


async def until(holds: Callable[[], bool], timeout_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds that rings no bell, such as a row in a file."""
    async with asyncio.timeout(timeout_seconds):
        while not holds():  # noqa: ASYNC110  a file has no event to wait for
            await asyncio.sleep(0.02)
