"""Puts the parts together: each use case, each loop, each way to the outside, made here and nowhere else."""

import asyncio
import random
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.chat.connection import bot_of, make_application
from bot.chat.courier import TelegramCourier, log_failed
from bot.chat.dispatch import App, Dispatcher
from bot.chat.messenger import TelegramMessenger, log_rejected
from bot.chat.services import ChatServices
from bot.jobs.database_health import DatabaseHealth
from bot.jobs.loop import Loop
from bot.jobs.lost_ids import log_lost_id
from bot.panel.client import HttpPanel
from bot.panel.pace import Pace
from bot.ports import Clock
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
from bot.store.sql_store import SqlStore


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


def make_bot_application(settings: Settings) -> App:
    """Put the way to Telegram together."""
    return make_application(settings.telegram_token.get_secret_value(), settings.telegram_api_url)


def make_chat_services(
    clock: Clock,
    make_token: Callable[[], str],
    *,
    operators: Collection[int],
    allowed: Collection[int],
    search: SearchServices,
    fitting: FindFitting,
) -> ChatServices:
    """Put the use cases together that handlers call."""
    settlers = sorted(operators)
    compose = ComposeDraft(clock, make_token)
    usual_times = UsualTimes(clock)
    mass_order = MassOrder(clock, make_token, usual_times)
    return ChatServices(
        clock=clock,
        admit=AdmitPeople(clock=clock, operators=settlers, allowed=allowed),
        compose_draft=compose,
        place_order=PlaceOrder(clock, usual_times),
        ask_request=AskRequest(clock, make_token),
        mass_order=mass_order,
        presets=Presets(clock, mass_order),
        settle_order=SettleOrder(clock=clock, make_token=make_token, operators=settlers),
        usual_times=usual_times,
        ask_paper=AskPaper(clock),
        find_orders=FindOrders(clock, make_token),
        search=search,
        start_from_link=StartFromLink(clock, make_token, compose),
        find_fitting=fitting,
        arrange_shelf=ArrangeShelf(clock),
    )


@dataclass(slots=True, kw_only=True)
class Parts:
    """What a running bot is made of, by name."""

    settings: Settings
    store: SqlStore
    panel: HttpPanel
    application: App
    owner: str
    clock: SystemClock = field(default_factory=SystemClock)
    database: DatabaseHealth = field(default_factory=DatabaseHealth)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    search: SearchServices = field(default_factory=SearchServices)
    fitting: FindFitting = field(default_factory=FindFitting)

    def make_deliver(self) -> DeliverNotices:
        """Make the way of everything that is said."""
        return DeliverNotices(
            store=self.store,
            messenger=TelegramMessenger(bot_of(self.application)),
            clock=self.clock,
            owner=self.owner,
            operators=self.settings.admin_ids,
            pace=SendPace(self.clock),
            jitter=random.random,
            rejected=log_rejected(),
        )

    def make_loops(self, deliver: DeliverNotices) -> list[Loop]:
        """Make every loop; the first sends what the others owe."""
        store, panel, clock, interval = self.store, self.panel, self.clock, self.settings.poll_interval
        shared: dict[str, Any] = {"store": store, "panel": panel, "clock": clock, "owner": self.owner}
        shared["timeout_seconds"] = self.settings.panel_timeout
        operators = sorted(self.settings.admin_ids)
        acting: dict[str, Any] = {**shared, "stopping": self.stopping, "jitter": random.random}
        submit = SubmitOrders(**acting, operators=operators, interval_seconds=interval, lost_id=log_lost_id)
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
        indexing = self._make_index_loops()
        cases = Loop(name="cases", run=investigate, every_seconds=5.0, then=[told], only_asks=True)
        refresh = RefreshCatalogue(store, panel, clock)
        loops = [
            told,
            Loop(name="submit", run=submit, every_seconds=0.5, then=[told, cases], finish=submit.finish),
            Loop(name="requests", run=SendRequests(**acting), every_seconds=0.5, then=[told]),
            Loop(name="follow", run=FollowRequests(**shared), every_seconds=5.0, then=[told], only_asks=True),
            Loop(name="poll", run=poll, every_seconds=0.5, then=[told], only_asks=True),
            cases,
            Loop(name="catalogue", run=refresh, every_seconds=30.0, then=indexing[:1], only_asks=True),
            *indexing,
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

    def _make_index_loops(self) -> list[Loop]:
        """Make what builds the indexes, one after the other: for words, then for links."""
        links = Loop(name="links", run=partial(self.fitting.keep_fresh, self.store), every_seconds=60.0, only_asks=True)
        run = partial(self.search.keep_fresh, self.store)
        return [Loop(name="search", run=run, every_seconds=60.0, then=[links], only_asks=True), links]

    def make_dispatcher(self, deliver: DeliverNotices, loops: list[Loop]) -> Dispatcher:
        """Make what hands updates to their handlers."""
        settings = self.settings
        services = make_chat_services(
            self.clock,
            make_token,
            operators=settings.admin_ids,
            allowed=settings.allowed_ids,
            search=self.search,
            fitting=self.fitting,
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
