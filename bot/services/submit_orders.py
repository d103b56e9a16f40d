"""Hands queued orders to the panel: claim, commit `submitting` as the first byte leaves, call, record."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.backoff import backoff_seconds
from bot.domain.batch import batch_token
from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelOrderIdTaken,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelResting,
    PanelUnreachable,
    StoreError,
)
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState, placed, put_off, refused, requeued, submitting, uncertain
from bot.domain.outbox import NewOwed
from bot.domain.polling import next_due
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.owe import owe_batch_report, owe_card, owe_notice, owe_operators
from bot.services.panel_lease import DEFAULT_TIMEOUT_SECONDS, LeaseLost, answer_seconds, lease_seconds, to_the_end
from bot.services.panel_outage import PanelOutage
from bot.services.panel_rest import PanelRest
from bot.services.record_answer import record_answer

AT_ONCE = 4
_PUT_OFF_AT_ONCE = 200
_ROUND_SECONDS = 0.2  # a round waits for its calls no longer: one that hangs holds up no order that a turn is free for
_LATE = timedelta(minutes=1)  # whoever waited longer than this is told by a notice, not by the card alone


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrders:
    """One round of the submit loop. `timeout_seconds` is how long the panel may take to answer."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    operators: Sequence[int]
    interval_seconds: int
    jitter: Callable[[], float]
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    stopping: asyncio.Event = field(default_factory=asyncio.Event)  # once it is set, no other order leaves
    lost_id: Callable[[Order], None] = lambda _: None  # told of an order the panel took, when that cannot be stored
    _outage: PanelOutage = field(default_factory=PanelOutage)
    _rest: PanelRest = field(default_factory=PanelRest)
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _in_hand: set[int] = field(default_factory=set)  # orders of running calls: a lease that ended is no crash of ours
    _left: set[asyncio.Task[None] | None] = field(default_factory=set)  # of these, those whose request has left

    async def __call__(self) -> bool:
        """Submit what is due, as far as there is a turn free; tells whether anything came to its end.

        Raises: PanelUnreachable after all is recorded, and again in rounds with nothing to submit, so that the loop
        can say how long the panel was away.
        """
        interrupted = await self._give_up_interrupted()
        await self._start_due()
        ended: set[asyncio.Task[None]] = set()
        if self._running:
            ended, _ = await asyncio.wait(self._running, timeout=_ROUND_SECONDS)
            self._running.difference_update(ended)
            self._left.difference_update(ended)
        if ended or not self._running:
            self._outage.conclude(await asyncio.gather(*ended, return_exceptions=True))
        return bool(ended or interrupted)

    async def _start_due(self) -> None:
        now = self.clock.now()
        if (rest_ends_at := self._rest.find_end(now)) is not None:
            await self._put_off_due(rest_ends_at)
            return
        room = self._rest.calls_at_once(AT_ONCE) - len(self._running)
        if room <= 0:
            return
        async with self.store.transaction() as tx:
            claimed = await tx.orders.claim_queued(self.owner, now, self._lease_seconds, room)
        last_start = now + timedelta(seconds=self._lease_seconds - answer_seconds(self.timeout_seconds))
        for order in self._not_in_hand(claimed):
            self._start(order, last_start)

    def _not_in_hand(self, claimed: Sequence[Order]) -> list[Order]:
        """Leave out what a call of this process still has: the clock made a step, or the machine was paused.

        What is left out keeps the lease that the claim has renewed.
        """
        return [order for order in claimed if order.id not in self._in_hand]

    def _start(self, order: Order, last_start: datetime) -> None:
        self._in_hand.add(order.id)
        task = asyncio.create_task(self._submit(order, last_start))
        task.add_done_callback(lambda _: self._in_hand.discard(order.id))
        self._running.add(task)

    async def _put_off_due(self, until: datetime) -> None:
        """Let all that is due wait for the end of the panel's rest, and say so in the cards."""
        async with self.store.transaction() as tx:
            due = await tx.orders.claim_queued(self.owner, self.clock.now(), self._lease_seconds, _PUT_OFF_AT_ONCE)
            await self._put_off(tx, self._not_in_hand(due), until)

    async def _put_off(self, tx: Transaction, claimed: Sequence[Order], until: datetime) -> None:
        """Put claimed orders off; only the cards of those that were not known to wait say something new."""
        known = [order.id for order in claimed if order.attempts]
        await tx.orders.postpone(known, until, self.owner, OrderState.QUEUED)
        fresh = [put_off(order, until) for order in claimed if not order.attempts]
        stored = await tx.orders.save(fresh, self.owner, OrderState.QUEUED)
        shown = await tx.orders.get_many(stored)  # which messages show them may have changed
        await tx.outbox.add([card for order in shown.values() for card in owe_card(order)], self.clock.now(), None, 0)

    async def finish(self) -> None:
        """Wait for the calls that have left and record their ends; what still waits for its turn stays queued.

        When there is no time for that (this is cancelled) they are cut: what had left is found `submitting` later.
        """
        try:
            for task in self._running - self._left:
                task.cancel()
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def _lease_seconds(self) -> float:
        return lease_seconds(self.timeout_seconds)

    async def _give_up_interrupted(self) -> int:
        """What was `submitting` when its worker died may have been taken: it becomes uncertain."""
        async with self.store.transaction() as tx:
            found = await tx.orders.claim_interrupted(self.owner, self.clock.now(), self._lease_seconds, AT_ONCE)
        interrupted = self._not_in_hand(found)
        for order in interrupted:
            await self._record(uncertain(order, self.clock.now()), OrderState.SUBMITTING)
        return len(interrupted)

    async def _submit(self, order: Order, last_start: datetime) -> None:
        current, was = order, OrderState.QUEUED  # `was`: as this call has stored it; another may not have its way

        async def mark(intent: Order) -> None:
            nonlocal was
            await self._mark(intent, last_start)
            was = OrderState.SUBMITTING

        async def before_sending() -> None:
            nonlocal current
            self._rest.end()
            intent = submitting(order, self.clock.now())
            await to_the_end(mark(intent))
            self._left.add(asyncio.current_task())
            current = intent

        try:
            panel_order_id = await self.panel.add(order.new.submission, before_sending)
        except LeaseLost:
            await self._hand_back(order)
        except asyncio.CancelledError:
            await to_the_end(self._take_back(current, was))
            raise
        except PanelRefused as refusal:
            await self._record(refused(current, refusal.words, self.clock.now()), was)
        except PanelUnreachable as away:
            await self._let_wait(order, current, away, was)
            raise
        except (PanelOutcomeUnknown, PanelAnswerMalformed):
            await self._record(uncertain(current, self.clock.now()), was)
        except Exception:
            await self._record_fault(current, was)
            raise
        else:
            now = self.clock.now()
            await self._record_placed(placed(current, panel_order_id, now, next_due(now, now, self.interval_seconds)))

    async def _record_fault(self, order: Order, was: OrderState) -> None:
        """After the first byte a fault of ours leaves the outcome unknown; before it nothing was sent."""
        sent = order.state is OrderState.SUBMITTING
        ended = uncertain(order, self.clock.now()) if sent else requeued(order, self._again_at(order, None))
        await self._record(ended, was)

    async def _let_wait(self, order: Order, current: Order, away: PanelUnreachable, was: OrderState) -> None:
        """Queue an order again: until the panel's rest ends, or for a growing wait when it was tried in vain."""
        if isinstance(away, PanelResting):
            until = self._rest.begin(self.clock.now(), away.rest_seconds)
            async with self.store.transaction() as tx:
                await self._put_off(tx, [order], until)
            return
        self._rest.end()
        await self._record(requeued(current, self._again_at(order, away.retry_after_seconds)), was)

    async def _mark(self, intent: Order, last_start: datetime) -> None:
        async with self.store.transaction() as tx:
            is_late = self.stopping.is_set() or self.clock.now() > last_start
            if is_late or not await tx.orders.mark_submitting(intent, self.owner):
                raise LeaseLost(str(intent.id))

    async def _take_back(self, order: Order, was: OrderState) -> None:
        """Let an order that was cut before it left be queued as it was, though its intent may be committed."""
        if order.state is OrderState.QUEUED:
            async with self.store.transaction() as tx:
                await tx.orders.save([order], self.owner, was)

    async def _hand_back(self, order: Order) -> None:
        """Let an order whose turn came too late be claimed anew, unless somebody else has it already."""
        self._in_hand.discard(order.id)
        async with self.store.transaction() as tx:
            await tx.orders.postpone([order.id], order.due_at, self.owner, OrderState.QUEUED)

    async def _record_placed(self, order: Order) -> None:
        try:
            await self._record(order, OrderState.SUBMITTING)
        except PanelOrderIdTaken:
            # An answer that names somebody else's order says nothing sure of ours.
            unknown = uncertain(replace(order, panel_order_id=None, placed_at=None), self.clock.now())
            await self._record(unknown, OrderState.SUBMITTING)
        except StoreError:
            self.lost_id(order)
            raise

    def _again_at(self, order: Order, asked_seconds: float | None) -> datetime:
        wait = backoff_seconds(order.attempts, self.jitter(), asked_seconds=asked_seconds)
        return self.clock.now() + timedelta(seconds=wait)

    async def _record(self, order: Order, was: OrderState) -> None:
        """Store what became of an order that `was` so; tries again when the database fails.

        Raises: StoreError; the order is then found `submitting` later, and becomes uncertain.
        """
        await record_answer(partial(self._record_once, order, was), self.clock, self.jitter)

    async def _record_once(self, order: Order, was: OrderState) -> None:
        async with self.store.transaction() as tx:
            if not await tx.orders.save([order], self.owner, was):
                if order.state is OrderState.PLACED:
                    await self._adopt(tx, order)
                return
            stored = (await tx.orders.get_many([order.id]))[order.id]  # which messages show it may have changed
            now = self.clock.now()
            if stored.state is OrderState.UNCERTAIN:
                await tx.cases.open(stored.id, now)  # operators are told with the evidence, which takes a moment
            report = await _owed_of_batch(tx, stored)
            await tx.outbox.add([*_owed_to_user(stored, now), *report, *self._owed_to_operators(stored)], now, None, 0)

    async def _adopt(self, tx: Transaction, order: Order) -> None:
        """Believe the panel's own word of an order that was given up too early, and tell its user."""
        if not await tx.orders.adopt(order):
            self.lost_id(order)
            return
        now = self.clock.now()
        await tx.cases.withdraw(order.id, now)
        stored = (await tx.orders.get_many([order.id]))[order.id]
        told = OrderEvent(kind=EventKind.PLACED, order_id=order.id, final=True)
        owed = [*owe_card(stored), owe_notice(stored, told), *await _owed_of_batch(tx, stored)]
        await tx.outbox.add(owed, now, None, 0)

    def _owed_to_operators(self, order: Order) -> list[NewOwed]:
        if order.state is OrderState.REFUSED and is_operators_matter(order.refusal or ""):
            return owe_operators(self.operators, "refused", order, words=order.refusal)
        return []


