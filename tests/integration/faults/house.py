"""The real services on a real database file, with the real client, and a clock that waits for nothing."""

import json
import sqlite3
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelError
from bot.domain.order import Order, placed
from bot.panel.client import HttpPanel
from bot.panel.pace import Pace
from bot.services.investigate_cases import InvestigateCases
from bot.services.submit_orders import SubmitOrders
from bot.store.sql_store import SqlStore
from tests.fakes.fake_panel import FakePanel
from tests.unit.panel.clocks import ManualClock
from tests.unit.services.arrange import BOSS, arrange, new_order

KEY = "k3y-of-the-panel"
INTERVAL_SECONDS = 60
PATIENT_SECONDS, IMPATIENT_SECONDS = 10.0, 0.6  # for an answer; half for a connection
_SOON = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_A_DAY = (7200,) * 12


class House:
    """One bot without a chat, and a panel at an address that may change."""

    def __init__(self, store: SqlStore, file: Path, stack: AsyncExitStack) -> None:
        self.store = store
        self.file = file
        self.clock = ManualClock()
        self.timeout_seconds = PATIENT_SECONDS
        self._stack = stack

    def expect(self, trouble: str) -> None:
        """Be impatient where the trouble is that nothing comes, and patient with a busy machine everywhere else."""
        is_silence = "in time" in trouble or "without end" in trouble or "no TLS" in trouble
        self.timeout_seconds = IMPATIENT_SECONDS if is_silence else PATIENT_SECONDS

    def connect(self, url: str) -> HttpPanel:
        """Make a client as a bot that starts would."""
        pace = Pace(self.clock, per_second=1000)
        panel = HttpPanel(
            url, KEY, clock=self.clock, pace=pace, jitter=lambda: 1.0, timeout_seconds=self.timeout_seconds
        )
        self._stack.push_async_callback(panel.aclose)
        return panel

    def submit_at(self, url: str, owner: str = "worker") -> SubmitOrders:
        """Make a submit loop's round that finds the panel there."""
        return SubmitOrders(panel=self.connect(url), operators=[BOSS], interval_seconds=60, **self.shared(owner))

    def shared(self, owner: str = "worker") -> dict[str, Any]:
        """Return what rounds of several loops need."""
        return {
            "store": self.store,
            "clock": self.clock,
            "owner": owner,
            "timeout_seconds": self.timeout_seconds,
            **({} if owner == "poller" else {"jitter": lambda: 1.0}),
        }

    async def queue(self, count: int = 1) -> list[Order]:
        """Store orders that were just confirmed."""
        await arrange(self.store)
        async with self.store.transaction() as tx:
            [service, *_] = await tx.catalogue.list_all()
            made = [
                await tx.orders.insert(
                    replace(new_order(service, f"t{number}"), created_at=self.clock.now(), card_message_id=number + 1)
                )
                for number in range(count)
            ]
        return [order for order in made if order is not None]

    async def place(self, count: int) -> list[Order]:
        """Store orders that the panel knows by 1, 2, 3 …, all due to be asked about."""
        await self.queue(count)
        now = self.clock.now()
        async with self.store.transaction() as tx:
            claimed = await tx.orders.claim_queued("arranger", now, 60, count)
            taken = [placed(order, PanelOrderId(str(order.id)), now, now) for order in claimed]
            await tx.orders.save(taken, "arranger")
        return taken

    async def get(self, order: Order) -> Order:
        """Read an order anew."""
        async with self.store.snapshot() as tx:
            return (await tx.orders.get_many([order.id]))[order.id]

    async def tell_operators(self) -> None:
        """Let the loop that serves operators go round, at a panel that answers."""
        parts: dict[str, Any] = {"store": self.store, "panel": FakePanel(), "clock": self.clock}
        await InvestigateCases(owner="investigator", operators=[BOSS], **parts)()

    def told(self) -> list[tuple[int, str, object]]:
        """Read, through a connection of our own, what is owed: to whom, what sort, about what."""
        connection = sqlite3.connect(self.file)
        try:
            rows = connection.execute("SELECT chat_id, kind, payload FROM outbox ORDER BY id").fetchall()
        finally:
            connection.close()
        facts = [(chat_id, kind, json.loads(payload)) for chat_id, kind, payload in rows]
        return [(chat_id, kind, said.get("operator") or said.get("kind")) for chat_id, kind, said in facts]

    async def live_a_day(self, submit: SubmitOrders) -> None:
        """Let rounds go on for a day, thick at first; then let another worker take over, as after a crash."""
        for seconds in (*_SOON, *_A_DAY):
            self.clock.moment += timedelta(seconds=seconds)
            await one_round(submit)
        async with self.store.transaction() as tx:
            await tx.orders.release(None)
        await one_round(replace(submit, owner="heir"))


async def one_round(submit: SubmitOrders) -> None:
    """Let a round end, and the calls that it began."""
    with suppress(PanelError):
        await submit()
    while submit._running:
        with suppress(PanelError):
            await submit()
