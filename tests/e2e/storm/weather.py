"""What goes wrong at the panel and at Telegram, by chance, a little differently every few moments."""

import asyncio
import random
from dataclasses import dataclass, replace

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import House
from tests.e2e.storm.record import Record

REFUSAL = "This target is on the stop list"
# At full strength. The bot waits 1.5 s for an answer: what takes three times that is silence to it.
_SILENCE = 4.5
_ADD = (
    Fault(kind=FaultKind.SLOW, action="add", seconds=_SILENCE, probability=0.05),
    Fault(kind=FaultKind.SLOW, action="add", seconds=0.6, probability=0.2),
    Fault(kind=FaultKind.SLOW_BEFORE, action="add", seconds=_SILENCE, probability=0.04),
    Fault(kind=FaultKind.CUT_BEFORE, action="add", probability=0.05),
    Fault(kind=FaultKind.CUT_AFTER, action="add", probability=0.06),
    Fault(kind=FaultKind.CUT_HALF, action="add", probability=0.05),
    Fault(kind=FaultKind.SERVER_ERROR, action="add", probability=0.04),
    Fault(kind=FaultKind.HTML, action="add", code=502, taken=True, probability=0.04),
    Fault(kind=FaultKind.NULL, action="add", probability=0.04),
    Fault(kind=FaultKind.TOO_MANY, action="add", probability=0.05),
    Fault(kind=FaultKind.TOO_MANY, action="add", retry_after="1", probability=0.03),
    Fault(kind=FaultKind.RATE_TEXT, action="add", probability=0.03),
)
_OTHERS = (
    Fault(kind=FaultKind.SLOW, seconds=0.5, probability=0.1),
    Fault(kind=FaultKind.SLOW, seconds=_SILENCE, probability=0.03),
    Fault(kind=FaultKind.CUT_HALF, probability=0.06),
    Fault(kind=FaultKind.CUT_AFTER, probability=0.05),
    Fault(kind=FaultKind.SERVER_ERROR, code=502, probability=0.06),
    Fault(kind=FaultKind.NULL, probability=0.06),
    Fault(kind=FaultKind.TOO_MANY, probability=0.03),
)
_TELEGRAM = ("too_many", "bad_gateway", "internal", "drop_before", "drop_after")
_SHARE = 0.03  # of calls that each of these strikes, at full strength
_STRENGTHS = (0.0, 0.3, 0.6, 1.0)
_RATES = ("8", "8.5")  # of the comments


@dataclass(slots=True)
class Weather:
    """Draws new weather again and again until it is told to clear up."""

    house: House
    record: Record
    chance: random.Random

    async def rage(self) -> None:
        """Go on until cancelled."""
        while True:
            self._draw_panel(self.chance.choice(_STRENGTHS))
            self._draw_telegram(self.chance.choice(_STRENGTHS))
            await asyncio.sleep(self.chance.uniform(1, 2))
            await self._surprise()

    def _draw_panel(self, strength: float) -> None:
        faults = self.house.sandbox.faults
        faults.clear()
        for fault in (*_ADD, *_OTHERS):
            faults.add(replace(fault, probability=fault.probability * strength))

    def _draw_telegram(self, strength: float) -> None:
        faults = self.house.world.faults
        faults.clear()
        for kind in _TELEGRAM:
            faults.add(kind, times=None, probability=_SHARE * strength)
            faults.add(kind, method="getUpdates", times=None, probability=_SHARE * strength)

    async def _surprise(self) -> None:
        """Let something happen that is no fault of a single answer."""
        surprises = (self._outage, self._refusals, self._new_price, self._redelivery, self._redelivery)
        await self.chance.choice(surprises)()

    async def _outage(self) -> None:
        self.record.counts["outages of the panel"] += 1
        await self.house.panel.down()
        await asyncio.sleep(1)
        await self.house.panel.up()

    async def _refusals(self) -> None:
        self.house.sandbox.bend(refuse_add=REFUSAL)
        await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        self.house.sandbox.bend(refuse_add="")

    async def _new_price(self) -> None:
        self.record.counts["changes of a price"] += 1
        rate = _RATES[self.record.counts["changes of a price"] % 2]
        await asyncio.to_thread(self.house.change_price, "2", rate)

    async def _redelivery(self) -> None:
        """Let Telegram give some updates of late once more, handled or not."""
        updates = self.house.world.updates
        for _ in range(5):
            update_id = updates.next_id - self.chance.randint(1, 150)
            if update_id >= FIRST_UPDATE:
                self.record.counts["updates given again"] += 1
                self.house.world.redeliver(update_id, though_confirmed=True)

    async def clear_up(self) -> None:
        """End all of it."""
        self.house.sandbox.faults.clear()
        self.house.world.faults.clear()
        self.house.sandbox.bend(refuse_add="")
        await self.house.panel.up()


FIRST_UPDATE = 100_000_001  # the small Bot API's first update id
