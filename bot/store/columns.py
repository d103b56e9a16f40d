"""Kinds of columns: what a value is in code and in a table."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator

from bot.domain.money import from_micros
from bot.store.plain import LARGEST, json_text, micros, plain_text, whole

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite counts rows by itself only in a column called INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


class At(TypeDecorator[datetime]):
    """A moment: aware UTC in code, microseconds since 1970 in the table."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Count microseconds; a time without a zone is a TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment, exactly."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Pin(At):
    """When something was pinned; what is not has the largest number, so that it sorts last in any database."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Count microseconds."""
        return LARGEST if value is None else super().process_bind_param(value, dialect)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the moment, or None for what is not pinned."""
        return None if value == LARGEST else super().process_result_value(value, dialect)


class Micros(TypeDecorator[Decimal]):
    """Money: Decimal in code, whole millionths in the table."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Round to millionths."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the amount."""
        return None if value is None else from_micros(value)


class Count(TypeDecorator[int]):
    """A number that somebody else gave us, brought into what the table takes."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Cut it to the largest number there is."""
        return None if value is None else whole(value)


class PlainText(TypeDecorator[str]):
    """Text without what databases refuse."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Drop what cannot be stored."""
        return None if value is None else plain_text(value)


class Json(TypeDecorator[Any]):
    """JSON as text, written the same way each time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write it; None stays NULL."""
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read it."""
        return None if value is None else json.loads(value)
