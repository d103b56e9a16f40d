"""The only place where parts are put together, and the order in which they start and stop.

Start: database (migrated, and this process the only one on a SQLite file), what a crash left, Telegram, loops, intake.
Stop: no new updates, no new orders to the panel; what is being handled, sent or asked finishes, all at the same time;
leases end; the database closes.
"""

import asyncio
import logging
import os
import random
import secrets
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.chat.commands import register_commands
from bot.chat.connection import bot_of, insist, make_application
from bot.chat.courier import TelegramCourier, log_failed
from bot.chat.dispatch import App, Dispatcher
from bot.chat.intake import PollingIntake
from bot.chat.messenger import TelegramMessenger, log_rejected
from bot.chat.raw_update import WANTED
from bot.chat.services import ChatServices
from bot.chat.webhook import WebhookIntake
from bot.domain.errors import SettingsInvalid, StoreError
from bot.jobs.database_health import DatabaseHealth
from bot.jobs.loop import Loop
from bot.jobs.supervisor import run_loops
from bot.panel.client import HttpPanel
from bot.panel.pace import Pace
from bot.services.admit_people import AdmitPeople
from bot.services.arrange_shelf import ArrangeShelf
from bot.services.ask_paper import AskPaper
from bot.services.ask_request import AskRequest
from bot.services.compose_draft import ComposeDraft
from bot.services.deliver_notices import DeliverNotices
from bot.services.find_fitting import FindFitting
from bot.services.find_orders import FindOrders
from bot.services.follow_requests import FollowRequests
from bot.services.investigate_cases import InvestigateCases
from bot.services.keep_house import EVERY_SECONDS as HOUSE_SECONDS
from bot.services.keep_house import KeepHouse
from bot.services.mass_order import MassOrder
from bot.services.place_order import PlaceOrder
from bot.services.point_out_late import PointOutLate
from bot.services.poll_orders import PollOrders
from bot.services.presets import Presets
from bot.services.refresh_balance import RefreshBalance
from bot.services.refresh_catalogue import RefreshCatalogue
from bot.services.search_services import SearchServices
from bot.services.send_digests import EVERY_SECONDS as DIGEST_SECONDS
from bot.services.send_digests import SendDigests
from bot.services.send_pace import SendPace
from bot.services.send_papers import SendPapers
from bot.services.send_requests import SendRequests
from bot.services.settle_order import SettleOrder
from bot.services.start_from_link import StartFromLink
from bot.services.submit_orders import SubmitOrders
from bot.services.tell_changes import EVERY_SECONDS as CHANGES_SECONDS
from bot.services.tell_changes import TellChanges
from bot.services.usual_times import UsualTimes
from bot.services.watch_panel import EVERY_SECONDS as WATCH_SECONDS
from bot.services.watch_panel import WatchPanel
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
_TRIES = 6  # for what the bot can live without: its command menu


