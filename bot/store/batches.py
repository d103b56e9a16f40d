"""Mass orders and presets, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.batch import Batch, BatchState, Preset
from bot.store.dialect import hold
from bot.store.table_parts import word
from bot.store.tables import batches, in_batch, order_queued, order_submitting, orders, presets

_c = batches.c
_INSERT = insert(batches).returning(*_c)
_FIND = select(batches).where(_c.token == bindparam("which", type_=_c.token.type), _c.user_id == bindparam("user"))
_CLOSE = update(batches).where(
    _c.id == bindparam("batch"), _c.user_id == bindparam("user"), _c.state == word(BatchState.OPEN)
)
_under_way = select(orders.c.id).where(
    in_batch, orders.c.batch_id == bindparam("batch"), order_queued | order_submitting
)
FINISH = (
    update(batches)
    .where(_c.id == bindparam("batch"), _c.state == word(BatchState.CONFIRMED), ~_under_way.exists())
    .values(state=BatchState.DONE)
)
_BEFORE = bindparam("before", type_=_c.created_at.type)
_was_confirmed = _c.state.in_([word(BatchState.CONFIRMED), word(BatchState.DONE)])
_PRUNE = delete(batches).where(~_was_confirmed, _c.created_at < _BEFORE)
_PRUNE_TEXT = update(batches).where(_was_confirmed, _c.created_at < _BEFORE, _c.content != "").values(content="")
_INSERT_PRESET = insert(presets).returning(presets.c.id)
_PRESETS = select(presets).where(presets.c.user_id == bindparam("user"))
LIST_PRESETS = _PRESETS.order_by(presets.c.id)
_FIND_PRESET = _PRESETS.where(presets.c.id == bindparam("preset"))
_DELETE_PRESET = delete(presets).where(presets.c.user_id == bindparam("user"), presets.c.id == bindparam("preset"))


class SqlBatches:
    """Mass orders."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def insert(self, user_id: int, chat_id: int, token: str, content: str, at: datetime) -> Batch:
        """Store what was written, open."""
        values = {"user_id": user_id, "chat_id": chat_id, "token": token, "content": content, "created_at": at}
        return _batch((await self._connection.execute(_INSERT, {**values, "state": BatchState.OPEN})).one())

    async def find(self, token: str, user_id: int) -> Batch | None:
        """Find a mass order of this user by its token, in whatever state."""
        row = (await self._connection.execute(_FIND, {"which": token, "user": user_id})).one_or_none()
        return None if row is None else _batch(row)

    async def close(self, batch_id: int, user_id: int, state: BatchState, rejected: Mapping[str, str] | None) -> bool:
        """Confirm or leave an open mass order of this user, once; False when it is not open."""
        change = _CLOSE.values(state=state, rejected=None if rejected is None else dict(rejected))
        return bool((await self._connection.execute(change, {"batch": batch_id, "user": user_id})).rowcount)

    async def finish(self, batch_id: int) -> bool:
        """Turn a confirmed mass order none of whose orders is on its way any more into a done one, once."""
        # Two that end at the same time would each see the other's order on its way.
        await hold(self._connection, f"batch {batch_id}")
        return bool((await self._connection.execute(FINISH, {"batch": batch_id})).rowcount)

    async def prune(self, unconfirmed_before: datetime, text_before: datetime) -> None:
        """Forget old mass orders that were not confirmed, and what was written for old confirmed ones."""
        await self._connection.execute(_PRUNE, {"before": unconfirmed_before})
        await self._connection.execute(_PRUNE_TEXT, {"before": text_before})


class SqlPresets:
    """Named sets of services and quantities."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def insert(self, user_id: int, name: str, content: str, at: datetime) -> int:
        """Store one; returns its id."""
        values = {"user_id": user_id, "name": name, "content": content, "created_at": at}
        return int((await self._connection.execute(_INSERT_PRESET, values)).scalar_one())

    async def list_of(self, user_id: int) -> Sequence[Preset]:
        """List this user's, oldest first."""
        return [_preset(row) for row in await self._connection.execute(LIST_PRESETS, {"user": user_id})]

    async def find(self, preset_id: int, user_id: int) -> Preset | None:
        """Find one of this user's."""
        row = (await self._connection.execute(_FIND_PRESET, {"user": user_id, "preset": preset_id})).one_or_none()
        return None if row is None else _preset(row)

    async def delete(self, preset_id: int, user_id: int) -> bool:
        """Forget one of this user's; False when there is none."""
        return bool((await self._connection.execute(_DELETE_PRESET, {"user": user_id, "preset": preset_id})).rowcount)


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        user_id=row.user_id,
        chat_id=row.chat_id,
        token=row.token,
        content=row.content,
        state=BatchState(row.state),
        rejected=row.rejected,
        created_at=row.created_at,
    )


def _preset(row: Row[Any]) -> Preset:
    return Preset(id=row.id, user_id=row.user_id, name=row.name, content=row.content)
