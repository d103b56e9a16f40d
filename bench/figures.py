"""Figures of many measurements, and a table of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of one kind of work."""

    name: str
    wall: Sequence[float]
    processor: Sequence[float]

    def row(self) -> list[str]:
        """Write the figures for a table."""
        shares = (0.5, 0.99, 1.0)
        return [
            self.name,
            str(len(self.wall)),
            *(f"{share(self.wall, one):.1f}" for one in shares),
            *(f"{share(self.processor, one):.1f}" for one in shares),
        ]


HEADS = ("", "times", "wall p50", "p99", "max", "processor p50", "p99", "max")


def share(measured: Sequence[float], part: float) -> float:
    """Return what this part of the measurements stays below."""
    return sorted(measured)[min(len(measured) - 1, int(part * len(measured)))]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows under each other, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(lines)
