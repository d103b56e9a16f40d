"""Drafts in SQL. Whoever reads one in a writing transaction holds it until the end: answers are not lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, false, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import LINK, Draft
from bot.domain.errors import DraftGone, ServiceGone
from bot.store.catalogue import FIND_SERVICE
from bot.store.columns import At
from bot.store.dialect import hold
from bot.store.service_rows import SERVICE_COLUMNS, service_from
from bot.store.tables import categories, draft_is_open, drafts, outbox, services

_c = drafts.c
_DRAFT_COLUMNS = (_c.id, _c.user_id, _c.chat_id, _c.token, _c.step, _c.answers, _c.card_message_id, _c.updated_at)
FIND_OPEN = (
    select(*_DRAFT_COLUMNS, *SERVICE_COLUMNS)
    .join_from(drafts, services)
    .join(categories, services.c.category_id == categories.c.id)
    .where(drafts.c.user_id == bindparam("user"), draft_is_open)
)
_FIND_AND_HOLD = FIND_OPEN.with_for_update(of=drafts)
_OPEN_OF_USER = update(drafts).where(drafts.c.user_id == bindparam("user"), draft_is_open)
_OPEN_BY_ID = _OPEN_OF_USER.where(drafts.c.id == bindparam("draft"))
_INSERT = insert(drafts).returning(drafts.c.id)
SET_CARD = (
    update(drafts)
    .where(drafts.c.id == bindparam("draft"), drafts.c.user_id == bindparam("user"))
    .values(card_message_id=bindparam("message"))
)
# The owed rows are read once for all; asked for each draft, they would be searched without an index.
_old, _owed_of = drafts.alias("old"), select(outbox.c.draft_id).where(outbox.c.draft_id.is_not(None))
PRUNE_DRAFTS = delete(drafts).where(
    drafts.c.id.in_(
        select(_old.c.id)
        .where(
            _old.c.is_open.is_(false()),
            _old.c.updated_at < bindparam("before", type_=At),
            _old.c.id.not_in(_owed_of),
        )
        .order_by(_old.c.id)
        .limit(bindparam("count"))
    )
)


class SqlDrafts:
    """Orders being put together; a user has at most one open draft."""

    def __init__(self, connection: AsyncConnection, *, locking: bool) -> None:
        self._connection = connection
        self._find_open = _FIND_AND_HOLD if locking else FIND_OPEN

    async def find_open(self, user_id: int) -> Draft | None:
        """Find the user's open draft, with its service as it stands in the catalogue now."""
        row = (await self._connection.execute(self._find_open, {"user": user_id})).one_or_none()
        return None if row is None else _draft(row)

    async def open(self, user_id: int, chat_id: int, service_id: int, token: str, at: datetime) -> Draft:
        """Start a draft at its first step; the user's former one is left.

        Raises: ServiceGone when there is no such service.
        """
        await hold(self._connection, f"draft of {user_id}")
        found = (await self._connection.execute(FIND_SERVICE, {"service": service_id})).one_or_none()
        if found is None:
            raise ServiceGone(str(service_id))
        await self._connection.execute(_OPEN_OF_USER, {"user": user_id, "is_open": False, "updated_at": at})
        values = {"user_id": user_id, "chat_id": chat_id, "service_id": service_id, "token": token, "is_open": True}
        values |= {"step": LINK, "answers": {}, "created_at": at, "updated_at": at}
        draft_id = (await self._connection.execute(_INSERT, values)).scalar_one()
        service = service_from(found)
        return Draft(id=draft_id, user_id=user_id, chat_id=chat_id, service=service, token=token, updated_at=at)

    async def save(self, draft: Draft, at: datetime) -> None:
        """Store step, answers, token and card of an open draft of `draft.user_id`.

        Raises: DraftGone.
        """
        changes = {
            "step": draft.step,
            "answers": dict(draft.answers),
            "token": draft.token,
            "card_message_id": draft.card_message_id,
            "updated_at": at,
        }
        stored = await self._connection.execute(_OPEN_BY_ID, {"draft": draft.id, "user": draft.user_id, **changes})
        if not stored.rowcount:
            raise DraftGone(str(draft.id))

    async def close(self, draft_id: int, user_id: int, at: datetime) -> bool:
        """Leave or finish a draft of this user; False when it was not open."""
        closed = {"draft": draft_id, "user": user_id, "is_open": False, "updated_at": at}
        return bool((await self._connection.execute(_OPEN_BY_ID, closed)).rowcount)

    async def set_card(self, draft_id: int, user_id: int, message_id: int) -> None:
        """Remember which message shows the draft."""
        await self._connection.execute(SET_CARD, {"draft": draft_id, "user": user_id, "message": message_id})

    async def prune(self, before: datetime, limit: int) -> int:
        """Forget drafts that were closed before then; returns how many."""
        return (await self._connection.execute(PRUNE_DRAFTS, {"before": before, "count": limit})).rowcount


def _draft(row: Any) -> Draft:
    draft_id, user_id, chat_id, token, step, answers, card_message_id, updated_at = row[: len(_DRAFT_COLUMNS)]
    return Draft(
        id=draft_id,
        user_id=user_id,
        chat_id=chat_id,
        service=service_from(row[len(_DRAFT_COLUMNS) :]),
        token=token,
        step=step,
        answers=answers,
        card_message_id=card_message_id,
        updated_at=updated_at,
    )
