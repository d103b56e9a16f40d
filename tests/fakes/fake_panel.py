"""A panel in memory that takes orders, and answers as it is told."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from bot.domain.catalogue import Balance, PanelOrderId, ServiceRow
from bot.domain.errors import PanelRefused
from bot.domain.order import Report, Submission
from bot.domain.request import Acceptance

Answer = Report | PanelRefused


@dataclass(frozen=True)
class Unsent:
    """What `add` fails with before its first byte."""

    error: BaseException


class FakePanel:
    """The port `Panel`; `asked` lists what arrived, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []
        self.taken: list[Submission] = []
        self._ids = count(23501)
        self.outcomes: deque[PanelOrderId | BaseException | Unsent] = deque()  # of `add`; empty: taken under a new id
        self.request_outcomes: deque[Acceptance | BaseException] = deque()
        self.refills: dict[str, str | PanelRefused] = {}  # how refills stand; an id that is not here is absent
        self.refill_faults: deque[BaseException] = deque()
        self.reports: dict[PanelOrderId, Answer] = {}  # an id that is not here is absent from the answer
        self.status_faults: deque[BaseException | None] = deque()
        self.listed: Sequence[ServiceRow] | BaseException = ()
        self.left: Balance | BaseException = Balance(Decimal("12.50"), "12.50", "USD")
        self.turn: Callable[[], Awaitable[None]] | None = None  # before what must not be sent twice leaves
        self.on_wire: Callable[[], Awaitable[None]] | None = None  # while a request is under way

    async def services(self) -> Sequence[ServiceRow]:
        """List what it was told to."""
        self.asked.append(("services", None))
        if isinstance(self.listed, BaseException):
            raise self.listed
        return self.listed

    async def add(self, submission: Submission, before_sending: Callable[[], Awaitable[None]]) -> PanelOrderId:
        """Take an order, or fail as told."""
        outcome = self.outcomes.popleft() if self.outcomes else PanelOrderId(str(next(self._ids)))
        if isinstance(outcome, Unsent):
            raise outcome.error
        if self.turn is not None:
            await self.turn()
        await before_sending()
        self.asked.append(("add", submission))
        self.taken.append(submission)
        await self._be_under_way()
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def order_status(self, order_id: PanelOrderId) -> Report:
        """Fail: nobody is to ask about single orders."""
        raise AssertionError(f"a single status request for {order_id}")

    async def order_statuses(self, order_ids: Sequence[PanelOrderId]) -> Mapping[PanelOrderId, Answer]:
        """Answer on the orders it has a report of."""
        assert len(order_ids) <= 100
        self.asked.append(("status", list(order_ids)))
        fault = self.status_faults.popleft() if self.status_faults else None
        await self._be_under_way()
        if fault is not None:
            raise fault
        return {order_id: self.reports[order_id] for order_id in order_ids if order_id in self.reports}

    async def balance(self) -> Balance:
        """Tell what is left."""
        self.asked.append(("balance", None))
        if isinstance(self.left, BaseException):
            raise self.left
        return self.left

    async def refill(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Accept, or fail as told."""
        return await self._request("refill", order_id, before_sending)

    async def cancel(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Accept, or fail as told."""
        return await self._request("cancel", order_id, before_sending)

    async def refill_statuses(self, refill_ids: Sequence[str]) -> Mapping[str, str | PanelRefused]:
        """Answer on the refills it knows, or fail as told."""
        assert 0 < len(refill_ids) <= 100
        self.asked.append(("refill_status", list(refill_ids)))
        if self.refill_faults:
            raise self.refill_faults.popleft()
        return {refill_id: self.refills[refill_id] for refill_id in refill_ids if refill_id in self.refills}

    async def _request(
        self, kind: str, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None
    ) -> Acceptance:
        if self.turn is not None:
            await self.turn()
        if before_sending is not None:
            await before_sending()
        self.asked.append((kind, order_id))
        await self._be_under_way()
        outcome = self.request_outcomes.popleft() if self.request_outcomes else Acceptance("Thank you for patience.")
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def _be_under_way(self) -> None:
        if self.on_wire is not None:
            await self.on_wire()
