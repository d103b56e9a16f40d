"""The chat's machinery in this process, from intake to outbox, with the small Bot API at the other end."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.assembly import make_chat_services
from bot.chat.connection import bot_of, make_application
from bot.chat.courier import TelegramCourier, log_failed
from bot.chat.dispatch import App, Dispatcher
from bot.chat.intake import PollingIntake
from bot.chat.messenger import TelegramMessenger, log_rejected
from bot.demo.telegram_api import ChatWorld
from bot.domain.catalogue import PanelServiceId, ServiceRow
from bot.services.deliver_notices import DeliverNotices
from bot.services.find_fitting import FindFitting
from bot.services.search_services import SearchServices
from bot.services.send_pace import SendPace
from bot.services.send_papers import SendPapers
from bot.store.sql_store import SqlStore

Json = dict[str, Any]

OPERATOR, CUSTOMER, OTHER, STRANGER = 1001, 2001, 2002, 3001
OWNER = "desk"
LINK = "https://example.com/page"


class WallClock:
    """The clock on the wall, which a test may put forward and whose waits it may shorten."""

    def __init__(self) -> None:
        self.longest_seconds = 0.05
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC) + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Wait, but not for long."""
        await asyncio.sleep(min(seconds, self.longest_seconds))


@dataclass
class Desk:
    """What a test sees of it."""

    world: ChatWorld
    store: SqlStore
    application: App
    clock: WallClock = field(default_factory=WallClock)
    woken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the parts together as the program does."""
        self.deliver = DeliverNotices(
            store=self.store,
            messenger=TelegramMessenger(bot_of(self.application)),
            clock=self.clock,
            owner=OWNER,
            operators=[OPERATOR],
            pace=SendPace(self.clock),
            jitter=lambda: 0.0,
            rejected=log_rejected(),
        )
        self._tokens = 0
        self.fitting = FindFitting()
        self.dispatcher = self._make_dispatcher()
        self.intake = PollingIntake(
            bot=bot_of(self.application), store=self.store, dispatcher=self.dispatcher, clock=self.clock
        )

    def _make_token(self) -> str:
        self._tokens += 1
        return f"token{self._tokens}"

    def _make_dispatcher(self) -> Dispatcher:
        services = make_chat_services(
            self.clock,
            self._make_token,
            operators=[OPERATOR],
            allowed=[CUSTOMER, OTHER],
            search=SearchServices(),
            fitting=self.fitting,
        )
        return Dispatcher(
            application=self.application,
            store=self.store,
            services=services,
            deliver=self.deliver,
            owner=OWNER,
            operators=[OPERATOR],
            wake=self.woken.append,
        )

    async def settle(self) -> None:
        """Take in and handle everything there is, and send everything that can be sent."""
        while self._is_more():
            await self.intake()
        await self.dispatcher.drain()
        if "search" in self.woken:  # the one loop that answers rely on
            self.woken.remove("search")
            await self.fitting.keep_fresh(self.store)
        while await self.deliver():
            await self.sent()
        await self.sent()

    def _is_more(self) -> bool:
        """Tell whether Telegram has updates that were not taken in; those it gave it keeps until the next poll."""
        return any(update.update_id >= (self.intake._offset or 0) for update in self.world.updates.first(10_000))

    async def make_papers(self) -> None:
        """Make and send every paper that was asked for, and what is owed with it."""
        papers = SendPapers(
            store=self.store,
            courier=TelegramCourier(bot_of(self.application)),
            clock=self.clock,
            owner=OWNER,
            pace=self.deliver.pace,
            jitter=lambda: 0.0,
            failed=log_failed(),
        )
        while await papers():
            pass
        await self.settle()

    async def sent(self) -> None:
        """Wait until nothing is on its way to Telegram."""
        while self.deliver._tasks:
            await asyncio.wait(set(self.deliver._tasks))

    async def says(self, person: int, text: str) -> Json:
        """Let somebody write, and return the bot's last message then."""
        self.world.send_text(person, text)
        return await self.last(person)

    async def presses(self, person: int, message: Json, button: str) -> Json:
        """Let somebody press a button, and return the bot's last message then."""
        self.world.press(person, message["message_id"], button)
        return await self.last(person)

    async def last(self, person: int) -> Json:
        """Return the bot's last message to somebody when all is settled."""
        await self.settle()
        return self.world.last_message(person) or {}

    def texts(self, person: int) -> list[str]:
        """List what the bot's messages to somebody say."""
        return [message["text"] for message in self.world.messages(person, by_bot=True)]

    def with_buttons(self, person: int) -> list[int]:
        """List the bot's messages to somebody that bear buttons."""
        return [one["message_id"] for one in self.world.messages(person, by_bot=True) if one.get("reply_markup")]

    async def unhandled(self) -> int:
        """Count updates that wait in the inbox."""
        async with self.store.snapshot() as tx:
            return len(await tx.inbox.list_unhandled())

    def break_for(self, person: int, error: Exception, *, group: int = -5, times: int = 1) -> None:
        """Let a handler before all others fail for somebody."""
        left = [times]

        async def fail(update: Any, _: object) -> None:
            if update.effective_user and update.effective_user.id == person and left[0]:
                left[0] -= 1
                raise error

        self.application.add_handler(TypeHandler(object, fail), group=group)

    def hold_for(self, person: int) -> asyncio.Event:
        """Let a handler wait for a test before anything else is done for somebody."""
        gate = asyncio.Event()

        async def wait(update: Any, _: object) -> None:
            if update.effective_user and update.effective_user.id == person:
                await gate.wait()
                raise ApplicationHandlerStop

        self.application.add_handler(TypeHandler(object, wait), group=-6)
        return gate


def service_row(panel_id: str = "1", **changes: Any) -> ServiceRow:
    """Make a service as a panel lists it."""
    plain: Json = {
        "panel_id": PanelServiceId(panel_id),
        "name": f"Followers {panel_id}",
        "type": "Default",
        "category": "First Category",
        "rate": Decimal("0.90"),
        "rate_text": "0.90",
        "minimum": 50,
        "maximum": 10_000,
    }
    return ServiceRow(**(plain | changes))


async def open_desk(world: ChatWorld, store: SqlStore, api_url: str) -> Desk:
    """Open a desk with two services on sale."""
    for person, name in ((OPERATOR, "Olga"), (CUSTOMER, "Carl"), (OTHER, "Otto"), (STRANGER, "Stan")):
        world.add_person(person, name)
    desk = Desk(world, store, make_application(world.token, api_url))
    async with store.transaction() as tx:
        await tx.catalogue.replace([service_row("1"), service_row("2")], desk.clock.now())
        # As after an earlier life of this bot: nothing that comes is held back to see whether another bot takes it.
        await tx.inbox.store([], world.updates.next_id)
    await desk.application.initialize()
    return desk
