"""A user asks for a refill or a cancel: asked once, then queued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.order import Order, OrderState
from bot.domain.request import Request, RequestKind
from bot.ports import Clock, Transaction
from bot.services.questions import keep_question, take_question


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-or-no question about some orders; its token answers it once."""

    token: str
    kind: RequestKind
    orders: Sequence[Order]


@dataclass(frozen=True, slots=True)
class AskRequest:
    """Keeps the question until its one answer, then queues the requests."""

    clock: Clock
    make_token: Callable[[], str]

    async def ask(self, tx: Transaction, user_id: int, kind: RequestKind, orders: Sequence[Order]) -> Question:
        """Keep a question about orders of this user; only placed ones can be asked about."""
        placed = [order for order in orders if order.state is OrderState.PLACED and order.new.user_id == user_id]
        question = Question(self.make_token(), kind, placed)
        facts = {"kind": kind, "orders": [order.id for order in placed]}
        await keep_question(tx, user_id, question.token, facts, self.clock.now())
        return question

    async def answer(
        self, tx: Transaction, user_id: int, token: str, *, yes: bool
    ) -> tuple[RequestKind, Sequence[Order], Sequence[Request]] | None:
        """Answer a question of this user.

        Returns its kind, its orders, and the requests queued: none after a no, and none for an order that has one
        on its way already. None when there is no such question or it has been answered before.
        """
        now = self.clock.now()
        question = await take_question(tx, user_id, token, now)
        if question is None:
            return None
        kind = RequestKind(question["kind"])
        found = [await tx.orders.find(order_id, user_id) for order_id in question["orders"]]
        orders = [order for order in found if order is not None]
        if not yes:
            return kind, orders, ()
        queued = [await tx.requests.insert(order.id, user_id, kind, now) for order in orders]
        return kind, orders, [request for request in queued if request is not None]
