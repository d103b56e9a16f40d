"""How a new list of services is taken over: read what is stored, part by part, compare, write what differs."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import CatalogueChange, PanelServiceId, Service, ServiceRow
from bot.store.chunks import in_chunks
from bot.store.dialect import hold
from bot.store.plain import plain_rows
from bot.store.service_rows import SERVICE_COLUMNS, service_from, service_values
from bot.store.tables import categories, services

_STORED = (
    select(*SERVICE_COLUMNS, services.c.position)
    .join_from(services, categories)
    .where(services.c.id > bindparam("after"))
    .order_by(services.c.id)
    .limit(bindparam("count"))
)
_HIDDEN = select(services.c.panel_id).where(services.c.hidden.is_(true()))
_UPDATE_CATEGORY = update(categories).where(categories.c.id == bindparam("which"))
_UPDATE_SERVICE = update(services).where(services.c.id == bindparam("which"))
_INSERT = insert(services).returning(services.c.id, sort_by_parameter_order=True)
_AT_ONCE = 500  # services: a long list twice over, as rows and as values, would be what a small server has of memory


@dataclass
class _News:
    """What a new list has changed so far, and which of its rows are known."""

    known: set[str] = field(default_factory=set)
    back: list[int] = field(default_factory=list)
    former: dict[int, ServiceRow] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


async def replace_catalogue(connection: AsyncConnection, rows: Sequence[ServiceRow], at: datetime) -> CatalogueChange:
    """Take over a new list."""
    await hold(connection, "catalogue")
    listed = {row.panel_id: (position, row) for position, row in enumerate(plain_rows(rows))}
    hidden = set((await connection.execute(_HIDDEN)).scalars())
    category_ids = await _replace_categories(connection, [row for _, row in listed.values()], hidden)
    news = _News()
    async for stored in _stored(connection):
        updates = [
            {"which": service.id, **service_values(row, category_ids[row.category], position)}
            for service, (position, row) in _differing(stored, listed, news)
        ]
        if updates:
            await connection.execute(_UPDATE_SERVICE, updates)
    if news.gone:
        await connection.execute(_UPDATE_SERVICE, [{"which": service_id, "gone_at": at} for service_id in news.gone])
    new = [(position, row) for panel_id, (position, row) in listed.items() if panel_id not in news.known]
    ids = [one for part in in_chunks(new, _AT_ONCE) for one in await _insert(connection, part, category_ids)]
    return CatalogueChange((*news.back, *ids), tuple(news.former), tuple(news.gone), news.former)


async def _stored(connection: AsyncConnection) -> AsyncIterator[list[tuple[Service, int]]]:
    """Read what is stored, in parts, with the places in the former list."""
    last = 0
    while True:
        rows = (await connection.execute(_STORED, {"after": last, "count": _AT_ONCE})).all()
        if not rows:
            return
        last = rows[-1].id
        yield [(service_from(row[:-1]), row.position) for row in rows]


def _differing(
    stored: Iterable[tuple[Service, int]], listed: Mapping[PanelServiceId, tuple[int, ServiceRow]], news: _News
) -> Iterator[tuple[Service, tuple[int, ServiceRow]]]:
    """Find the services that the new list has otherwise, and note what that means."""
    for service, was_at in stored:
        found = listed.get(service.row.panel_id)
        if found is None:
            if service.gone_at is None:
                news.gone.append(service.id)
            continue
        position, row = found
        news.known.add(service.row.panel_id)
        if service.gone_at is not None:
            news.back.append(service.id)
        elif service.row != row:
            news.former[service.id] = service.row
        if service.gone_at is not None or service.row != row or was_at != position:
            yield service, found


async def _insert(
    connection: AsyncConnection, new: Iterable[tuple[int, ServiceRow]], category_ids: Mapping[str, int]
) -> Sequence[int]:
    values = [service_values(row, category_ids[row.category], position) for position, row in new]
    return [int(service_id) for service_id in (await connection.execute(_INSERT, values)).scalars()]


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
