"""One loop: rounds of a service, with a rest between them, until it is told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.errors import BotError, StoreError
from bot.jobs.database_health import DatabaseHealth

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Loop:
    """Runs a service again at once while it says there is more, and otherwise rests or is woken.

    What the service foresees (BotError) is logged once when it begins and once when it is over; anything else
    ends the loop, and with it the process, loudly. What is wrong with the database is logged once for all loops.
    """

    name: str
    run: Callable[[], Awaitable[bool]]
    every_seconds: float
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    then: "Sequence[Loop]" = ()  # have work when a round of this one has ended
    finish: Callable[[], Awaitable[None]] | None = None  # what rounds have left under way, at the end
    only_asks: bool = False  # its rounds change nothing at the panel: when the bot ends, nobody waits long for them
    database: DatabaseHealth = field(default_factory=DatabaseHealth)  # shared, so that the log says it once
    _failing: bool = False

    async def __call__(self, stopping: asyncio.Event) -> None:
        """Run until `stopping` is set; a round that has begun is finished."""
        while not stopping.is_set():
            more = await self._round()
            for loop in self.then:
                loop.wake.set()
            if not more:
                await self._rest(stopping)
        if self.finish is not None:
            await self.finish()

    async def _round(self) -> bool:
        self.wake.clear()
        try:
            more = await self.run()
        except StoreError as error:
            self.database.failed(error)
            return False
        except BotError as error:
            if not self._failing:
                logger.warning("%s: %s: %s", self.name, type(error).__name__, error)
            self._failing = True
            return False
        self.database.worked()
        if self._failing:
            logger.info("%s: works again", self.name)
        self._failing = False
        return more

    async def _rest(self, stopping: asyncio.Event) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self.wake, stopping)]
        await asyncio.wait(waits, timeout=self.every_seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
