"""Fifty people order while everything that can fail fails; afterwards the books are compared.

`make storm` lets it go on for longer. STORM_SECONDS says how long, STORM_SEED repeats its choices, as far as real
processes can be made to do the same thing twice.
"""

import asyncio
import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.demo.panel.book import Book
from bot.demo.telegram_api import DEFAULT_TOKEN
from tests.e2e.house import KEY, OPERATOR, House
from tests.e2e.storm.audit import CHECKS
from tests.e2e.storm.calm import Calm
from tests.e2e.storm.evidence import gather
from tests.e2e.storm.figures import figures
from tests.e2e.storm.killer import Killer
from tests.e2e.storm.panel_staff import PanelStaff
from tests.e2e.storm.record import Record
from tests.e2e.storm.stem import Stem
from tests.e2e.storm.walker import FIRST_WALKER, Walker
from tests.e2e.storm.weather import Weather

pytestmark = pytest.mark.timed

SECONDS = float(os.environ.get("STORM_SECONDS") or 50)
SEED = os.environ.get("STORM_SEED") or str(random.randrange(10**6))
USERS, KILLS = 50, 20
MOST = 8_000  # followers in one order, of 10,000 in the catalogue as the bot knows it
BLOCKING, RETURNING = 8, 4  # of them
IDS = range(FIRST_WALKER, FIRST_WALKER + USERS)


def chance(what: str) -> random.Random:
    """Return dice of its own for each part, so that none disturbs another's."""
    return random.Random(f"{SEED}:{what}")


async def build(folder: Path) -> House:
    """Build a house for a crowd, with books that forget nothing."""
    allowed = ",".join(map(str, IDS))
    house = await House.build(folder, ALLOWED_IDS=allowed, PANEL_TIMEOUT="1.5", LOG_LEVEL="INFO")
    house.sandbox.book = Book(size=10**6)
    house.sandbox.balance = Decimal(10**9)
    house.sandbox.faults.chance = chance("panel faults")
    house.world.faults.chance = chance("telegram faults")
    house.world.chance = chance("query ids")
    for person_id in IDS:
        house.world.add_person(person_id, f"Person {person_id}")
    house.world.send_text(OPERATOR, "/start")
    return house


def crowd(house: House, record: Record) -> list[Walker]:
    """Let fifty people be there; some of them will block the bot."""
    return [
        Walker(
            house.world,
            person_id,
            chance(f"walker {person_id}"),
            record,
            blocks=number < BLOCKING,
            returns=number < RETURNING,
        )
        for number, person_id in enumerate(IDS)
    ]


async def storm(house: House, record: Record) -> None:
    """Let them order in the storm until there have been enough kills."""
    await house.start()  # the tables and the catalogue are there, as on every day but the first
    await house.kill()
    # The panel takes less of one order by now than the catalogue said: some will be refused.
    house.sandbox.catalogue = tuple(replace(row, max=MOST) if row.id == 1 else row for row in house.sandbox.catalogue)
    stem = Stem(house)
    await stem.open()
    killer = Killer(house, record, chance("killer"), stem)
    weather = Weather(house, record, chance("weather"))
    staff = PanelStaff(house, record, chance("staff"))
    try:
        async with asyncio.TaskGroup() as group:
            people = [group.create_task(walker.live()) for walker in crowd(house, record)]
            forces = [group.create_task(weather.rage()), group.create_task(staff.work())]
            await killer.rage(SECONDS, KILLS)
            for task in (*people, *forces):
                task.cancel()
    finally:
        await stem.close()
    await weather.clear_up()
    record.complaints += [f"no kill has hit: {state}" for state in sorted(killer.missing)]
    record.complaints += await Calm(house, staff).settle()


def ill_database(database: Path) -> list[str]:
    """Say what SQLite itself finds wrong with the file."""
    with closing(sqlite3.connect(database)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        keys = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"integrity_check: {line}" for (line,) in whole if line != "ok"] + [f"foreign key: {key}" for key in keys]


def ill_log(log: str) -> list[str]:
    """Say what must not stand in a log: tracebacks, the token, the key."""
    secrets = (KEY, DEFAULT_TOKEN, DEFAULT_TOKEN.partition(":")[2])
    leaks = [f"a secret in the log: {line!r}" for line in log.splitlines() if any(word in line for word in secrets)]
    at = log.find("Traceback")
    return leaks + ([log[max(0, at - 500) : at + 2000]] if at >= 0 else [])


@pytest.mark.timeout(SECONDS * 2 + 400)
async def test_storm(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Nobody's order is lost, placed twice, or told untruly; and each kind of moment was struck by a kill."""
    began, record = time.monotonic(), Record()
    house = await build(tmp_path)
    try:
        await storm(house, record)
        found = gather(house, record, IDS)
        told = figures(SEED, USERS, found, house, time.monotonic() - began)
        record_property("figures", told)
        print(told)  # noqa: T201  shown with -s, and by pytest when it fails
        wrong = record.complaints + [complaint for holds in CHECKS for complaint in holds(found)]
        wrong += ill_database(tmp_path / "bot.db") + ill_log(house.log())
    finally:
        await house.close()
    assert not wrong, "\n".join([f"{len(wrong)} complaints", *wrong[:40]])
