"""How a new list of services is taken over: read what is stored, compare in memory, write what differs."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
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
    former: dict[int, ServiceRow] = field(default_factory=dict)  # what changed, as it was


async def replace_catalogue(connection: AsyncConnection, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
    """Take over a new list."""
    await hold(connection, "catalogue")
    listed = plain_rows(rows)
    stored = {row.panel_id: (service_from(row[:-1]), row.position) for row in await connection.execute(_STORED)}
    hidden = {panel_id for panel_id, (service, _) in stored.items() if service.shelf.is_hidden}
    category_ids = await _replace_categories(connection, listed, hidden)
    plan = _plan(listed, category_ids, stored)
    gone = _gone(listed, (service for service, _ in stored.values()))
    if plan.updates:
        await connection.execute(_UPDATE_SERVICE, plan.updates)
    if gone:
        await connection.execute(_UPDATE_SERVICE, [{"which": service_id, "gone_at": at} for service_id in gone])
    new = await _insert(connection, plan.inserts)
    return CatalogueChange(new=(*plan.back, *new), changed=tuple(plan.former), gone=gone, former=plan.former)


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
            plan.former[known.id] = known.row
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


async def _replace_categories(
    connection: AsyncConnection, listed: Sequence[ServiceRow], hidden: Collection[str]
) -> dict[str, int]:
    """Store names in the order of their first service, and how many each has; returns ids by name."""
    wanted = _wanted_categories(listed, hidden)
    stored = {row.name: row for row in await connection.execute(select(categories))}
    changes = [
        {"which": row.id, **values}
        for name, row in stored.items()
        for values in [wanted.get(name, {"position": row.position, "services": 0, "listed": 0})]
        if any(getattr(row, column) != value for column, value in values.items())
    ]
    if changes:
        await connection.execute(_UPDATE_CATEGORY, changes)
    new = [{"name": name, **values} for name, values in wanted.items() if name not in stored]
    ids = {name: int(row.id) for name, row in stored.items()}
    if new:
        inserted = await connection.execute(insert(categories).returning(categories.c.name, categories.c.id), new)
        ids |= {row.name: row.id for row in inserted}
    return ids


def _wanted_categories(listed: Sequence[ServiceRow], hidden: Collection[str]) -> dict[str, dict[str, int]]:
    counts = Counter(row.category for row in listed)
    kept_back = Counter(row.category for row in listed if row.panel_id in hidden)
    return {
        name: {"position": position, "services": count - kept_back[name], "listed": count}
        for position, (name, count) in enumerate(counts.items())
    }
