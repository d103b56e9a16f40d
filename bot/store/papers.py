"""Papers in SQL: wishes for files and pictures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.paper import Paper, PaperKind
from bot.store.claim import NOW, claim, claimed_by, release
from bot.store.columns import At
from bot.store.dialect import insert_into
from bot.store.tables import papers

_c = papers.c
CLAIM_DUE = claim(papers, _c.due_at <= NOW, _c.due_at, _c.id)
_IS_HELD = (_c.id == bindparam("which"), _c.lease_owner == bindparam("holder"))
_SETTLE = delete(papers).where(*_IS_HELD)
_SET_MESSAGE = update(papers).where(*_IS_HELD).values(message_id=bindparam("message"))
_POSTPONE = (
    update(papers)
    .where(*_IS_HELD)
    .values(due_at=bindparam("due", type_=At), attempts=_c.attempts + 1, lease_owner=null(), lease_until=null())
)
DROP_CHAT = delete(papers).where(_c.user_id == bindparam("user"))


class SqlPapers:
    """Wishes for files and pictures."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, user_id: int, chat_id: int, kind: PaperKind, wish: Mapping[str, Any], at: datetime) -> bool:
        """Store a wish, due at once; False when the very same is being made for this user."""
        values = {"user_id": user_id, "chat_id": chat_id, "kind": kind, "wish": dict(wish), "attempts": 0}
        insert = insert_into(self._connection, papers).values(**values, created_at=at, due_at=at)
        return bool((await self._connection.execute(insert.on_conflict_do_nothing())).rowcount)

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Paper]:
        """Lease wishes that are due and free, those due longest first."""
        rows = await self._connection.execute(CLAIM_DUE, claimed_by(owner, now, lease_seconds, limit))
        return sorted(map(_paper, rows), key=lambda paper: (paper.due_at, paper.id))

    async def set_message(self, paper_id: int, owner: str, message_id: int) -> bool:
        """Remember which message tells how far a claimed paper is."""
        return await self._change(_SET_MESSAGE, paper_id, owner, message=message_id)

    async def settle(self, paper_id: int, owner: str) -> bool:
        """Delete a claimed wish; False when `owner` no longer holds it."""
        return await self._change(_SETTLE, paper_id, owner)

    async def postpone(self, paper_id: int, due_at: datetime, owner: str) -> bool:
        """Count an attempt, put a claimed wish off and end its lease."""
        return await self._change(_POSTPONE, paper_id, owner, due=due_at)

    async def _change(self, statement: Executable, paper_id: int, owner: str, **values: Any) -> bool:
        changed = await self._connection.execute(statement, {"which": paper_id, "holder": owner, **values})
        return bool(changed.rowcount)

    async def drop_chat(self, chat_id: int) -> None:
        """Delete the wishes of a chat that blocked the bot; a private chat's id is its user's."""
        await self._connection.execute(DROP_CHAT, {"user": chat_id})

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        await self._connection.execute(release(papers, owner))


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        id=row.id,
        user_id=row.user_id,
        chat_id=row.chat_id,
        kind=PaperKind(row.kind),
        wish=row.wish,
        message_id=row.message_id,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
    )
