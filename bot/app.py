"""The order in which the parts start and stop; they are put together in `assembly`.

Start: database (migrated, and this process the only one on a SQLite file), what a crash left, Telegram, loops, intake.
Stop: no new updates, no new orders to the panel; what is being handled, sent or asked finishes, all at the same time;
leases end; the database closes.
"""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.assembly import Parts, SystemClock, make_bot_application, make_panel, make_token
from bot.chat.commands import register_commands
from bot.chat.connection import bot_of, insist
from bot.chat.dispatch import Dispatcher
from bot.chat.intake import PollingIntake
from bot.chat.profile import register_descriptions
from bot.chat.raw_update import WANTED
from bot.chat.webhook import WebhookIntake
from bot.domain.errors import SettingsInvalid, StoreError
from bot.jobs.loop import Loop
from bot.jobs.supervisor import run_loops
from bot.services.deliver_notices import DeliverNotices
from bot.services.refresh_balance import RefreshBalance
from bot.services.refresh_catalogue import RefreshCatalogue
from bot.settings import Settings
from bot.store.only_process import only_process
from bot.store.sql_store import SqlStore

logger = logging.getLogger(__name__)

# SIGTERM ends the process within 10 s (design, section 5). What is asked of the panel gets nearly all of it; what is
# being handled and sent finishes at the same time.
_FINISH_SECONDS = 8.3
_LAST_SENDS_SECONDS = 0.3
_LEASES_FINISH_SECONDS = 0.4
_SENDS_FINISH_SECONDS = 2.5  # when something failed, and nobody waits for the panel
_FIRST_READ_SECONDS = 3.0
_ALIVE_SECONDS = 5.0
_TRIES = 6  # for what the bot can live without: its command menu, its descriptions


@dataclass(slots=True, kw_only=True)
class Bot(Parts):
    """The running bot: its parts, started and stopped in order."""

    async def run(self) -> None:
        """Serve until `stopping` is set.

        Raises: StoreError; InvalidToken; what a loop died of, in an ExceptionGroup.
        """
        if not await unless(self.stopping, self._begin()):
            return
        deliver = self.make_deliver()
        loops = self.make_loops(deliver)
        dispatcher = self.make_dispatcher(deliver, loops)
        try:
            await deliver.line_up()
            async with self.store.snapshot() as tx:
                dispatcher.accept(await tx.inbox.list_unhandled(), from_before=True)
            await self._serve(loops, dispatcher, deliver)
        finally:
            left_seconds = _LAST_SENDS_SECONDS if self.stopping.is_set() else _SENDS_FINISH_SECONDS
            await self._drain(dispatcher, deliver, left_seconds)
            await self._end_own_leases()
            await self.application.shutdown()

    async def _begin(self) -> None:
        """Take over what a crash left, wait until Telegram knows the bot, and look at the panel."""
        self._touch_alive()
        await self._end_leases(None if self.store.is_single_process else self.owner)
        await insist(self.application.initialize, "getMe", self.clock)
        await self._read_panel_first()

    async def _read_panel_first(self) -> None:
        """Have services and the balance before the first user comes; a panel that is away is left to its loops."""
        parts = (self.store, self.panel, self.clock)
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_READ_SECONDS):
                reads = (RefreshCatalogue(*parts)(), RefreshBalance(*parts)())
                for end in await asyncio.gather(*reads, return_exceptions=True):
                    if isinstance(end, Exception):
                        logger.warning("The panel could not be read at the start: %s: %s", type(end).__name__, end)

    async def _serve(self, loops: list[Loop], dispatcher: Dispatcher, deliver: DeliverNotices) -> None:
        async with asyncio.TaskGroup() as group:
            works = (self._take_in(dispatcher), dispatcher.watch(), self._register(), self._live())
            serving = [group.create_task(work) for work in works]
            group.create_task(run_loops(loops, self.stopping, _FINISH_SECONDS))
            logger.info("Serving as @%s", self.application.bot.username)
            await self.stopping.wait()
            logger.info("Stopping: what is under way finishes")
            for task in serving:
                task.cancel()
            await self._drain(dispatcher, deliver, _FINISH_SECONDS)

    async def _drain(self, dispatcher: Dispatcher, deliver: DeliverNotices, seconds: float) -> None:
        """Let what is being handled and sent finish, for so long; the rest is rows, for the next start."""
        try:
            async with asyncio.timeout(seconds):
                await dispatcher.drain()
                await deliver.drain()
        except TimeoutError:
            pass
        except StoreError as error:
            logger.warning("The database failed while the bot was stopping: %s", error)

    async def _end_own_leases(self) -> None:
        try:
            async with asyncio.timeout(_LEASES_FINISH_SECONDS):
                await self._end_leases(self.owner)
        except (StoreError, TimeoutError) as error:
            logger.warning("The database failed at the end; leases end by themselves: %s", error)

    async def _end_leases(self, owner: str | None) -> None:
        """End this worker's leases; None: everybody's, whose process is dead when this one has the SQLite file."""
        async with self.store.transaction() as tx:
            for queue in (tx.orders, tx.outbox, tx.requests, tx.papers, tx.cases):
                await queue.release(owner)

    async def _take_in(self, dispatcher: Dispatcher) -> None:
        """Take updates in until this is cancelled; what is half stored then is given again."""
        bot = bot_of(self.application)
        parts: dict[str, Any] = {"store": self.store, "dispatcher": dispatcher, "clock": self.clock}
        if self.settings.telegram_mode == "webhook":
            await self._listen(parts)
            return
        intake = PollingIntake(bot=bot, **parts)
        await Loop(name="intake", run=intake, every_seconds=1.0, database=self.database)(self.stopping)

    async def _listen(self, parts: dict[str, Any]) -> None:
        settings, bot = self.settings, bot_of(self.application)
        assert settings.webhook_secret is not None, "the settings require it in this mode"
        secret, url = settings.webhook_secret.get_secret_value(), str(settings.webhook_url)
        webhook = WebhookIntake(**parts, secret=secret, host=settings.webhook_host, port=settings.webhook_port)
        try:
            await webhook.start()
        except OSError as error:
            where = f"{settings.webhook_host}:{settings.webhook_port}"
            words = error.strerror or error
            raise SettingsInvalid([f"WEBHOOK_PORT is wrong: nobody can listen on {where}: {words}"]) from error
        try:
            await insist(
                lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED), "setWebhook", self.clock
            )
            await asyncio.Event().wait()
        finally:
            await webhook.stop()

    async def _register(self) -> None:
        bot, operators = bot_of(self.application), sorted(self.settings.admin_ids)
        await insist(lambda: register_commands(bot, operators), "setMyCommands", self.clock, _TRIES)
        parts = (bot, self.store, self.clock)
        await insist(lambda: register_descriptions(*parts), "setMyDescription", self.clock, _TRIES)

    async def _live(self) -> None:
        """Touch a file every few seconds, so that a health check can tell a live event loop from a hung one."""
        while self.settings.alive_file is not None:
            self._touch_alive()
            await self.clock.sleep(_ALIVE_SECONDS)

    def _touch_alive(self) -> None:
        path = self.settings.alive_file
        try:
            if path is not None:
                path.touch()
        except OSError as error:
            raise SettingsInvalid([f"ALIVE_FILE is wrong: {path} cannot be written: {error.strerror}"]) from error


