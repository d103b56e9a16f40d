"""An operator's word about an uncertain order: asked once more, then carried out once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState, Verdict, adopted, not_taken, sent_again
from bot.ports import Clock, Transaction
from bot.services.owe import owe_card, owe_notice, owe_operators
from bot.services.questions import keep_question, take_question

_EVENTS = {
    Verdict.ADOPTED: EventKind.ADOPTED,
    Verdict.NOT_TAKEN: EventKind.NOT_TAKEN,
    Verdict.SEND_AGAIN: EventKind.SENT_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What an operator is about to say of an order, under the token that says it once."""

    token: str
    order: Order
    verdict: Verdict
    panel_order_id: PanelOrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleOrder:
    """Asks an operator whether they are sure, and does what they say. For operators alone: the caller sees to that."""

    clock: Clock
    make_token: Callable[[], str]
    operators: Sequence[int]

    async def ask(
        self,
        tx: Transaction,
        operator_id: int,
        order: Order,
        verdict: Verdict,
        panel_order_id: PanelOrderId | None = None,
    ) -> Decision | None:
        """Keep the question; None when the order is uncertain no more.

        Raises: PanelOrderIdTaken when the id is another order's.
        """
        if order.state is not OrderState.UNCERTAIN:
            return None
        await _require_unknown(tx, panel_order_id)
        decision = Decision(self.make_token(), order, verdict, panel_order_id)
        facts = {"settle": order.id, "verdict": verdict, "id": panel_order_id}
        await keep_question(tx, operator_id, decision.token, facts, self.clock.now())
        return decision

    async def answer(self, tx: Transaction, operator_id: int, token: str, *, yes: bool) -> Decision | None:
        """Carry out a decision of this operator, or leave it; returns it with the order as it is now.

        None when the question was answered before, or somebody else has settled the order meanwhile.
        Raises: PanelOrderIdTaken when the id has become another order's.
        """
        now = self.clock.now()
        facts = await take_question(tx, operator_id, token, "settle", now)
        if facts is None:
            return None
        order = (await tx.orders.get_many([facts["settle"]]))[facts["settle"]]
        decision = Decision(token, order, Verdict(facts["verdict"]), facts["id"])
        if order.state is not OrderState.UNCERTAIN:
            return None
        return await self._carry_out(tx, operator_id, decision) if yes else decision

    async def _carry_out(self, tx: Transaction, operator_id: int, decision: Decision) -> Decision | None:
        now = self.clock.now()
        await _require_unknown(tx, decision.panel_order_id)
        settled = _settled(decision, now)
        if not await tx.orders.settle(settled):
            return None
        await tx.cases.close(settled.id, decision.verdict, operator_id, now)
        event = OrderEvent(kind=_EVENTS[decision.verdict], order_id=settled.id, final=True)
        who = await tx.users.find(operator_id)
        by = who.name if who else str(operator_id)
        others = [one for one in self.operators if one != operator_id]
        told = owe_operators(others, "settled", settled, verdict=decision.verdict, by=by)
        await tx.outbox.add([*owe_card(settled), owe_notice(settled, event), *told], now, None, 0)
        return Decision(decision.token, settled, decision.verdict, decision.panel_order_id)


def _settled(decision: Decision, now: datetime) -> Order:
    match decision.verdict:
        case Verdict.ADOPTED:
            assert decision.panel_order_id is not None, "an order is adopted under an id"
            return adopted(decision.order, decision.panel_order_id, now)
        case Verdict.NOT_TAKEN:
            return not_taken(decision.order, now)
        case Verdict.SEND_AGAIN:
            return sent_again(decision.order, now)


async def _require_unknown(tx: Transaction, panel_order_id: PanelOrderId | None) -> None:
    if panel_order_id is not None and await tx.orders.known_ids([panel_order_id]):
        raise PanelOrderIdTaken(f"{panel_order_id} is another order's")
