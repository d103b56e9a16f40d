"""A user asks for a refill or a cancel: asked once, then queued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.order import Order, OrderState
from bot.domain.request import Request, RequestKind, RequestState, held_until, is_under_way
from bot.domain.status import is_final
from bot.ports import Clock, Transaction
from bot.services.questions import keep_question, take_question


class Reason(StrEnum):
    """Why something cannot be asked for now."""

    NOT_OFFERED = "not_offered"  # the service does not have it
    PENDING = "pending"  # it has been asked for, and something is still expected to come of it
    TOO_SOON = "too_soon"  # the last refill was asked for less than a day ago
    UNCONFIRMED = "unconfirmed"  # the same, and the panel may or may not have taken it
    ENDED = "ended"  # there is nothing left to cancel


@dataclass(frozen=True, slots=True)
class Held:
    """An order for which nothing can be asked now; `until` says from when on it can."""

    order: Order
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-or-no question about some orders; its token answers it once."""

    token: str
    kind: RequestKind
    orders: Sequence[Order]
    held: Sequence[Held] = ()
    unconfirmed: Sequence[Order] = ()  # those of the orders whose last request the panel may or may not have taken


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer has come to: what the panel is asked about, and the orders for which nothing can be asked now."""

    kind: RequestKind
    orders: Sequence[Order]  # all that the question was about
    asked: Sequence[Order] = ()  # those for which a request was queued
    held: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class AskRequest:
    """Keeps the question until its one answer, then queues the requests."""

    clock: Clock
    make_token: Callable[[], str]

    async def ask(self, tx: Transaction, user_id: int, kind: RequestKind, orders: Sequence[Order]) -> Question:
        """Keep a question about orders of this user; only placed ones can be asked about.

        Those that cannot be asked about now are named with the reason.
        """
        placed = [order for order in orders if order.state is OrderState.PLACED and order.new.user_id == user_id]
        latest = {order.id: await tx.requests.latest(order.id, user_id, kind) for order in placed}
        found = {order.id: self._held(order, kind, latest[order.id]) for order in placed}
        free = [order for order in placed if found[order.id] is None]
        held = [one for one in found.values() if one is not None]
        unconfirmed = [order for order in free if _is_unconfirmed(latest[order.id])]
        question = Question(self.make_token(), kind, free, held, unconfirmed)
        facts = {"kind": kind, "orders": [order.id for order in free]}
        await keep_question(tx, user_id, question.token, facts, self.clock.now())
        return question

    def _held(self, order: Order, kind: RequestKind, latest: Request | None) -> Held | None:
        offered = order.new.refill if kind is RequestKind.REFILL else order.new.cancel
        if offered is False:
            return Held(order, Reason.NOT_OFFERED)
        if kind is RequestKind.CANCEL and order.status is not None and is_final(order.status):
            return Held(order, Reason.ENDED)
        return None if latest is None else self._held_by(latest, order)

    def _held_by(self, latest: Request, order: Order) -> Held | None:
        if is_under_way(latest):
            return Held(order, Reason.PENDING)
        until = held_until(latest, self.clock.now())
        if until is None:
            return None
        return Held(order, Reason.UNCONFIRMED if _is_unconfirmed(latest) else Reason.TOO_SOON, until)

    async def answer(self, tx: Transaction, user_id: int, token: str, *, yes: bool) -> Answered | None:
        """Answer a question of this user.

        After a no nothing is queued; after a yes nothing for an order that has been held since the question was asked.
        None when there is no such question or it has been answered before.
        """
        question = await take_question(tx, user_id, token, "orders", self.clock.now())
        if question is None:
            return None
        kind = RequestKind(question["kind"])
        found = [await tx.orders.find(order_id, user_id) for order_id in question["orders"]]
        orders = [order for order in found if order is not None]
        if not yes:
            return Answered(kind, orders)
        ends = {order.id: await self._queue(tx, order, kind) for order in orders}
        asked = [order for order in orders if ends[order.id] is None]
        return Answered(kind, orders, asked, [one for one in ends.values() if one is not None])

    async def _queue(self, tx: Transaction, order: Order, kind: RequestKind) -> Held | None:
        held = self._held(order, kind, await tx.requests.latest(order.id, order.new.user_id, kind))
        if held is None and await tx.requests.insert(order.id, order.new.user_id, kind, self.clock.now()) is None:
            return Held(order, Reason.PENDING)
        return held


def _is_unconfirmed(latest: Request | None) -> bool:
    return latest is not None and latest.state is RequestState.UNCERTAIN
