"""Text with entities, their offsets and lengths counted in UTF-16 units as Telegram counts them."""

import re
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VERBATIM = ("pre", "code")


def utf16_length(text: str) -> int:
    """Count UTF-16 units: 2 for a character beyond the basic plane, such as most emoji."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, in the order of their offsets, the longer one first."""

    text: str
    entities: tuple[Entity, ...] = ()

    def trimmed(self) -> "Formatted":
        """Return it without the blanks around it, which Telegram takes off, and without entities on nothing."""
        text = self.text.rstrip()
        end = utf16_length(text)
        start = end - utf16_length(text.lstrip())
        moved = (_clipped(entity, start, end) for entity in self.entities)
        return Formatted(text.lstrip(), tuple(entity for entity in moved if entity))


def _clipped(entity: Entity, start: int, end: int) -> Entity | None:
    first = max(entity["offset"], start)
    last = min(entity["offset"] + entity["length"], end)
    return entity | {"offset": first - start, "length": last - first} if last > first else None


def cleaned(text: str) -> str:
    """Return a text as Telegram takes it: no carriage returns, and a blank for each other control character."""
    return _CONTROL.sub(" ", text.replace("\r", ""))


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Sort entities, and drop what may not stand inside another: anything in code, a quote in a quote."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], _rank(entity)))
    kept: list[Entity] = []
    for entity in ordered:
        if not any(_forbids(outer, entity) for outer in kept):
            kept.append(entity)
    return tuple(kept)


def _rank(entity: Entity) -> int:
    """Say which of two on the same units is the outer one: a quote holds code, and code nothing."""
    return 0 if "blockquote" in entity["type"] else 1 if entity["type"] in _VERBATIM else 2


def _forbids(outer: Entity, inner: Entity) -> bool:
    if not overlap(outer, inner):
        return False
    if outer["type"] in _VERBATIM:
        return True
    return "blockquote" in outer["type"] and "blockquote" in inner["type"]


def overlap(one: Entity, other: Entity) -> bool:
    """Say whether two entities share a unit."""
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"],
    )
