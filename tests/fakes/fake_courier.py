"""A Telegram in memory that takes papers, and fails as it is told."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.domain.order import Order
from bot.domain.paper import Paper
from bot.domain.people import User
from bot.domain.totals import Totals


class FakeSheet:
    """The port `Sheet`: a list of ids that takes so many."""

    def __init__(self, room: float, while_adding: Callable[[], Awaitable[None]] | None) -> None:
        self.ids: list[int] = []
        self._room = room
        self._while_adding = while_adding

    async def add(self, orders: Sequence[Order]) -> bool:
        """Note the orders, as far as they fit."""
        if self._while_adding is not None:
            await self._while_adding()
        for order in orders:
            if len(self.ids) >= self._room:
                return False
            self.ids.append(order.id)
        return True


class FakeCourier:
    """The port `Courier`; the lists say what arrived, in order."""

    def __init__(self) -> None:
        self.exports: list[tuple[Paper, list[int], int]] = []
        self.totals: list[tuple[Paper, Totals]] = []
        self.progress: list[tuple[int | None, int, int]] = []  # message, done, total
        self.faults: deque[Exception | None] = deque()  # of sends, one a try
        self.progress_faults: deque[Exception | None] = deque()
        self.room: float = float("inf")
        self.while_adding: Callable[[], Awaitable[None]] | None = None

    async def tell_progress(self, paper: Paper, user: User | None, done: int, total: int) -> int | None:
        """Note it, or fail as told."""
        if fault := self.progress_faults.popleft() if self.progress_faults else None:
            raise fault
        self.progress.append((paper.message_id, done, total))
        return paper.message_id or 700 + paper.id

    @asynccontextmanager
    async def begin_export(self, paper: Paper, user: User | None) -> AsyncIterator[FakeSheet]:
        """Begin a list."""
        yield FakeSheet(self.room, self.while_adding)

    async def send_export(self, paper: Paper, user: User | None, sheet: Any, total: int) -> None:
        """Take a table, or fail as told."""
        self._fail()
        self.exports.append((paper, sheet.ids, total))

    async def send_totals(self, paper: Paper, user: User | None, totals: Totals) -> None:
        """Take a picture, or fail as told."""
        self._fail()
        self.totals.append((paper, totals))

    def farewell(self, paper: Paper, user: User | None, *, sent: bool) -> Mapping[str, Any]:
        """Say how it ended."""
        return {"text": "ready" if sent else "not made", "keyboard": []}

    def _fail(self) -> None:
        if fault := self.faults.popleft() if self.faults else None:
            raise fault
