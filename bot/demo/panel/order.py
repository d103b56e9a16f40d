"""An order as the sandbox keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.demo.panel.catalogue import CatalogueRow
from bot.demo.panel.life import Plan
from bot.domain.money import price_per_1000
from bot.domain.service_types import Pricing, find_service_type
from bot.domain.status import Status, read_status

# What is paid for each of these is what was delivered; for every other status the whole order.
_REFUNDED = frozenset({Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED})


@dataclass(slots=True, kw_only=True)
class SandboxOrder:
    """An order that the sandbox took. `parameters` are exactly those of its `add`, less key and action."""

    id: int
    parameters: Mapping[str, str]
    row: CatalogueRow
    link: str
    quantity: int  # of one run
    runs: int
    taken_at: float  # in the sandbox's seconds
    start_count: int
    status: str
    remains: int
    charge: Decimal = Decimal(0)
    plan: Plan | None = None  # None: it moves only when told
    cancel_asked: bool = False

    @property
    def total(self) -> int:
        """What is to be delivered in all runs."""
        return self.quantity * self.runs

    @property
    def pricing(self) -> Pricing:
        """How it is charged."""
        kind = find_service_type(self.row.type)
        return kind.pricing if kind else Pricing.PER_1000

    def charge_now(self) -> Decimal:
        """Return what it costs as it stands: what was not delivered is given back."""
        delivered = max(self.total - self.remains, 0)
        if self.pricing is Pricing.PER_POST:
            return Decimal(self.row.rate) * delivered
        paid = delivered if read_status(self.status) in _REFUNDED else self.total
        if self.pricing is Pricing.FLAT:
            return Decimal(self.row.rate) * paid
        return price_per_1000(Decimal(self.row.rate), paid)


@dataclass(frozen=True, slots=True)
class SandboxRefill:
    """A refill that was asked for."""

    id: int
    order_id: int
    asked_at: float
