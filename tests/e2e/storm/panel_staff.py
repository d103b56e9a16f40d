"""Orders move at the panel while the storm goes on."""

import asyncio
import random
from dataclasses import dataclass

from bot.demo.panel.order import SandboxOrder
from bot.domain.status import is_final, read_status
from tests.e2e.house import House
from tests.e2e.storm.record import Record


@dataclass(slots=True)
class PanelStaff:
    """Starts orders, and ends them well, in part, or not at all."""

    house: House
    record: Record
    chance: random.Random

    async def work(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self.chance.uniform(0.1, 0.4))
            orders = self.open_orders()
            if orders:
                self._treat(self.chance.choice(orders))

    def finish_all(self) -> None:
        """End what is open still."""
        for order in self.open_orders():
            self._end(order)

    def open_orders(self) -> list[SandboxOrder]:
        """List what has no final status yet."""
        return [order for order in self.house.sandbox.orders.values() if not is_final(read_status(order.status))]

    def _treat(self, order: SandboxOrder) -> None:
        if order.status == "Pending" and self.chance.random() < 0.6:
            self.house.sandbox.move(order.id)
        else:
            self._end(order)

    def _end(self, order: SandboxOrder) -> None:
        self.record.ended[order.id] = self.house.world.events.last
        end = self.chance.choice(("complete", "complete", "partial", "cancel"))
        if end == "complete":
            self.house.sandbox.complete(order.id)
        elif end == "partial":
            self.house.sandbox.make_partial(order.id, order.total // 3)
        else:
            self.house.sandbox.cancel(order.id)
