"""Each trouble that a question can meet: nothing crashes, what is stored stays, and the log says it once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.loop import Loop
from bot.panel.client import HttpPanel
from bot.services.poll_orders import PollOrders
from bot.services.refresh_balance import RefreshBalance
from bot.services.refresh_catalogue import RefreshCatalogue
from tests.integration.faults.house import INTERVAL_SECONDS, House
from tests.integration.faults.read_rows import BALANCE, CATALOGUE, POLL, READ_ROWS, ReadRow
from tests.integration.faults.troubles import panel, well
from tests.integration.panel.scripted_server import reply

ROUNDS = 6


class Switch:
    """Leads to one panel or another, as a changed DNS entry does."""

    def __init__(self, to: HttpPanel) -> None:
        self.to = to

    def __getattr__(self, name: str) -> Any:
        return getattr(self.to, name)


@dataclass
class Loops:
    """The loops that ask, whose rounds each find everything due."""

    house: House
    switch: Switch

    def __post_init__(self) -> None:
        parts: Any = (self.house.store, self.switch, self.house.clock)
        poll = PollOrders(panel=self.switch, interval_seconds=INTERVAL_SECONDS, **self.house.shared("poller"))
        services = {CATALOGUE: RefreshCatalogue(*parts), BALANCE: RefreshBalance(*parts), POLL: poll}
        self.rounds = {name: Rounds(self.house, service) for name, service in services.items()}
        self.loops = {name: Loop(name=name, run=rounds, every_seconds=0.0001) for name, rounds in self.rounds.items()}

    async def go_round(self, times: int) -> None:
        """Let each loop go round so often."""
        for name, loop in self.loops.items():
            await loop(self.rounds[name].stop_after(times))


class Rounds:
    """A service whose rounds lie an hour apart, and that stops its loop after some of them."""

    def __init__(self, house: House, service: Callable[[], Awaitable[bool]]) -> None:
        self._house = house
        self._service = service

    def stop_after(self, times: int) -> asyncio.Event:
        self._left, self._stopping = times, asyncio.Event()
        return self._stopping

    async def __call__(self) -> bool:
        self._left -= 1
        if not self._left:
            self._stopping.set()
        self._house.clock.moment += timedelta(hours=1)
        return await self._service()


async def stored(house: House) -> tuple[list[str], str, set[str | None]]:
    """Read what is known of the panel: its services, its balance, and how the orders stand."""
    async with house.store.snapshot() as tx:
        services = [service.row.name for service in await tx.catalogue.list_all()]
        balance = await tx.balances.before(house.clock.now())
        orders = await tx.orders.get_many(range(1, 9))
    return services, str(balance.amount) if balance else "", {order.status for order in orders.values()}


def health(log: pytest.LogCaptureFixture, name: str) -> list[str]:
    """List what a loop said of its health, by the level."""
    return [
        record.levelname
        for record in log.records
        if record.name == "bot.jobs.loop" and record.message.startswith(f"{name}: ")
    ]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.trouble) for row in READ_ROWS])
async def test_reads(house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, row: ReadRow) -> None:
    """What is stored stays through many rounds of trouble; each loop warns once, and once says that it works again."""
    caplog.set_level("INFO", logger="bot")
    house.expect(row.trouble)
    known = (["Followers"], "10000", {"In progress"})
    async with panel() as server, AsyncExitStack() as stack:
        await house.place(8)
        switch = Switch(house.connect(server.url))
        loops = Loops(house, switch)
        await loops.go_round(1)
        assert await stored(house) == known
        assert caplog.records == []

        was_well = switch.to
        if row.place is not None:
            switch.to = house.connect((await stack.enter_async_context(row.place(tmp_path))).url)
        else:
            assert row.script is not None
            server.scripts = [row.script]
        await loops.go_round(ROUNDS)
        assert await stored(house) == known
        for name in (CATALOGUE, BALANCE, POLL):
            assert health(caplog, name) == ([] if name in row.calm else ["WARNING"])

        switch.to, server.scripts = was_well, [well(server)]
        await loops.go_round(2)
        for name in (CATALOGUE, BALANCE, POLL):
            assert health(caplog, name) == ([] if name in row.calm else ["WARNING", "INFO"])
        assert_panel_said_it_once(caplog)
    assert await stored(house) == known


def assert_panel_said_it_once(log: pytest.LogCaptureFixture) -> None:
    """Look at what the client said: at most that it leaves the panel alone, and that it is back."""
    said = [record.levelname for record in log.records if record.name == "bot.panel.breaker"]
    assert said in ([], ["WARNING"], ["WARNING", "INFO"])


BAD_ROWS = [
    "null",
    '"Incorrect order ID"',
    '"<html>Just a moment</html>"',
    '{"error": "Incorrect order ID"}',
    '{"error": null}',
    "[]",
    "[1, 2]",
    "7",
    "true",
    "{}",
    '{"status": null}',
    '{"status": 5}',
    '{"status": ["Completed"]}',
    '{"status": ""}',
    '{"charge": "x", "remains": {}}',
    '{"status": {"error": "x"}}',
    None,
]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=str)
async def test_one_bad_row_among_a_hundred(house: House, bad: str | None) -> None:
    """99 orders get their status from the answer in which one row is no report; that one is asked about again."""
    async with panel() as server:
        orders = await house.place(100)
        rows = {order.panel_order_id: '{"status": "Completed", "remains": "0"}' for order in orders}
        spoilt = orders[49]
        if bad is None:
            del rows[spoilt.panel_order_id]
        else:
            rows[spoilt.panel_order_id] = bad
        body = "{" + ", ".join(f'"{order_id}": {row}' for order_id, row in rows.items()) + "}"
        server.scripts = [reply(body)]
        poll = PollOrders(panel=house.connect(server.url), interval_seconds=INTERVAL_SECONDS, **house.shared("poller"))
        await poll()
        assert server.count("status") == 1
    async with house.store.snapshot() as tx:
        now = await tx.orders.get_many([order.id for order in orders])
    assert [order_id for order_id, order in now.items() if order.status != "Completed"] == [spoilt.id]
    assert now[spoilt.id].due_at is not None
    assert now[spoilt.id].due_at > house.clock.now()


BAD_SERVICES = ["null", '"x"', "[]", "7", "{}", '{"service": 7}', '{"service": null, "rate": "1"}', '{"rate": "<b>"}']


@pytest.mark.parametrize("bad", BAD_SERVICES)
async def test_one_bad_service_among_a_hundred(house: House, bad: str) -> None:
    """99 services are taken over from a list in which one row is no service."""
    good = [
        f'{{"service": {number}, "name": "S{number}", "type": "Default", "category": "C", "rate": "{number}.5", '
        f'"min": 1, "max": 9}}'
        for number in range(1, 100)
    ]
    async with panel(reply(f"[{', '.join([*good[:50], bad, *good[50:]])}]")) as server:
        await RefreshCatalogue(house.store, house.connect(server.url), house.clock)()
    async with house.store.snapshot() as tx:
        listed = await tx.catalogue.list_all()
    assert [service.row.rate for service in listed] == [Decimal(number) + Decimal("0.5") for number in range(1, 100)]
