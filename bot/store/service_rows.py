"""A service as columns, and back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from bot.domain.catalogue import PanelServiceId, Service, ServiceRow, Shelf
from bot.store.tables import categories, services

_c = services.c
_category = categories.c
# In the order in which `service_from` reads them.
SERVICE_COLUMNS = (
    *(_c.id, _c.category_id, _c.gone_at, _c.panel_id, _c.name, _c.type, _category.name.label("category"), _c.rate),
    *(_c.rate_text, _c.minimum, _c.maximum, _c.refill, _c.cancel, _c.drip_feed),
    *(_c.description, _c.average_time, _c.currency),
    *(_c.alias, _c.hidden, _c.pin),
    *(_category.alias.label("category_alias"), _category.hidden.label("category_hidden")),
    _category.pin.label("category_pin"),
)


def select_services() -> Select[Any]:
    """Start a query for services."""
    return select(*SERVICE_COLUMNS).join_from(services, categories)


def service_from(values: Sequence[Any]) -> Service:
    """Make a service of its columns."""
    service_id, category_id, gone_at, panel_id, name, kind, category, rate, *rest = values
    rate_text, minimum, maximum, refill, cancel, drip_feed, description, average_time, currency, *shelves = rest
    row = ServiceRow(
        panel_id=PanelServiceId(panel_id),
        name=name,
        type=kind,
        category=category,
        rate=Decimal(rate),
        rate_text=rate_text,
        minimum=minimum,
        maximum=maximum,
        refill=refill,
        cancel=cancel,
        drip_feed=drip_feed,
        description=description,
        average_time=average_time,
        currency=currency,
    )
    return Service(
        id=service_id,
        category_id=category_id,
        row=row,
        gone_at=gone_at,
        shelf=shelf_from(shelves[:3]),
        category_shelf=shelf_from(shelves[3:]),
    )


def shelf_from(values: Sequence[Any]) -> Shelf:
    """Make a shelf of its columns."""
    alias, hidden, pinned_at = values
    return Shelf(alias=alias, is_hidden=hidden, pinned_at=pinned_at)


def shelf_values(shelf: Shelf) -> dict[str, Any]:
    """Make columns of a shelf."""
    return {"alias": shelf.alias, "hidden": shelf.is_hidden, "pin": shelf.pinned_at}


def service_values(row: ServiceRow, category_id: int, position: int) -> dict[str, Any]:
    """Make columns of the panel's row."""
    return {
        "panel_id": row.panel_id,
        "category_id": category_id,
        "position": position,
        "name": row.name,
        "type": row.type,
        "rate": str(row.rate),
        "rate_text": row.rate_text,
        "rate_micros": row.rate,
        "minimum": row.minimum,
        "maximum": row.maximum,
        "refill": row.refill,
        "cancel": row.cancel,
        "drip_feed": row.drip_feed,
        "description": row.description,
        "average_time": row.average_time,
        "currency": row.currency,
        "gone_at": None,
    }
