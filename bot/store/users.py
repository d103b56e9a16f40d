"""Users in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Access, NoticeWish, User
from bot.store.chunks import in_chunks
from bot.store.dialect import insert_into
from bot.store.plain import plain_text
from bot.store.tables import users

_FIND = select(users).where(users.c.id == bindparam("user"))
LIST_ASKED = (
    select(users)
    .where(
        users.c.access == bindparam("asked", type_=users.c.access.type),
        users.c.id.not_in(bindparam("but", expanding=True)),
    )
    .order_by(users.c.created_at, users.c.id)
    .limit(bindparam("count"))
)
_GET_MANY = select(users).where(users.c.id.in_(bindparam("ids", expanding=True)))
_CHANGE = update(users).where(users.c.id == bindparam("user"))

_CHOSEN = ("language", "digest_hour", "quiet_from", "quiet_to", "zone")


def just_seen(stored: User | None, seen: User) -> User:
    """Return a user as they are to be stored: Telegram's facts from `seen`, their own choices from before."""
    return replace(
        stored or seen,
        name=plain_text(seen.name),
        username=None if seen.username is None else plain_text(seen.username),
        telegram_language=None if seen.telegram_language is None else plain_text(seen.telegram_language),
        blocked_at=None,
    )


class SqlUsers:
    """People who wrote to the bot."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user_id: int) -> User | None:
        """Find somebody by their Telegram id."""
        row = (await self._connection.execute(_FIND, {"user": user_id})).one_or_none()
        return None if row is None else _user(row)

    async def get_many(self, user_ids: Collection[int]) -> Mapping[int, User]:
        """Read several people by their Telegram ids; those who never wrote are left out."""
        found: dict[int, User] = {}
        for part in in_chunks(user_ids):
            rows = await self._connection.execute(_GET_MANY, {"ids": part})
            found |= {row.id: _user(row) for row in rows}
        return found

    async def note_seen(self, user: User, at: datetime) -> User:
        """Store what Telegram says of them; writes only when that is news, since this runs with each update."""
        stored = await self.find(user.id)
        seen = just_seen(stored, user)
        return seen if seen == stored else await self._store_seen(seen, at)

    async def _store_seen(self, seen: User, at: datetime) -> User:
        told = {name: getattr(seen, name) for name in ("name", "username", "telegram_language", "blocked_at")}
        chosen = {name: getattr(seen, name) for name in ("id", "access", "notices", *_CHOSEN)}
        insert = insert_into(self._connection, users).values(**told, **chosen, created_at=at)
        upsert = insert.on_conflict_do_update(index_elements=[users.c.id], set_=told).returning(*users.c)
        return _user((await self._connection.execute(upsert)).one())

    async def set_access(self, user_id: int, access: Access) -> None:
        """Change what somebody may do."""
        await self._connection.execute(_CHANGE.values(access=access), {"user": user_id})

    async def list_asked(self, limit: int, but: Collection[int] = ()) -> Sequence[User]:
        """List people whose request for access no operator has answered yet, those who came first first."""
        asked = await self._connection.execute(LIST_ASKED, {"asked": Access.ASKED, "but": sorted(but), "count": limit})
        return [_user(row) for row in asked]

    async def set_language(self, user_id: int, language: str | None) -> None:
        """Store the language somebody chose."""
        await self._connection.execute(_CHANGE.values(language=language), {"user": user_id})

    async def set_notices(self, user_id: int, wish: NoticeWish) -> None:
        """Store which notices somebody wants."""
        await self._connection.execute(_CHANGE.values(notices=wish), {"user": user_id})

    async def set_wishes(self, user: User) -> None:
        """Store how and when somebody wants to be told: digest, quiet hours, time zone."""
        wishes = {name: getattr(user, name) for name in ("digest_hour", "quiet_from", "quiet_to", "zone")}
        await self._connection.execute(_CHANGE.values(wishes), {"user": user.id})

    async def mark_blocked(self, user_id: int, at: datetime) -> None:
        """Remember that they blocked the bot."""
        await self._connection.execute(_CHANGE.values(blocked_at=at), {"user": user_id})


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        name=row.name,
        username=row.username,
        telegram_language=row.telegram_language,
        language=row.language,
        access=Access(row.access),
        notices=NoticeWish(row.notices),
        digest_hour=row.digest_hour,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        zone=row.zone,
        blocked_at=row.blocked_at,
    )
