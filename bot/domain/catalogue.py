"""What the panel sells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NewType

from bot.domain.service_types import ServiceType, find_service_type

# Both are opaque text, as the panel gives them: "1", "ord_01H…".
PanelServiceId = NewType("PanelServiceId", str)
PanelOrderId = NewType("PanelOrderId", str)

# What is stored for a service of which the panel names no category or no type; views put both into words. A panel may
# have a category of this very name: then its services without one are listed there.
NO_CATEGORY = "Other"
NO_TYPE = "Unknown"  # never ordered as if it were "Default"


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
class Shelf:
    """What operators have made of a service or a category; it outlives every new list of the panel."""

    alias: str | None = None  # our own name
    is_hidden: bool = False
    pinned_at: datetime | None = None  # what is pinned comes first, in the order of pinning


_PLAIN = Shelf()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service we know of: the panel's row, our own short ids that fit into a button, and the operators' shelf."""

    id: int
    category_id: int
    row: ServiceRow
    gone_at: datetime | None = None  # when the panel stopped listing it
    shelf: Shelf = _PLAIN
    category_shelf: Shelf = _PLAIN

    @property
    def title(self) -> str:
        """The name that users see: our own where there is one."""
        return self.shelf.alias or self.row.name

    @property
    def category_title(self) -> str:
        """The category's name that users see."""
        return self.category_shelf.alias or self.row.category

    @property
    def is_hidden(self) -> bool:
        """Whether operators keep it from users, by itself or with its category."""
        return self.shelf.is_hidden or self.category_shelf.is_hidden

    @property
    def is_on_sale(self) -> bool:
        """Whether users may find and order it."""
        return self.gone_at is None and not self.is_hidden

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
    """A category; `services` counts what users find in it, `listed` the hidden ones too."""

    id: int
    name: str  # the panel's
    services: int
    listed: int = 0
    shelf: Shelf = _PLAIN

    @property
    def title(self) -> str:
        """The name that users see: our own where there is one."""
        return self.shelf.alias or self.name


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """What a new list changed, by our service ids; `former` has the rows of what changed as they were before."""

    new: Sequence[int] = ()
    changed: Sequence[int] = ()
    gone: Sequence[int] = ()
    former: Mapping[int, ServiceRow] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """The money the operator has at the panel; `text` is the panel's own."""

    amount: Decimal
    text: str
    currency: str | None
