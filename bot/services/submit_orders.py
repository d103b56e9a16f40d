"""Hands queued orders to the panel: claim, commit `submitting` as the first byte leaves, call, record."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import (
    BotError,
    PanelAnswerMalformed,
    PanelOrderIdTaken,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelUnreachable,
)
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState, placed, refused, requeued, submitting, uncertain
from bot.domain.polling import next_due
from bot.ports import Clock, Panel, Store
from bot.services.owe import owe_card, owe_notice, owe_operators

AT_ONCE = 4
# A claim must outlive the wait for the panel's pace and one answer; what is left over is a crash.
LEASE_SECONDS = 120.0
_LATE = timedelta(minutes=1)  # whoever waited longer than this is told by a notice, not by the card alone


class LeaseLost(BotError):
    """Another worker has taken the row over: nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrders:
    """One round of the submit loop."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    operators: Sequence[int]
    interval_seconds: int
    jitter: Callable[[], float]

    async def __call__(self) -> bool:
        """Submit what is due; tells whether there was anything.

        Raises: PanelUnreachable after all is recorded, so that the loop can say that the panel is away.
        """
        interrupted = await self._give_up_interrupted()
        async with self.store.transaction() as tx:
            claimed = await tx.orders.claim_queued(self.owner, self.clock.now(), LEASE_SECONDS, AT_ONCE)
        ends = await asyncio.gather(*(self._submit(order) for order in claimed), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return bool(claimed or interrupted)

    async def _give_up_interrupted(self) -> int:
        """What was `submitting` when its worker died may have been taken: it becomes uncertain."""
        async with self.store.transaction() as tx:
            found = await tx.orders.claim_interrupted(self.owner, self.clock.now(), LEASE_SECONDS, AT_ONCE)
        for order in found:
            await self._record(uncertain(order, self.clock.now()))
        return len(found)

    async def _submit(self, order: Order) -> None:
        current = order

        async def before_sending() -> None:
            nonlocal current
            intent = submitting(order, self.clock.now())
            async with self.store.transaction() as tx:
                if not await tx.orders.mark_submitting(intent, self.owner):
                    raise LeaseLost(str(order.id))
            current = intent

        try:
            panel_order_id = await self.panel.add(order.new.submission, before_sending)
        except LeaseLost:
            return
        except PanelRefused as refusal:
            await self._record(refused(current, refusal.words, self.clock.now()))
        except PanelUnreachable as away:
            await self._record(requeued(current, self._again_at(order, away.retry_after_seconds)))
            raise
        except (PanelOutcomeUnknown, PanelAnswerMalformed):
            await self._record(uncertain(current, self.clock.now()))
        except Exception:
            # A fault of ours: after the first byte the outcome is unknown, before it nothing was sent.
            sent = current.state is OrderState.SUBMITTING
            await self._record(
                uncertain(current, self.clock.now()) if sent else requeued(current, self._again_at(order, None))
            )
            raise
        else:
            now = self.clock.now()
            await self._record_placed(placed(current, panel_order_id, now, next_due(now, now, self.interval_seconds)))

    async def _record_placed(self, order: Order) -> None:
        try:
            await self._record(order)
        except PanelOrderIdTaken:
            # An answer that names somebody else's order says nothing sure of ours.
            await self._record(uncertain(replace(order, panel_order_id=None, placed_at=None), self.clock.now()))

    def _again_at(self, order: Order, asked_seconds: float | None) -> datetime:
        wait = backoff_seconds(order.attempts, self.jitter(), asked_seconds=asked_seconds)
        return self.clock.now() + timedelta(seconds=wait)

    async def _record(self, order: Order) -> None:
        async with self.store.transaction() as tx:
            if not await tx.orders.save([order], self.owner):
                return
            now = self.clock.now()
            owed = [*owe_card(order), *(owe_notice(order, event) for event in _events(order, now))]
            if order.state is OrderState.UNCERTAIN:
                owed += owe_operators(self.operators, "uncertain", order)
            if order.state is OrderState.REFUSED and is_operators_matter(order.refusal or ""):
                owed += owe_operators(self.operators, "refused", order, words=order.refusal)
            await tx.outbox.add(owed, now, None, 0)


def _events(order: Order, now: datetime) -> list[OrderEvent]:
    if order.state is OrderState.REFUSED:
        return [OrderEvent(kind=EventKind.REFUSED, order_id=order.id, words=order.refusal, final=True)]
    if order.state is OrderState.UNCERTAIN:
        return [OrderEvent(kind=EventKind.UNCERTAIN, order_id=order.id, final=True)]
    if order.state is OrderState.PLACED and now - order.new.created_at > _LATE:
        return [OrderEvent(kind=EventKind.PLACED, order_id=order.id)]
    return []


def is_operators_matter(words: str) -> bool:
    """Tell a refusal that the operator has to mend: the key, or the money.

    Source: panel API, family document, "Errors": Invalid API key; Not enough funds on balance.
    """
    said = words.casefold()
    return "api key" in said or "not enough funds" in said
