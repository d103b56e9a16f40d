"""Which notices and cards are sent: by the order and its user's wishes of the moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.events import EventKind
from bot.domain.local_time import is_quiet, next_digest
from bot.domain.order import Order
from bot.domain.outbox import Owed, OwedKind, Settled
from bot.domain.people import NoticeWish, User
from bot.domain.status import Status
from bot.ports import Transaction

_ROUTINE = (EventKind.PLACED, EventKind.STATUS_CHANGED)


def is_wanted(row: Owed, order: Order | None, user: User | None) -> bool:
    """Leave out what the user does not want to hear, and what would tell of an order where it is no longer shown."""
    if row.new.is_for_operators:
        return True
    if order is None or (user is not None and user.blocked_at is not None):
        return False
    if row.new.kind is OwedKind.CARD:
        return row.new.message_id in (order.new.card_message_id, order.view_message_id)
    if _is_passed(row, order, user):
        return False
    return user is None or user.notices is NoticeWish.ALL or bool(row.new.payload.get("final"))


def _is_passed(row: Owed, order: Order, user: User | None) -> bool:
    """Tell whether a digest's row is older than what its user, who wants no digest any more, has been told at once.

    The wish may change while a newer notice waits for Telegram, and another worker keeps one that it read the wish for.
    """
    event = row.new.payload
    if not event.get("digest") or event.get("final") or user is None or user.digest_hour is not None:
        return False
    # That it was taken is said by every status but the first "Pending", which is not told.
    return order.status not in (None, event.get("status", Status.PENDING))


def words_to_nobody(rows: Iterable[Owed], operators: Collection[int]) -> list[Owed]:
    """List words to operators in chats of people who are none any more: the settings have changed since."""
    return [row for row in rows if row.new.is_for_operators and row.new.chat_id not in operators]


def is_for_digest(row: Owed, user: User | None) -> bool:
    """Tell whether a notice waits for its user's digest: routine alone; what went wrong is told at once."""
    if user is None or user.digest_hour is None or row.new.kind is not OwedKind.NOTICE or row.new.is_for_operators:
        return False
    return row.new.payload.get("kind") in _ROUTINE and not row.new.payload.get("digest")


def as_loud_as_wished(row: Owed, user: User | None, now: datetime) -> Owed:
    """Make a row silent in its user's quiet hours."""
    return replace(row, new=replace(row.new, silent=True)) if is_quiet(user, now) else row


async def keep_for_digest(tx: Transaction, rows: Iterable[Owed], users: Mapping[int, User], now: datetime) -> set[int]:
    """Move notices into their users' digests, in this transaction; returns the ids of the rows that are gone."""
    moved = [row for row in rows if is_for_digest(row, users.get(row.new.chat_id))]
    for row in moved:
        user, order_id = users[row.new.chat_id], row.new.order_id
        assert order_id is not None, "a notice is about an order"
        await tx.digest.keep(user.id, order_id, row.new.payload, next_digest(user, now))
    await tx.outbox.settle([Settled(row) for row in moved])
    return {row.id for row in moved}
