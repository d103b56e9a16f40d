"""What tables are made of: the names of their rules, words of ours, leases, and the operators' shelf."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    MetaData,
    false,
    literal_column,
    text,
)

from bot.store.columns import At, Pin, PlainText
from bot.store.plain import LARGEST

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Allow only the words of an enumeration in a column."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def word(value: StrEnum) -> ColumnElement[str]:
    """Write one of our own words into a statement as it stands, so that a partial index is seen to fit."""
    return literal_column(f"'{value.value}'", PlainText)


def shelf() -> tuple[Column[Any], ...]:
    """Make the columns of what operators have made of a row; a new list of the panel's leaves them alone."""
    return (
        Column("alias", PlainText),
        Column("hidden", Boolean, nullable=False, server_default=false()),
        Column("pin", Pin, nullable=False, server_default=text(str(LARGEST))),
    )


def lease() -> tuple[Column[Any], Column[Any]]:
    """Make the columns of who works on a row, and until when."""
    return Column("lease_owner", PlainText), Column("lease_until", At)
