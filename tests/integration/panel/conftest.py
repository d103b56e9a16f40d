"""A panel client on a clock that waits for nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot.panel.client import HttpPanel
from bot.panel.pace import Pace
from tests.unit.panel.clocks import ManualClock

KEY = "k3y-of-the-panel"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def connect(clock: ManualClock) -> AsyncIterator[Callable[..., HttpPanel]]:
    async with AsyncExitStack() as stack:

        def make(url: str, **changes: Any) -> HttpPanel:
            pace = Pace(clock, per_second=1000)
            panel = HttpPanel(url, KEY, **{"clock": clock, "pace": pace, "jitter": lambda: 1.0} | changes)
            stack.push_async_callback(panel.aclose)
            return panel

        yield make
