"""Tells operators of orders that could not be confirmed, with the evidence, and looks at the panel for them when asked.

An order that is uncertain has an open case. What is told here is owed in the transaction that marks the case as told.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.case import Case
from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelError
from bot.domain.evidence import Candidate, Evidence, best_first, ids_from, is_number
from bot.domain.order import Order, Report
from bot.ports import Clock, Panel, Store, Transaction
from bot.services.offers import keep_offer
from bot.services.owe import owe_operators
from bot.services.refresh_balance import RefreshBalance
from bot.services.weigh_evidence import first_unknown_id, weigh_evidence

BATCH = 100  # ids in one request; source: panel API, "Multiple order status"
MOST_BATCHES = 5  # for one command of an operator, who may go on from there
MOST_CANDIDATES = 5
REMINDED = "cases_reminded"  # the name under which it is kept when operators were last reminded
REMIND_EVERY = timedelta(hours=24)
_AT_ONCE = 4
_LEASE_SECONDS = 600.0  # five requests, each tried three times
_BALANCE_SECONDS = 10.0  # operators do not wait longer for the balance; it can be looked at later


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigateCases:
    """One round of the loop that serves operators with uncertain orders."""

    store: Store
    panel: Panel
    clock: Clock
    owner: str
    operators: Sequence[int]

    async def __call__(self) -> bool:
        """Tell of new cases, look one up that was asked for, remind of old ones; tells whether anything was done.

        A look may take minutes: what is new is told before each.
        """
        if not await self._is_anything_open():
            return False
        is_told = await self._tell_new()
        is_looked_up = await self._look_one_up()
        await self._remind()
        return is_told or is_looked_up

    async def _tell_new(self) -> bool:
        async with self.store.transaction() as tx:
            claimed = await tx.cases.claim_untold(self.owner, self.clock.now(), _LEASE_SECONDS, _AT_ONCE)
        if claimed:
            await self._read_balance()
        for case in claimed:
            await self._tell(case)
        return bool(claimed)

    async def _look_one_up(self) -> bool:
        async with self.store.transaction() as tx:
            claimed = await tx.cases.claim_sought(self.owner, self.clock.now(), _LEASE_SECONDS, 1)
        for case in claimed:
            await self._serve(case)
        return bool(claimed)

    async def _is_anything_open(self) -> bool:
        async with self.store.snapshot() as tx:
            return bool(await tx.cases.list_open(0, 1))

    async def _read_balance(self) -> None:
        """Have the balance after the call; without it they are told all the same, and soon."""
        with suppress(PanelError, TimeoutError):
            async with asyncio.timeout(_BALANCE_SECONDS):
                await RefreshBalance(self.store, self.panel, self.clock).read()

    async def _tell(self, case: Case) -> None:
        """Tell every operator, unless one of them has decided meanwhile."""
        async with self.store.transaction() as tx:
            now = self.clock.now()
            if await tx.cases.mark_told(case.id, now, self.owner):
                order = (await tx.orders.get_many([case.order_id]))[case.order_id]
                facts = evidence_facts(await weigh_evidence(tx, order))
                await tx.outbox.add(owe_operators(self.operators, "uncertain", order, **facts), now, None, 0)

    async def _serve(self, case: Case) -> None:
        """Look a case up and tell who has asked, unless it was decided meanwhile."""
        assert case.search_by is not None, "somebody has asked"
        found = await self._look_up(case)
        async with self.store.transaction() as tx:
            if await tx.cases.end_search(case, self.owner):
                now = self.clock.now()
                order = (await tx.orders.get_many([case.order_id]))[case.order_id]
                for one in found.get("candidates", ()):
                    one["offer"] = await keep_offer(tx, case.search_by, order.id, one["id"], now)
                await tx.outbox.add(owe_operators([case.search_by], "found", order, **found), now, None, 0)

    async def _look_up(self, case: Case) -> dict[str, Any]:
        """Look at the ids from one on, or at one that is opaque.

        Returns facts for the operator who asked: candidates, or why there are none.
        """
        async with self.store.snapshot() as tx:
            order = (await tx.orders.get_many([case.order_id]))[case.order_id]
            first = case.search_from or await first_unknown_id(tx, order)
        if first is None:
            return {"problem": "no_start"}
        try:
            found, last = await self._search(first, order)
        except PanelError as error:
            return {"problem": "panel", "words": str(error), "first": first}
        shown = best_first(found, order.new.expected_charge)[:MOST_CANDIDATES]
        return {
            "first": first,
            "last": last,
            "candidates": [_candidate_facts(one) for one in shown],
            "more": len(found) - len(shown),
        }

    async def _search(self, first: PanelOrderId, order: Order) -> tuple[list[Candidate], PanelOrderId]:
        """Ask about a hundred ids after the other, until one fits the expected charge or it is enough.

        Nobody can count on from an opaque id: it alone is asked about.
        """
        if not is_number(first):
            return await self._unknown_among([first]), first
        expected, found = order.new.expected_charge, list[Candidate]()
        ids: Sequence[PanelOrderId] = ()
        for batch in range(MOST_BATCHES):
            ids = ids_from(PanelOrderId(str(int(first) + batch * BATCH)), BATCH)
            found += await self._unknown_among(ids)
            if expected is not None and any(one.charge == expected for one in found):
                break
        return found, ids[-1]

    async def _unknown_among(self, ids: Sequence[PanelOrderId]) -> list[Candidate]:
        answers = await self.panel.order_statuses(ids)
        answered = {order_id: report for order_id, report in answers.items() if isinstance(report, Report)}
        async with self.store.snapshot() as tx:
            known = await tx.orders.known_ids(list(answered))
        return [
            Candidate(panel_order_id=one, status=report.status, charge=report.charge, currency=report.currency)
            for one, report in answered.items()
            if one not in known
        ]

    async def _remind(self) -> None:
        """Remind operators once a day of what still waits for their word."""
        async with self.store.transaction() as tx:
            now = self.clock.now()
            if not await _is_reminder_due(tx, now - REMIND_EVERY):
                return
            await tx.memory.keep(REMINDED, "1", now)
            waiting = await tx.cases.count_open()
            await tx.outbox.add(owe_operators(self.operators, "reminder", waiting=waiting), now, None, 0)


async def _is_reminder_due(tx: Transaction, before: datetime) -> bool:
    oldest = await tx.cases.list_open(0, 1)
    if not oldest or oldest[0].told_at is None or oldest[0].told_at > before:
        return False
    reminded = await tx.memory.recall(REMINDED)
    return reminded is None or reminded[1] <= before


def evidence_facts(evidence: Evidence) -> dict[str, Any]:
    """Write evidence as JSON, as it was."""
    facts: dict[str, Any] = {"others": evidence.others, "early": evidence.is_early}
    if evidence.spent is not None:
        facts["spent"] = str(evidence.spent)
    for name, reading in (("before", evidence.before), ("after", evidence.after)):
        if reading is not None:
            facts[name], facts[f"{name}_at"] = str(reading.amount), reading.answered_at.isoformat()
    return facts


def _candidate_facts(candidate: Candidate) -> dict[str, Any]:
    charge = None if candidate.charge is None else str(candidate.charge)
    return {
        "id": candidate.panel_order_id,
        "status": candidate.status,
        "charge": charge,
        "currency": candidate.currency,
    }