def _owed_to_user(order: Order, now: datetime) -> list[NewOwed]:
    cards = [] if order.state is OrderState.QUEUED and order.attempts > 1 else owe_card(order)  # the first put it so
    return [*cards, *(owe_notice(order, event) for event in _events(order, now))]


def _events(order: Order, now: datetime) -> list[OrderEvent]:
    if order.state is OrderState.REFUSED:
        return [OrderEvent(kind=EventKind.REFUSED, order_id=order.id, words=order.refusal, final=True)]
    if order.state is OrderState.UNCERTAIN:
        return [OrderEvent(kind=EventKind.UNCERTAIN, order_id=order.id, final=True)]
    if order.new.batch_id is not None and order.verdict is None:
        return []  # told by the mass order's report
    if order.state is OrderState.PLACED and (now - order.new.created_at > _LATE or not owe_card(order)):
        return [OrderEvent(kind=EventKind.PLACED, order_id=order.id)]
    return []


async def _owed_of_batch(tx: Transaction, order: Order) -> list[NewOwed]:
    """Owe the report of a mass order when this was its last order on the way."""
    batch_id = order.new.batch_id
    if batch_id is None or order.state is OrderState.QUEUED or not await tx.batches.finish(batch_id):
        return []
    batch = await tx.batches.find(batch_token(order.new.token), order.new.user_id)
    not_ordered = len(batch.rejected or {}) if batch else 0
    return [owe_batch_report(order, await tx.orders.list_batch(batch_id, order.new.user_id), not_ordered)]


def is_operators_matter(words: str) -> bool:
    """Tell a refusal that the operator has to mend: the key, or the money.

    Source: panel API, family document, "Errors": Invalid API key; Not enough funds on balance; codes such as
    `neworder.error.not_enough_funds`.
    """
    said = re.sub(r"[\W_]+", " ", words).casefold()
    return any(sign in said for sign in ("api key", "not enough funds", "not enough balance", "insufficient"))
