"""After the storm: faults are off, the bot runs, and all that waits comes to its end."""

from contextlib import suppress
from dataclasses import dataclass

from bot.domain.status import read_status
from tests.e2e.house import OPERATOR, House, until
from tests.e2e.storm.panel_staff import PanelStaff

_SETTLES_IN_SECONDS = 90.0
# What the bot waits for of its own accord, as after the tenth 429 in a row, is over: else it may be five minutes.
_WAITS_OVER = (
    "UPDATE orders SET due_at = 0 WHERE state = 'queued' AND due_at > 0",
    "UPDATE requests SET due_at = 0 WHERE state = 'queued' AND due_at > 0",
    "UPDATE outbox SET due_at = 0 WHERE due_at > 0",
)
_UNDER_WAY = {
    "orders on their way": "SELECT count(*) FROM orders WHERE state IN ('queued', 'submitting')",
    "requests on their way": "SELECT count(*) FROM requests WHERE state IN ('queued', 'submitting')",
    "updates not handled": "SELECT count(*) FROM updates WHERE done_at IS NULL",
    "rows not delivered": f"SELECT count(*) FROM outbox WHERE chat_id <> {OPERATOR}",
}


@dataclass(slots=True)
class Calm:
    """Waits until all is settled."""

    house: House
    staff: PanelStaff

    async def settle(self) -> list[str]:
        """Start the bot, let it do all that it owes, and stop it; returns what was left undone."""
        for statement in _WAITS_OVER:
            self.house.write(statement)
        await self.house.start()
        self.staff.finish_all()
        with suppress(TimeoutError):
            await until(self._is_settled, _SETTLES_IN_SECONDS)
        left = self._left()
        code = await self.house.stop()
        return left + ([] if code == 0 else [f"the bot was stopped and ended with {code}"])

    def _is_settled(self) -> bool:
        self.staff.finish_all()
        return not self._left()

    def _left(self) -> list[str]:
        counted = {what: self.house.rows(query)[0][0] for what, query in _UNDER_WAY.items()}
        counted["updates that Telegram still has"] = len(self.house.world.updates)
        counted["orders that stand otherwise at the panel"] = self._told_otherwise()
        return [f"{count} {what}" for what, count in counted.items() if count]

    def _told_otherwise(self) -> int:
        """Count the orders whose status at the panel is not the one we know."""
        stood = self.house.rows("SELECT panel_order_id, status FROM orders WHERE state = 'placed'")
        orders = self.house.sandbox.orders
        return sum(
            int(panel_id) not in orders or read_status(orders[int(panel_id)].status) != status
            for panel_id, status in stood
        )
