"""The balance over time, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.evidence import BalanceReading
from bot.store.columns import At
from bot.store.tables import balances

_c = balances.c
_AT = bindparam("moment", type_=At)
BEFORE = select(balances).where(_c.answered_at <= _AT).order_by(_c.answered_at.desc()).limit(1)
AFTER = select(balances).where(_c.asked_at >= _AT).order_by(_c.asked_at).limit(1)
LAST_BETWEEN = (
    select(balances)
    .where(_c.answered_at >= _AT, _c.answered_at <= bindparam("until", type_=At), _c.asked_at >= _AT)
    .order_by(_c.answered_at.desc())
    .limit(1)
)
PRUNE = delete(balances).where(_c.answered_at < _AT)


class SqlBalances:
    """Readings of the balance."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, reading: BalanceReading) -> None:
        """Store a reading."""
        values = {"asked_at": reading.asked_at, "answered_at": reading.answered_at, "amount": reading.amount}
        await self._connection.execute(insert(balances).values(values))

    async def before(self, at: datetime) -> BalanceReading | None:
        """Find the last reading that was answered by then."""
        return await self._find(BEFORE, moment=at)

    async def after(self, at: datetime) -> BalanceReading | None:
        """Find the first reading that was asked for no earlier."""
        return await self._find(AFTER, moment=at)

    async def last_between(self, since: datetime, until: datetime) -> BalanceReading | None:
        """Find the last reading of those asked for and answered in a span of time."""
        return await self._find(LAST_BETWEEN, moment=since, until=until)

    async def _find(self, statement: Select[Any], **times: datetime) -> BalanceReading | None:
        row = (await self._connection.execute(statement, times)).one_or_none()
        return row and BalanceReading(asked_at=row.asked_at, answered_at=row.answered_at, amount=row.amount)

    async def prune(self, before: datetime) -> None:
        """Forget readings answered before then."""
        await self._connection.execute(PRUNE, {"moment": before})
