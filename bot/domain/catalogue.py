"""What the panel sells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NewType

from bot.domain.service_types import ServiceType, find_service_type

# Both are opaque text, as the panel gives them: "1", "ord_01H…".
PanelServiceId = NewType("PanelServiceId", str)
PanelOrderId = NewType("PanelOrderId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One service as the panel lists it. A flag that is None was not sent: unknown, which is not "no"."""

    panel_id: PanelServiceId
    name: str
    type: str
    category: str
    rate: Decimal
    rate_text: str
    minimum: int
    maximum: int
    refill: bool | None = None
    cancel: bool | None = None
    drip_feed: bool | None = None
    description: str = ""
    average_time: str = ""
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service we know of: the panel's row, and our own short ids that fit into a button."""

    id: int
    category_id: int
    row: ServiceRow
    gone_at: datetime | None = None  # when the panel stopped listing it

    @property
    def kind(self) -> ServiceType | None:
        """The type's rules, or None when the type is not one we can order."""
        return find_service_type(self.row.type)

    @property
    def offers_drip_feed(self) -> bool:
        """Whether drip-feed may be offered: the type has it and the panel does not say no."""
        return self.kind is not None and self.kind.drip_feed and self.row.drip_feed is not False


@dataclass(frozen=True, slots=True)
class Category:
    """A category with at least one service on sale; `services` counts them."""

    id: int
    name: str
    services: int


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """What a new list changed, by our service ids."""

    new: Sequence[int] = ()
    changed: Sequence[int] = ()
    gone: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The money the operator has at the panel; `text` is the panel's own."""

    amount: Decimal
    text: str
    currency: str | None
