"""An order that could not be confirmed, as its operators' matter: opened once, told, looked into, decided once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalogue import PanelOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What operators were told of an uncertain order, and what one of them has asked to be looked up."""

    id: int
    order_id: int
    opened_at: datetime
    told_at: datetime | None = None  # operators have the evidence
    search_from: PanelOrderId | None = None  # the first id to look at at the panel; None: the one after the last known
    search_by: int | None = None  # the operator who wants it looked up; None: nobody does
