"""Looks for what came of refills and cancels that the panel has accepted, a hundred in one request.

A cancel shows in its order's status: the poll loop tells it with the change, and here is found what it could not see. A
refill is asked about by the panel's id for it, where panels give one and have `refill_status`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import PanelError, PanelRefused, PanelUnreachable
from bot.domain.order import Order
from bot.domain.request import Outcome, Request, RequestKind, cancel_outcome, ended, look_again, refill_outcome
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.owe import owe_card, owe_notice
from bot.services.panel_lease import DEFAULT_TIMEOUT_SECONDS, lease_seconds
from bot.services.panel_outage import PanelOutage
from bot.services.request_events import event_of

BATCH = 100  # ids in one request
_TRIES = 3  # of a request, by the panel client; a lease should outlive them
_Words = Mapping[str, str | PanelRefused]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRequests:
    """One round of the loop. `timeout_seconds` is how long the panel may take to answer."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    _outage: PanelOutage = field(default_factory=PanelOutage)

    async def __call__(self) -> bool:
        """Look at what is due; tells whether there may be more.

        Raises: PanelError when the panel could not be asked; the requests are looked at again later.
        """
        lease = _TRIES * lease_seconds(self.timeout_seconds)
        async with self.store.transaction() as tx:
            claimed = await tx.requests.claim_followed(self.owner, self.clock.now(), lease, BATCH)
            refills = [one for one in claimed if one.kind is RequestKind.REFILL]
            ids = {one.panel_request_id for one in refills if one.panel_request_id is not None}
            ids -= await tx.requests.shared_ids(ids)  # what several requests were answered with is no id of one
        self._outage.conclude(await self._follow(claimed, sorted(ids)) if claimed else [])
        return len(claimed) == BATCH

    async def _follow(self, claimed: Sequence[Request], refill_ids: Sequence[str]) -> Sequence[PanelError | None]:
        """Ask, record, and return how the asking ended, if the panel was asked."""
        words: _Words = {}
        failure: PanelError | None = None
        try:
            words = await self.panel.refill_statuses(refill_ids) if refill_ids else {}
        except PanelRefused:
            pass  # it does not have the action: nothing is known
        except PanelError as error:
            failure = error
        async with self.store.transaction() as tx:
            for request in claimed:
                await self._record(tx, request, words, failure)
        return [failure] if refill_ids else []

    async def _record(self, tx: Transaction, request: Request, words: _Words, failure: PanelError | None) -> None:
        order = (await tx.orders.get_many([request.order_id]))[request.order_id]
        now = self.clock.now()
        outcome = _outcome(request, order, words)
        if outcome is None:
            await tx.requests.save(_later(request, failure, now), self.owner)
            return
        done = ended(request, outcome, now)
        if await tx.requests.end(done):
            await tx.outbox.add([owe_notice(order, event_of(done)), *owe_card(order)], now, None, 0)


def _outcome(request: Request, order: Order, words: _Words) -> Outcome | None:
    if request.kind is RequestKind.CANCEL:
        return cancel_outcome(order.status)
    word = words.get(request.panel_request_id or "")
    return refill_outcome(word) if isinstance(word, str) else None


def _later(request: Request, failure: PanelError | None, now: datetime) -> Request:
    later = look_again(request, now)
    asked_seconds = failure.retry_after_seconds if isinstance(failure, PanelUnreachable) else None
    if later.due_at is None or not asked_seconds:
        return later
    return replace(later, due_at=max(later.due_at, now + timedelta(seconds=asked_seconds)))
