"""Long lists in parts, since a statement takes only so many parameters (SQLite 32,766, PostgreSQL 32,767)."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
CHUNK = 5_000


def in_chunks(values: Collection[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Cut a list into parts that a statement takes."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part
