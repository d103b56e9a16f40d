"""Cases and the balance over time, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.case import Case
from bot.domain.catalogue import PanelOrderId
from bot.domain.evidence import BalanceReading
from bot.domain.order import Verdict
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State, is_free, is_held, lease, release


class MemoryCases:
    """Uncertain orders as the operators' matter."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def open(self, order_id: int, at: datetime) -> None:
        """Open a case; nothing when the order has an open one."""
        assert order_id in self._state.orders, "a case is about an order"
        if await self.find_open(order_id) is None:
            case_id = self._state.new_id("cases")
            self._state.cases[case_id] = as_stored(Case(id=case_id, order_id=order_id, opened_at=at))

    async def count_open(self) -> int:
        """Count what waits for an operator's word."""
        return len(self._open())

    async def list_open(self, offset: int, limit: int) -> Sequence[Case]:
        """List open cases, oldest first."""
        return self._open()[offset : offset + limit]

    async def find_open(self, order_id: int) -> Case | None:
        """Find the open case of an order."""
        return next((case for case in self._open() if case.order_id == order_id), None)

    async def opened_since(self, at: datetime) -> bool:
        """Tell whether a case that is open was opened at that moment or later."""
        return any(case.opened_at >= at for case in self._open())

    async def ask_search(self, order_id: int, search_from: PanelOrderId | None, operator_id: int) -> bool:
        """Have the panel looked through for an operator; False when the case is not open."""
        case = await self.find_open(order_id)
        if case is None:
            return False
        self._state.cases[case.id] = as_stored(replace(case, search_from=search_from, search_by=operator_id))
        return True

    async def close(self, order_id: int, verdict: Verdict, operator_id: int, at: datetime) -> bool:
        """Close a case and remember who decided what and when; False when it is not open."""
        case = await self.find_open(order_id)
        if case is None:
            return False
        self._state.verdicts[case.id] = (verdict, operator_id, at)
        return True

    async def withdraw(self, order_id: int, at: datetime) -> bool:
        """Close a case that the panel itself has answered; False when it is not open."""
        case = await self.find_open(order_id)
        if case is None:
            return False
        self._state.verdicts[case.id] = (None, None, at)
        return True

    async def claim_untold(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that nobody was told of."""
        untold = [case for case in self._open() if case.told_at is None]
        return self._claim(untold, owner, now, lease_seconds, limit)

    async def claim_sought(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Case]:
        """Lease open cases that are to be looked up."""
        sought = [case for case in self._open() if case.search_by is not None]
        return self._claim(sought, owner, now, lease_seconds, limit)

    def _claim(
        self, pending: Sequence[Case], owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> Sequence[Case]:
        claimed = [case for case in pending if is_free(self._state.case_leases, case.id, now)][:limit]
        lease(self._state.case_leases, [case.id for case in claimed], owner, now, lease_seconds)
        return claimed

    async def mark_told(self, case_id: int, at: datetime, owner: str) -> bool:
        """Store when operators were told and end the lease."""
        return self._save(replace(self._state.cases[case_id], told_at=at), owner)

    async def end_search(self, case: Case, owner: str) -> bool:
        """Forget the look-up that the case was claimed with, not one asked for since, and end the lease."""
        kept = self._state.cases[case.id]
        is_served = (kept.search_by, kept.search_from) == (case.search_by, case.search_from)
        return self._save(replace(kept, search_from=None, search_by=None) if is_served else kept, owner)

    def _save(self, case: Case, owner: str) -> bool:
        if case.id in self._state.verdicts or not is_held(self._state.case_leases, case.id, owner):
            return False
        self._state.cases[case.id] = as_stored(case)
        del self._state.case_leases[case.id]
        return True

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        release(self._state.case_leases, owner)

    def _open(self) -> list[Case]:
        return [case for case in self._state.cases.values() if case.id not in self._state.verdicts]


class MemoryBalances:
    """The balance over time."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def note(self, reading: BalanceReading) -> None:
        """Store a reading."""
        self._state.balances[self._state.new_id("balances")] = as_stored(reading)

    async def before(self, at: datetime) -> BalanceReading | None:
        """Find the last reading that was answered by then."""
        found = [one for one in self._state.balances.values() if one.answered_at <= at]
        return max(found, key=lambda one: one.answered_at, default=None)

    async def after(self, at: datetime) -> BalanceReading | None:
        """Find the first reading that was asked for no earlier."""
        found = [one for one in self._state.balances.values() if one.asked_at >= at]
        return min(found, key=lambda one: one.asked_at, default=None)

    async def last_between(self, since: datetime, until: datetime) -> BalanceReading | None:
        """Find the last reading of those asked for and answered in a span of time."""
        found = [one for one in self._state.balances.values() if since <= one.asked_at and one.answered_at <= until]
        return max(found, key=lambda one: one.answered_at, default=None)

    async def prune(self, before: datetime) -> None:
        """Forget readings answered before then."""
        for key in [key for key, one in self._state.balances.items() if one.answered_at < before]:
            del self._state.balances[key]
