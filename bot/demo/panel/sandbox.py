"""The sandbox panel itself: catalogue, money and orders that move by the clock. No network in here."""

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.demo.panel import refusal
from bot.demo.panel.book import Book
from bot.demo.panel.catalogue import CatalogueRow, believable_catalogue
from bot.demo.panel.checks import CheckedOrder, check_add
from bot.demo.panel.faults import Faults
from bot.demo.panel.life import (
    CANCEL_TAKES_SECONDS,
    MINUTE,
    Plan,
    draw_dice,
    plan_order,
    plan_subscription,
    stand_at,
)
from bot.demo.panel.oddities import Oddities, bent
from bot.demo.panel.order import SandboxOrder, SandboxRefill
from bot.demo.panel.pace import Pace
from bot.demo.panel.refusal import Refusal
from bot.domain.service_types import Counting, Pricing, find_service_type
from bot.domain.status import Status, is_final, read_status

FIRST_ORDER_ID = 23501
OPAQUE_PREFIX = "ord_01H"
_REFILL_WAITS_SECONDS, _REFILL_DONE_SECONDS = 5 * MINUTE, 25 * MINUTE


class Sandbox:
    """A panel in memory.

    `clock` gives seconds; `speed` of the sandbox's seconds pass in each of them, so that at 60 an hour's order is
    through in a minute. With `manual` orders move only when told. `seed` decides how orders end. Money is given back
    when somebody looks at an order that ended early, as `settle` does.
    """

    def __init__(
        self,
        catalogue: Sequence[CatalogueRow] | None = None,
        *,
        clock: Callable[[], float] = time.time,
        speed: float = 1.0,
        seed: int = 0,
        balance: Decimal = Decimal(10_000),
        currency: str = "USD",
        manual: bool = False,
    ) -> None:
        self.catalogue = tuple(believable_catalogue() if catalogue is None else catalogue)
        self.orders: dict[int, SandboxOrder] = {}
        self.next_order_id = FIRST_ORDER_ID
        self.refills: dict[int, SandboxRefill] = {}
        self.balance = balance
        self.currency = currency
        self.manual = manual
        self.oddities = Oddities()
        self.faults = Faults()
        self.book = Book()
        self.clock = clock
        self._pace = Pace(clock, speed)
        self._seed = seed
        self._open: set[int] = set()

    @property
    def now(self) -> float:
        """The sandbox's seconds."""
        return self._pace.now()

    @property
    def speed(self) -> float:
        """How many of the sandbox's seconds pass in one of the clock's."""
        return self._pace.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._pace.speed = speed

    def bend(self, **changes: Any) -> None:
        """Change oddities by name, e.g. `bend(bom=True, errors="status_msg")`. Raises: ValueError."""
        self.oddities = bent(self.oddities, changes)

    def find_service(self, service_id: str) -> CatalogueRow:
        """Find a service on sale. Raises: Refusal."""
        for row in self.catalogue:
            if str(row.id) == service_id.strip():
                return row
        raise Refusal(refusal.INCORRECT_SERVICE)

    def find_order(self, order_id: str | int) -> SandboxOrder:
        """Find an order by its id in any of its looks, brought up to date. Raises: Refusal."""
        text = str(order_id).strip().removeprefix(OPAQUE_PREFIX)
        order = self.orders.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else None  # noqa: PLR2004
        if order is None:
            raise Refusal(refusal.INCORRECT_ORDER)
        self.settle(order)
        return order

    def add(self, parameters: Mapping[str, str]) -> SandboxOrder:
        """Take an order with the parameters of `add`, less key and action. Raises: Refusal."""
        if self.oddities.refuse_add:
            raise Refusal(self.oddities.refuse_add)
        row = self.find_service(parameters.get("service", ""))
        checked = check_add(row, parameters, self.oddities.target)
        self._check_link_free(row, checked.link)
        self._check_funds(checked.needed)
        order = self._make_order(row, dict(parameters), checked)
        self.orders[order.id] = order
        self._open.add(order.id)
        self._charge(order)
        return order

    def restore(self, order: SandboxOrder) -> None:
        """Take an order over as it stands, from a sandbox that was before this one."""
        self.orders[order.id] = order
        self._open.add(order.id)

    def _make_order(self, row: CatalogueRow, parameters: Mapping[str, str], checked: CheckedOrder) -> SandboxOrder:
        order_id = self.next_order_id
        self.next_order_id += 1
        dice = draw_dice(self._seed, order_id)
        return SandboxOrder(
            id=order_id,
            parameters=parameters,
            row=row,
            link=checked.link,
            quantity=checked.quantity,
            runs=checked.runs,
            taken_at=self.now,
            start_count=dice.randint(0, 20_000),
            status=Status.PENDING,
            remains=checked.quantity * checked.runs,
            plan=self._plan(order_id, row, checked),
        )

    def _plan(self, order_id: int, row: CatalogueRow, checked: CheckedOrder) -> Plan:
        dice = draw_dice(self._seed, -order_id)
        kind = find_service_type(row.type)
        if kind is not None and kind.counting is Counting.NONE:
            return plan_subscription(dice, self.now, checked.quantity)
        first = order_id == FIRST_ORDER_ID  # whoever tries the sandbox sees one order through
        return plan_order(dice, self.now, checked.runs, checked.interval_minutes * MINUTE, kindly=first)

    def _check_link_free(self, row: CatalogueRow, link: str) -> None:
        if not self.oddities.one_active_per_link:
            return
        self.settle_all()
        if any(self.orders[order_id].link == link and self.orders[order_id].row == row for order_id in self._open):
            raise Refusal(refusal.ACTIVE_ORDER)

    def _check_funds(self, needed: Decimal) -> None:
        if needed > self.balance:
            self.settle_all()
        if needed > self.balance:
            raise Refusal(refusal.NO_FUNDS)

    def settle_all(self) -> None:
        """Bring every open order and the balance up to date."""
        for order_id in sorted(self._open):
            self.settle(self.orders[order_id])

    def settle(self, order: SandboxOrder) -> None:
        """Bring one order up to date with the clock, and the balance with it."""
        if self.manual or order.plan is None:
            return
        standing = stand_at(order.plan, order.total, self.now)
        self._put(order, standing.status, min(standing.remains, order.remains))

    def _put(self, order: SandboxOrder, status: str, remains: int) -> None:
        order.status, order.remains = status, remains
        if is_final(read_status(status)):
            order.plan = None
            self._open.discard(order.id)
        else:
            self._open.add(order.id)
        self._charge(order)

    def _charge(self, order: SandboxOrder) -> None:
        """Take from the balance, or give back to it, what the order's standing has changed."""
        charge = order.charge_now()
        self.balance -= charge - order.charge
        order.charge = charge

    def move(self, order_id: str | int) -> SandboxOrder:
        """Move an order on: Pending → In progress → Completed; an ended one stays. Raises: Refusal."""
        order = self.find_order(order_id)
        if is_final(read_status(order.status)):
            return order
        if order.status != Status.PENDING:
            return self.complete(order_id)
        running = Status.ACTIVE if order.pricing is Pricing.PER_POST else Status.IN_PROGRESS
        if order.plan is not None:
            order.plan = order.plan.moved_to(self.now)
        self._put(order, running, order.remains)
        return order

    def complete(self, order_id: str | int) -> SandboxOrder:
        """Deliver the rest of an order at once. Raises: Refusal."""
        return self.set_status(order_id, Status.COMPLETED, remains=0)

    def make_partial(self, order_id: str | int, remains: int) -> SandboxOrder:
        """End an order with something left, whose price is given back. Raises: Refusal."""
        order = self.find_order(order_id)
        return self.set_status(order_id, Status.PARTIAL, remains=max(0, min(remains, order.total)))

    def cancel(self, order_id: str | int) -> SandboxOrder:
        """Cancel an order and give all of its price back. Raises: Refusal."""
        return self.set_status(order_id, Status.CANCELED, remains=self.find_order(order_id).total)

    def set_status(self, order_id: str | int, word: str, *, remains: int | None = None) -> SandboxOrder:
        """Put an order into any status, where it then stays. Raises: Refusal."""
        order = self.find_order(order_id)
        order.plan = None
        self._put(order, word, order.remains if remains is None else remains)
        return order

    def ask_cancel(self, order_id: str) -> SandboxOrder:
        """Take a customer's wish to cancel: done two minutes later, what was delivered is kept. Raises: Refusal."""
        order = self.find_order(order_id)
        refused = self.oddities.strict_requests and not order.row.cancel
        if is_final(read_status(order.status)) or refused:
            raise Refusal(refusal.NOT_CANCELABLE)
        if order.plan is not None and not order.cancel_asked:
            order.plan = order.plan.canceled_at(self.now + CANCEL_TAKES_SECONDS)
        order.cancel_asked = True
        return order

    def ask_refill(self, order_id: str) -> SandboxRefill:
        """Take a customer's wish for a refill; a canceled order has none. Raises: Refusal."""
        order = self.find_order(order_id)
        status = read_status(order.status)
        done = status in (Status.COMPLETED, Status.PARTIAL)
        gone = is_final(status) and not done
        if gone or (self.oddities.strict_requests and not (done and order.row.refill)):
            raise Refusal(refusal.NOT_REFILLABLE)
        refill = SandboxRefill(id=len(self.refills) + 1, order_id=order.id, asked_at=self.now)
        self.refills[refill.id] = refill
        return refill

    def refill_status(self, refill_id: str) -> str:
        """Tell how far a refill is, by the clock. Raises: Refusal."""
        text = refill_id.strip()
        refill = self.refills.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else None  # noqa: PLR2004
        if refill is None:
            raise Refusal("Refill not found")
        waited = self.now - refill.asked_at
        if waited < _REFILL_WAITS_SECONDS:
            return Status.PENDING
        return Status.IN_PROGRESS if waited < _REFILL_DONE_SECONDS else Status.COMPLETED