class SystemClock:
    """The clock on the wall."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def make_token() -> str:
    """Make a token that nobody guesses and that fits into a button: 16 letters and digits, 96 bits."""
    return secrets.token_urlsafe(12)


def make_panel(settings: Settings) -> HttpPanel:
    """Put the panel client together."""
    clock = SystemClock()
    return HttpPanel(
        settings.panel_url,
        settings.panel_key.get_secret_value(),
        target_field=settings.panel_target_field,
        timeout_seconds=settings.panel_timeout,
        clock=clock,
        pace=Pace(clock),
        jitter=random.random,
    )


@dataclass(slots=True, kw_only=True)
class Bot:
    """The running bot: its parts by name."""

    settings: Settings
    store: SqlStore
    panel: HttpPanel
    application: App
    owner: str
    clock: SystemClock = field(default_factory=SystemClock)
    database: DatabaseHealth = field(default_factory=DatabaseHealth)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    search: SearchServices = field(default_factory=SearchServices)

    async def run(self) -> None:
        """Serve until `stopping` is set.

        Raises: StoreError; InvalidToken; what a loop died of, in an ExceptionGroup.
        """
        if not await unless(self.stopping, self._begin()):
            return
        deliver = self._make_deliver()
        loops = self._make_loops(deliver)
        dispatcher = self._make_dispatcher(deliver, loops)
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

    def _make_deliver(self) -> DeliverNotices:
        return DeliverNotices(
            store=self.store,
            messenger=TelegramMessenger(bot_of(self.application)),
            clock=self.clock,
            owner=self.owner,
            pace=SendPace(self.clock),
            jitter=random.random,
            rejected=log_rejected(),
        )

    def _make_loops(self, deliver: DeliverNotices) -> list[Loop]:
        store, panel, clock, interval = self.store, self.panel, self.clock, self.settings.poll_interval
        shared: dict[str, Any] = {"store": store, "panel": panel, "clock": clock, "owner": self.owner}
        shared["timeout_seconds"] = self.settings.panel_timeout
        operators = sorted(self.settings.admin_ids)
        acting: dict[str, Any] = {**shared, "stopping": self.stopping, "jitter": random.random}
        submit = SubmitOrders(**acting, operators=operators, interval_seconds=interval)
        poll = PollOrders(**shared, interval_seconds=interval)
        investigate = InvestigateCases(store=store, panel=panel, clock=clock, owner=self.owner, operators=operators)
        watch = WatchPanel(
            store=store,
            panel=panel,
            clock=clock,
            is_silent=lambda: panel.is_silent,
            orders_wait=lambda: panel.orders_wait,
        )
        papers = SendPapers(
            store=store,
            courier=TelegramCourier(bot_of(self.application)),
            clock=clock,
            owner=self.owner,
            pace=deliver.pace,
            jitter=random.random,
            failed=log_failed(),
        )
        told = Loop(name="deliver", run=deliver, every_seconds=1.0)
        search = Loop(name="search", run=partial(self.search.keep_fresh, store), every_seconds=60.0, only_asks=True)
        cases = Loop(name="cases", run=investigate, every_seconds=5.0, then=[told], only_asks=True)
        refresh = RefreshCatalogue(store, panel, clock)
        loops = [
            told,
            Loop(name="submit", run=submit, every_seconds=0.5, then=[told, cases], finish=submit.finish),
            Loop(name="requests", run=SendRequests(**acting), every_seconds=0.5, then=[told]),
            Loop(name="follow", run=FollowRequests(**shared), every_seconds=5.0, then=[told], only_asks=True),
            Loop(name="poll", run=poll, every_seconds=0.5, then=[told], only_asks=True),
            cases,
            Loop(name="catalogue", run=refresh, every_seconds=30.0, then=[search], only_asks=True),
            search,
            Loop(name="balance", run=RefreshBalance(store, panel, clock), every_seconds=30.0, only_asks=True),
            Loop(name="changes", run=TellChanges(store, clock, operators), every_seconds=CHANGES_SECONDS, then=[told]),
            Loop(name="watch", run=watch, every_seconds=WATCH_SECONDS, only_asks=True),
            Loop(name="digests", run=SendDigests(store, clock), every_seconds=DIGEST_SECONDS, then=[told]),
            Loop(name="papers", run=papers, every_seconds=2.0, then=[told], only_asks=True),
            Loop(name="late", run=PointOutLate(store, clock), every_seconds=60.0, then=[told]),
            Loop(name="housekeeping", run=KeepHouse(store, clock), every_seconds=HOUSE_SECONDS),
        ]
        for loop in loops:
            loop.database = self.database
        return loops

    def _make_dispatcher(self, deliver: DeliverNotices, loops: list[Loop]) -> Dispatcher:
        settings, clock = self.settings, self.clock
        compose = ComposeDraft(clock, make_token)
        mass_order = MassOrder(clock, make_token)
        usual_times = UsualTimes(clock)
        services = ChatServices(
            clock=clock,
            admit=AdmitPeople(clock=clock, operators=settings.admin_ids, allowed=settings.allowed_ids),
            compose_draft=compose,
            place_order=PlaceOrder(clock, usual_times),
            ask_request=AskRequest(clock, make_token),
            mass_order=mass_order,
            presets=Presets(clock, mass_order),
            settle_order=SettleOrder(clock=clock, make_token=make_token, operators=sorted(settings.admin_ids)),
            usual_times=usual_times,
            ask_paper=AskPaper(clock),
            find_orders=FindOrders(clock, make_token),
            search=self.search,
            start_from_link=StartFromLink(clock, make_token, compose),
            find_fitting=FindFitting(),
            arrange_shelf=ArrangeShelf(clock),
        )
        wakes = {loop.name: loop.wake for loop in loops}
        return Dispatcher(
            application=self.application,
            store=self.store,
            services=services,
            deliver=deliver,
            owner=self.owner,
            operators=sorted(settings.admin_ids),
            wake=lambda name: wakes[name].set(),
        )


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


def make_bot_application(settings: Settings) -> App:
    """Put the way to Telegram together."""
    return make_application(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
