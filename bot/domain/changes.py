"""What a new list of the panel's changed about its services, as facts that later lists don't rewrite."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.catalogue import CatalogueChange, Service, ServiceRow


class ChangeKind(StrEnum):
    """What changed about a service."""

    NEW = "new"
    GONE = "gone"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change about to be stored; `facts` has `old` and `new`: exact rates, or the limits as [least, most]."""

    service_id: int
    kind: ChangeKind
    facts: Mapping[str, object] = field(default_factory=dict)  # JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change as stored, with its service as it stands now."""

    id: int
    service: Service
    kind: ChangeKind
    facts: Mapping[str, object]
    at: datetime


def changes_of(change: CatalogueChange, rows: Mapping[int, ServiceRow]) -> list[NewChange]:
    """Tell what a new list changed; `rows` has the changed services as they are now, by our ids."""
    told = [NewChange(service_id=service_id, kind=ChangeKind.NEW) for service_id in change.new]
    told += [NewChange(service_id=service_id, kind=ChangeKind.GONE) for service_id in change.gone]
    for service_id in change.changed:
        told += _between(service_id, change.former[service_id], rows[service_id])
    return told


def _between(service_id: int, before: ServiceRow, now: ServiceRow) -> Iterator[NewChange]:
    if now.rate != before.rate:
        kind = ChangeKind.DEARER if now.rate > before.rate else ChangeKind.CHEAPER
        yield NewChange(service_id=service_id, kind=kind, facts={"old": str(before.rate), "new": str(now.rate)})
    old, new = [before.minimum, before.maximum], [now.minimum, now.maximum]
    if old != new:
        yield NewChange(service_id=service_id, kind=ChangeKind.LIMITS, facts={"old": old, "new": new})
