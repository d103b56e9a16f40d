"""How a new list of services is taken over: read what is stored, compare in memory, write what differs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import CatalogueChange, Service, ServiceRow
from bot.store.dialect import hold
from bot.store.plain import plain_rows
from bot.store.service_rows import SERVICE_COLUMNS, service_from, service_values
from bot.store.tables import categories, services

_STORED = select(*SERVICE_COLUMNS, services.c.position).join_from(services, categories)
_UPDATE_CATEGORY = update(categories).where(categories.c.id == bindparam("which"))
_UPDATE_SERVICE = update(services).where(services.c.id == bindparam("which"))


@dataclass
class _Plan:
    """What is to be written."""

    inserts: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


async def replace_catalogue(connection: AsyncConnection, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
    """Take over a new list."""
    await hold(connection, "catalogue")
    listed = plain_rows(rows)
    category_ids = await _replace_categories(connection, listed)
    stored = {row.panel_id: (service_from(row[:-1]), row.position) for row in await connection.execute(_STORED)}
    plan = _plan(listed, category_ids, stored)
    gone = _gone(listed, (service for service, _ in stored.values()))
    if plan.updates:
        await connection.execute(_UPDATE_SERVICE, plan.updates)
    if gone:
        await connection.execute(_UPDATE_SERVICE, [{"which": service_id, "gone_at": at} for service_id in gone])
    new = await _insert(connection, plan.inserts)
    return CatalogueChange(new=(*plan.back, *new), changed=tuple(plan.changed), gone=gone)


def _plan(listed: Sequence[ServiceRow], category_ids: dict[str, int], stored: dict[str, tuple[Service, int]]) -> _Plan:
    plan = _Plan()
    for position, row in enumerate(listed):
        values = service_values(row, category_ids[row.category], position)
        if row.panel_id not in stored:
            plan.inserts.append(values)
            continue
        known, was_at = stored[row.panel_id]
        if known.gone_at is not None:
            plan.back.append(known.id)
        elif known.row != row:
            plan.changed.append(known.id)
        if known.gone_at is not None or known.row != row or was_at != position:
            plan.updates.append({"which": known.id, **values})
    return plan


def _gone(listed: Iterable[ServiceRow], stored: Iterable[Service]) -> tuple[int, ...]:
    panel_ids = {row.panel_id for row in listed}
    return tuple(known.id for known in stored if known.gone_at is None and known.row.panel_id not in panel_ids)


async def _insert(connection: AsyncConnection, values: list[dict[str, Any]]) -> Sequence[int]:
    if not values:
        return ()
    returning = insert(services).returning(services.c.id, sort_by_parameter_order=True)
    return [int(service_id) for service_id in (await connection.execute(returning, values)).scalars()]


async def _replace_categories(connection: AsyncConnection, listed: Sequence[ServiceRow]) -> dict[str, int]:
    """Store names in the order of their first service, and how many each has on sale; returns ids by name."""
    counts = Counter(row.category for row in listed)
    wanted = {name: (position, count) for position, (name, count) in enumerate(counts.items())}
    stored = {row.name: row for row in await connection.execute(select(categories))}
    changes = [
        {"which": row.id, "position": position, "services": count}
        for name, row in stored.items()
        for position, count in [wanted.get(name, (row.position, 0))]
        if (row.position, row.services) != (position, count)
    ]
    if changes:
        await connection.execute(_UPDATE_CATEGORY, changes)
    new = [
        {"name": name, "position": position, "services": count}
        for name, (position, count) in wanted.items()
        if name not in stored
    ]
    ids = {name: int(row.id) for name, row in stored.items()}
    if new:
        inserted = await connection.execute(insert(categories).returning(categories.c.name, categories.c.id), new)
        ids |= {row.name: row.id for row in inserted}
    return ids
