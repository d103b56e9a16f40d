"""Values as they would come back from a table, so that the double hides nothing that a database would change."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from bot.store.plain import json_mapping, money, plain_text, whole

T = TypeVar("T")


def as_stored(value: T) -> T:
    """Return a domain value as a database would give it back."""
    stored: T = _as_stored(value)
    return stored


def _as_stored(value: Any) -> Any:
    if value is None or isinstance(value, Enum | bool):
        return value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime):
        return _moment(value)
    return _compound(value)


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise TypeError("a time without a zone")
    return value.astimezone(UTC)


def _compound(value: Any) -> Any:
    if isinstance(value, Mapping):
        return json_mapping(value)
    if isinstance(value, tuple | list):
        return tuple(_as_stored(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _as_stored(getattr(value, item.name)) for item in fields(value)})
    raise TypeError(f"{type(value).__name__} cannot be stored")
