"""Hands refills and cancels to the panel: once each, and "accepted" is not "done"."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from bot.domain.backoff import backoff_seconds
from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelResting,
    PanelUnreachable,
)
from bot.domain.order import Order
from bot.domain.request import Acceptance, Request, RequestKind, RequestState, answered
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.owe import owe_card, owe_notice
from bot.services.panel_lease import DEFAULT_TIMEOUT_SECONDS, LeaseLost, lease_seconds, to_the_end
from bot.services.panel_outage import PanelOutage
from bot.services.record_answer import record_answer
from bot.services.request_events import event_of

AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequests:
    """One round of the request loop. `timeout_seconds` is how long the panel may take to answer."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    jitter: Callable[[], float]
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    stopping: asyncio.Event = field(default_factory=asyncio.Event)  # once it is set, no other request leaves
    _outage: PanelOutage = field(default_factory=PanelOutage)

    async def __call__(self) -> bool:
        """Send what is due; tells whether there was anything.

        Raises: PanelUnreachable after all is recorded, and again in rounds with nothing to send.
        """
        interrupted = await self._give_up_interrupted()
        lease = lease_seconds(self.timeout_seconds)
        async with self.store.transaction() as tx:
            claimed = await tx.requests.claim_queued(self.owner, self.clock.now(), lease, AT_ONCE)
            orders = await tx.orders.get_many({request.order_id for request in claimed})
        sends = [self._send(request, orders[request.order_id]) for request in claimed]
        self._outage.conclude(await asyncio.gather(*sends, return_exceptions=True))
        return bool(claimed or interrupted)

    async def _give_up_interrupted(self) -> int:
        lease = lease_seconds(self.timeout_seconds)
        async with self.store.transaction() as tx:
            found = await tx.requests.claim_interrupted(self.owner, self.clock.now(), lease, AT_ONCE)
            orders = await tx.orders.get_many({request.order_id for request in found})
        for request in found:
            await self._answered(request, orders[request.order_id], RequestState.UNCERTAIN, None)
        return len(found)

    async def _send(self, request: Request, order: Order) -> None:
        is_marked = False

        async def before_sending() -> None:
            nonlocal is_marked
            await to_the_end(self._mark(request))
            is_marked = True

        try:
            acceptance = await self._call(request.kind, order, before_sending)
        except LeaseLost:
            pass  # it is somebody else's, or stays queued: leases end with the process
        except asyncio.CancelledError:
            if not is_marked:  # nothing has left, though the intent may be committed
                await to_the_end(self._save(request))
            raise
        except PanelRefused as refusal:
            await self._answered(request, order, RequestState.REFUSED, Acceptance(refusal.words))
        except PanelUnreachable as away:
            await self._put_off(request, order, away)
            raise
        except (PanelOutcomeUnknown, PanelAnswerMalformed):
            await self._answered(request, order, RequestState.UNCERTAIN, None)
        else:
            await self._answered(request, order, RequestState.ACCEPTED, acceptance)

    async def _mark(self, request: Request) -> None:
        intent = replace(request, state=RequestState.SUBMITTING)
        async with self.store.transaction() as tx:
            if self.stopping.is_set() or not await tx.requests.mark_submitting(intent, self.owner):
                raise LeaseLost(str(request.id))

    async def _save(self, request: Request) -> None:
        async with self.store.transaction() as tx:
            await tx.requests.save(request, self.owner)

    async def _call(self, kind: RequestKind, order: Order, before_sending: Callable[[], Awaitable[None]]) -> Acceptance:
        assert order.panel_order_id is not None, "requests are for placed orders alone"
        call = self.panel.refill if kind is RequestKind.REFILL else self.panel.cancel
        return await call(order.panel_order_id, before_sending)

    async def _put_off(self, request: Request, order: Order, away: PanelUnreachable) -> None:
        """Queue a request again: when the panel's rest ends, or after a growing wait when it was tried in vain.

        What takes so long is said on the order's card; mostly the answer comes at once, and the card with it.
        """
        if isinstance(away, PanelResting):
            wait, attempts = away.rest_seconds, request.attempts
        else:
            wait = backoff_seconds(request.attempts, self.jitter(), asked_seconds=away.retry_after_seconds)
            attempts = request.attempts + 1
        due_at = self.clock.now() + timedelta(seconds=wait)
        later = replace(request, state=RequestState.QUEUED, attempts=attempts, due_at=due_at)
        async with self.store.transaction() as tx:
            if await tx.requests.save(later, self.owner) and not request.attempts:
                await self._owe_cards(tx, order)

    async def _answered(
        self, request: Request, order: Order, state: RequestState, acceptance: Acceptance | None
    ) -> None:
        """Store what the panel said of a request, and owe it. Raises: StoreError."""
        ended = answered(request, state, acceptance, self.clock.now())
        await record_answer(partial(self._record_once, ended, order), self.clock, self.jitter)

    async def _record_once(self, ended: Request, order: Order) -> None:
        now = self.clock.now()
        async with self.store.transaction() as tx:
            if await tx.requests.save(ended, self.owner):
                # The panel may act at once: look soon, so that its effect is told, and the card brought up to date.
                await tx.orders.ask_now(order.id, order.new.user_id, now)
                await tx.outbox.add([owe_notice(order, event_of(ended))], now, None, 0)
                await self._owe_cards(tx, order)

    async def _owe_cards(self, tx: Transaction, order: Order) -> None:
        """Owe the order's cards what is asked for it; it may show in another message since it was read."""
        shown = (await tx.orders.get_many([order.id]))[order.id]
        await tx.outbox.add(owe_card(shown), self.clock.now(), None, 0)