async def unless(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do some work, or leave it when `stopping` is set; tells whether it was done."""
    task, stop = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if task.cancelled():
        return False
    await task
    return not stopping.is_set()


async def run(settings: Settings, told_to_stop: Callable[[], None] = lambda: None) -> None:
    """Run the bot until SIGTERM or SIGINT; `told_to_stop` is called then.

    Raises: StoreError; InvalidToken; SettingsInvalid; what a loop died of, in an ExceptionGroup.
    """
    stopping = asyncio.Event()

    loop = asyncio.get_running_loop()

    def stop(*_: object) -> None:
        told_to_stop()
        with suppress(RuntimeError):  # the loop is closed: this was told before, and the process is about to be gone
            loop.call_soon_threadsafe(stopping.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        # Not the loop's own handlers: they go with the loop, and a signal in the very end would kill the process.
        signal.signal(number, stop)
    url = settings.database_url.get_secret_value()
    with only_process(url):
        store = SqlStore(url)
        try:
            if await unless(stopping, store.open()):
                await _run_on(store, settings, stopping)
        finally:
            await store.close()


async def _run_on(store: SqlStore, settings: Settings, stopping: asyncio.Event) -> None:
    async with make_panel(settings) as panel:
        owner = f"{socket.gethostname()}:{os.getpid()}:{make_token()}"
        parts: dict[str, Any] = {"store": store, "panel": panel, "application": make_bot_application(settings)}
        try:
            await Bot(settings=settings, owner=owner, stopping=stopping, **parts).run()
        finally:
            await parts["application"].bot.shutdown()  # also when the bot got no farther than its first call


async def make_safe(settings: Settings) -> None:
    """Bring a database that was restored to this version, and let nothing in it be sent or done a second time.

    Raises: StoreError, also when a bot is running on it.
    """
    url = settings.database_url.get_secret_value()
    with only_process(url):
        store = SqlStore(url)
        try:
            await store.open()
            await store.make_safe(SystemClock().now())
        finally:
            await store.close()
