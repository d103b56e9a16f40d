"""Kills the bot with -9 and starts it again, and looks at what each kill has hit."""

import asyncio
import random
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.house import House
from tests.e2e.storm.glimpse import ALL_STATES, confirmed_but_not_stored, copy_of, states_of
from tests.e2e.storm.record import Kill, Record
from tests.e2e.storm.stem import Stem
from tests.e2e.storm.weather import FIRST_UPDATE

_UP_SECONDS = 10.0  # to wait for a bot that Telegram and the panel make it hard to start
_LIFE_SECONDS = 10.0
_MOST_CALLS = 300  # to Telegram and the panel, in one life
_AIM_SECONDS = 4.0
_MOST_AIMED = 60  # kills beyond what was asked for, to hit what chance has not hit


@dataclass(slots=True)
class Killer:
    """Starts and kills; most kills strike at random, the last ones take aim."""

    house: House
    record: Record
    chance: random.Random
    stem: Stem

    @property
    def _database(self) -> Path:
        return self.house.folder / "bot.db"

    @property
    def missing(self) -> frozenset[str]:
        """The states that no kill has hit."""
        return ALL_STATES - self.record.hits().keys()

    async def rage(self, seconds: float, kills: int) -> None:
        """Kill for so long, at least so often, and until each state was hit or luck has run out."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end or len(self.record.kills) < kills:
            await self._one_life()
        for _ in range(_MOST_AIMED):
            if not self.missing:
                return
            await self._one_life(aim=min(self.missing))

    async def _one_life(self, aim: str | None = None) -> None:
        heard = len(self.house.world.calls.of("getUpdates"))
        await self.stem.launch()
        if aim is None and self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(0, 1))  # perhaps before it is up
        else:
            await self._is_up(heard)
            await (self._is_in(aim) if aim else self._has_done(self.chance.randint(0, _MOST_CALLS)))
        await self._kill()

    async def _is_up(self, heard: int) -> None:
        for _ in range(int(_UP_SECONDS / 0.02)):
            if len(self.house.world.calls.of("getUpdates")) > heard:
                return
            await asyncio.sleep(0.02)

    async def _has_done(self, calls: int) -> None:
        """Wait until the bot has made so many calls, for which a slow machine takes longer, and a moment more."""
        enough = self._calls() + calls
        for _ in range(int(_LIFE_SECONDS / 0.01)):
            if self._calls() >= enough:
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.chance.uniform(0, 0.03))

    def _calls(self) -> int:
        return self.house.world.calls.count + self.house.sandbox.book.written

    async def _is_in(self, state: str) -> None:
        """Wait for something to be in a state, for a while."""
        for _ in range(int(_AIM_SECONDS / 0.005)):
            connection = sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)
            try:
                if state in states_of(connection):
                    return
            finally:
                connection.close()
            await asyncio.sleep(0.005)

    async def _kill(self) -> None:
        self.record.counts["kills"] += 1
        if not await self.stem.kill():
            self.record.complaints.append(f"the bot ended by itself:\n{self.house.log()[-2000:]}")
        self._look()

    def _look(self) -> None:
        with copy_of(self._database) as connection:
            lost = confirmed_but_not_stored(connection, self.house.world, FIRST_UPDATE)
            rows = connection.execute("SELECT id, state, panel_order_id FROM orders WHERE state <> 'queued'")
            stood = {row[0]: (row[1], row[2]) for row in rows}
            self.record.kills.append(Kill(states_of(connection), stood))
        if lost:
            self.record.complaints.append(f"confirmed to Telegram and not stored: {lost}")
