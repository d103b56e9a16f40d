"""What may be stored: text, numbers and JSON that both databases take.

Numbers from a panel can be of any size, and one that does not fit must not spoil the rows beside it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.domain.catalogue import PanelServiceId, ServiceRow
from bot.domain.money import MICROS, from_micros, to_micros
from bot.domain.text import storable

LARGEST = 2**63 - 1  # of a BIGINT
MAX_CATEGORY = 500  # characters; a name is a key, and PostgreSQL's index takes about 2,700 bytes
MAX_PANEL_ID = 200  # characters
_LARGEST_AMOUNT = Decimal(LARGEST) / MICROS - 1


def plain_text(text: str) -> str:
    """Leave out what no database takes; a member of an enumeration becomes its word."""
    return str(text) if text.isprintable() else storable(text)


def whole(number: int) -> int:
    """Bring a number into what a BIGINT takes."""
    return max(-LARGEST, min(LARGEST, number))


def micros(amount: Decimal) -> int:
    """Turn an amount into millionths that a BIGINT takes; what is not a number counts as 0."""
    if amount.is_nan():
        return 0
    return to_micros(max(-_LARGEST_AMOUNT, min(_LARGEST_AMOUNT, amount)))


def money(amount: Decimal) -> Decimal:
    """Return an amount as it comes back from a table: whole millionths."""
    return from_micros(micros(amount))


def json_text(value: Any) -> str:
    """Write JSON: equal values give equal texts.

    Raises: TypeError, ValueError for what is no JSON.
    """
    return plain_text(json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")))


def json_mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping as it comes back from a table."""
    loaded: dict[str, Any] = json.loads(json_text(dict(value)))
    return loaded


def plain_row(row: ServiceRow) -> ServiceRow:
    """Return a service row as it comes back from a table; the rate stays exact."""
    return replace(
        row,
        panel_id=PanelServiceId(plain_text(row.panel_id)),
        name=plain_text(row.name),
        type=plain_text(row.type),
        category=plain_text(row.category)[:MAX_CATEGORY],
        rate_text=plain_text(row.rate_text),
        minimum=whole(row.minimum),
        maximum=whole(row.maximum),
        description=plain_text(row.description),
        average_time=plain_text(row.average_time),
        currency=None if row.currency is None else plain_text(row.currency),
    )


def plain_rows(rows: Iterable[ServiceRow]) -> list[ServiceRow]:
    """Return rows as they are stored: each panel id once, the first of them, and none that is too long for a key."""
    by_id: dict[str, ServiceRow] = {}
    for row in map(plain_row, rows):
        if len(row.panel_id) <= MAX_PANEL_ID:
            by_id.setdefault(row.panel_id, row)
    return list(by_id.values())
