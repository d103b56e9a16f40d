"""The outbox in SQL: what the bot owes to chats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Update, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outbox import NewOwed, Owed, OwedKind, Settled
from bot.store.chunks import in_chunks
from bot.store.claim import NOW, claim, claimed_by, is_free, release
from bot.store.columns import At
from bot.store.dialect import hold
from bot.store.drafts import SET_CARD
from bot.store.table_parts import word
from bot.store.tables import orders, outbox, owed_is_card

_CardKey = tuple[int, int | None] | None
_PutOff = tuple[datetime, int]  # due_at, attempts

_earlier = outbox.alias("earlier")
_waits_behind = exists(_earlier.c.id).where(
    _earlier.c.chat_id == outbox.c.chat_id,
    _earlier.c.id < outbox.c.id,
    or_(_earlier.c.due_at > NOW, _earlier.c.lease_until > NOW),
)
CLAIM_DUE = claim(outbox, and_(outbox.c.due_at <= NOW, ~_waits_behind), outbox.c.id)
_CLAIM_BUT_CARDS = claim(outbox, and_(outbox.c.due_at <= NOW, ~_waits_behind, ~owed_is_card), outbox.c.id)
_waits_behind_others = exists(_earlier.c.id).where(
    _earlier.c.chat_id == outbox.c.chat_id,
    _earlier.c.id < outbox.c.id,
    or_(
        _earlier.c.due_at > NOW,
        and_(_earlier.c.lease_until > NOW, _earlier.c.lease_owner != bindparam("claim_owner")),
    ),
)
CLAIM_NOTICES = claim(
    outbox,
    and_(
        outbox.c.chat_id.in_(bindparam("chats", expanding=True)),
        outbox.c.kind == OwedKind.NOTICE,
        outbox.c.due_at <= NOW,
        ~_waits_behind_others,
    ),
    outbox.c.id,
)
WAITING_CARDS = (
    select(outbox.c.id, outbox.c.order_id, outbox.c.message_id, outbox.c.due_at, outbox.c.attempts)
    .where(owed_is_card, outbox.c.order_id.in_(bindparam("orders", expanding=True)), is_free(outbox))
    .with_for_update()
)
_INSERT = insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
_DELETE = delete(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True)))
_GIVE_BACK = (
    update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(lease_owner=None, lease_until=None)
)
DROP_CHAT = delete(outbox).where(outbox.c.chat_id == bindparam("chat"))
_POSTPONE = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(due_at=bindparam("due", type_=At), attempts=outbox.c.attempts + 1, lease_owner=None, lease_until=None)
)
_MOVE_CARD = (
    update(orders)
    .where(orders.c.id == bindparam("order"), orders.c.card_message_id == bindparam("former"))
    .values(card_message_id=bindparam("message"))
)
_MOVE_VIEW = (
    update(orders)
    .where(orders.c.id == bindparam("order"), orders.c.view_message_id == bindparam("former"))
    .values(view_message_id=bindparam("message"))
)
LAST_REPLIES = (
    select(outbox.c.chat_id, func.max(outbox.c.id).label("last"))
    .where(outbox.c.kind.in_([word(OwedKind.SEND), word(OwedKind.EDIT)]))
    .group_by(outbox.c.chat_id)
)
_COUNT = select(func.count()).select_from(outbox)


def is_moved(settled: Settled) -> bool:
    """Tell whether an edit became a new message."""
    former = settled.owed.new.message_id
    return former is not None and settled.message_id not in (None, former)


def card_key(new: NewOwed) -> _CardKey:
    """Return the order and the message of a card, which one that waits has in common with its successor."""
    return (new.order_id, new.message_id) if new.kind is OwedKind.CARD and new.order_id is not None else None


def without_repeated_cards(owed: Sequence[NewOwed]) -> list[NewOwed]:
    """Keep the last of several cards of one order in one message."""
    last = {card_key(one): index for index, one in enumerate(owed)}
    return [one for index, one in enumerate(owed) if card_key(one) is None or last[card_key(one)] == index]


def as_owed(new: NewOwed, owed_id: int, at: datetime, replaced: _PutOff | None) -> Owed:
    """Make the row of something new. A card that was put off before stays put off: Telegram asked for it."""
    due_at, attempts = replaced or (at, 0)
    return Owed(id=owed_id, new=new, attempts=attempts, created_at=at, due_at=max(due_at, at))


class SqlOutbox:
    """What the bot owes to chats."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, owed: Sequence[NewOwed], at: datetime, owner: str | None, lease_seconds: float
    ) -> Sequence[Owed]:
        """Store what is owed; with an owner the rows are born leased."""
        wanted = without_repeated_cards(owed)
        if not wanted:
            return []
        waiting = await self._take_waiting_cards(wanted, at)
        rows = [as_owed(new, 0, at, waiting.get(card_key(new))) for new in wanted]
        until = at + timedelta(seconds=lease_seconds) if owner else None
        lease = {"lease_owner": owner, "lease_until": until}
        ids = await self._connection.execute(_INSERT, [_values(row) | lease for row in rows])
        return [replace(row, id=owed_id) for owed_id, row in zip(ids.scalars(), rows, strict=True)]

    async def _take_waiting_cards(self, owed: Sequence[NewOwed], at: datetime) -> dict[_CardKey, _PutOff]:
        """Delete the cards that wait for what these will show; returns when they would have been sent."""
        keys = {key for one in owed if (key := card_key(one)) is not None}
        taken: dict[_CardKey, _PutOff] = {}
        for part in in_chunks({order_id for order_id, _ in keys}):
            rows = await self._connection.execute(WAITING_CARDS, {"orders": part, "claim_now": at})
            same = [row for row in rows if (row.order_id, row.message_id) in keys]
            await self._delete([row.id for row in same])
            taken |= {(row.order_id, row.message_id): (row.due_at, row.attempts) for row in same}
        return taken

    async def claim_due(
        self, owner: str, now: datetime, lease_seconds: float, limit: int, *, with_cards: bool = True
    ) -> Sequence[Owed]:
        """Lease rows that are due and free, oldest first, none behind an earlier row of its chat that is not."""
        statement = CLAIM_DUE if with_cards else _CLAIM_BUT_CARDS
        return await self._claim(statement, claimed_by(owner, now, lease_seconds, limit))

    async def claim_notices(
        self, owner: str, now: datetime, lease_seconds: float, chat_ids: Collection[int], limit: int
    ) -> Sequence[Owed]:
        """Lease notices that are due and free in these chats, to be sent with what the owner has in hand for them."""
        wanted = claimed_by(owner, now, lease_seconds, limit) | {"chats": sorted(chat_ids)}
        return await self._claim(CLAIM_NOTICES, wanted)

    async def _claim(self, statement: Update, wanted: Mapping[str, Any]) -> list[Owed]:
        # Two claims at once could take two rows of one chat, each seeing the other's row as free.
        await hold(self._connection, "outbox claim")
        rows = await self._connection.execute(statement, wanted)
        return sorted(map(_owed, rows), key=lambda owed: owed.id)

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Delete rows that Telegram has taken; a row's draft learns the id of its message, and its order a new one."""
        await self._delete([one.owed.id for one in settled])
        moved = [
            {"order": one.owed.new.order_id, "former": one.owed.new.message_id, "message": one.message_id}
            for one in settled
            if is_moved(one) and one.owed.new.order_id is not None
        ]
        if moved:
            await self._connection.execute(_MOVE_CARD, moved)
            await self._connection.execute(_MOVE_VIEW, moved)
        cards = [
            # A draft is shown in its user's private chat, whose id is the user's.
            {"draft": one.owed.new.draft_id, "user": one.owed.new.chat_id, "message": one.message_id}
            for one in settled
            if one.owed.new.draft_id is not None and one.message_id is not None
        ]
        if cards:
            await self._connection.execute(SET_CARD, cards)

    async def _delete(self, owed_ids: Sequence[int]) -> None:
        for part in in_chunks(owed_ids):
            await self._connection.execute(_DELETE, {"ids": part})

    async def postpone(self, owed_id: int, due_at: datetime) -> None:
        """Count an attempt, put a row off and end its lease."""
        await self._connection.execute(_POSTPONE, {"which": owed_id, "due": due_at})

    async def give_back(self, owed_ids: Sequence[int]) -> None:
        """End the leases of rows that were not tried."""
        for part in in_chunks(owed_ids):
            await self._connection.execute(_GIVE_BACK, {"ids": part})

    async def drop_chat(self, chat_id: int) -> int:
        """Delete all that is owed to a chat; returns how many rows."""
        return (await self._connection.execute(DROP_CHAT, {"chat": chat_id})).rowcount

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        await self._connection.execute(release(outbox, owner))

    async def last_replies(self) -> Mapping[int, int]:
        """Return the last row of each chat that is a new message or an edit."""
        return {row.chat_id: row.last for row in await self._connection.execute(LAST_REPLIES)}

    async def count(self) -> int:
        """Count what is owed."""
        return int((await self._connection.execute(_COUNT)).scalar_one())


def _values(owed: Owed) -> dict[str, Any]:
    return {
        "chat_id": owed.new.chat_id,
        "kind": owed.new.kind,
        "payload": dict(owed.new.payload),
        "message_id": owed.new.message_id,
        "order_id": owed.new.order_id,
        "draft_id": owed.new.draft_id,
        "silent": owed.new.silent,
        "attempts": owed.attempts,
        "created_at": owed.created_at,
        "due_at": owed.due_at,
    }


def _owed(row: Row[Any]) -> Owed:
    new = NewOwed(
        chat_id=row.chat_id,
        kind=OwedKind(row.kind),
        payload=row.payload,
        message_id=row.message_id,
        order_id=row.order_id,
        draft_id=row.draft_id,
        silent=row.silent,
    )
    return Owed(id=row.id, new=new, attempts=row.attempts, created_at=row.created_at, due_at=row.due_at)
