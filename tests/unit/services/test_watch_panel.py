"""The watch asks a silent panel whether it is back, and keeps what the chat says of it."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.domain.errors import PanelResting
from bot.services.watch_panel import WatchPanel, find_wait
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import later


@dataclass
class Health:
    """What the panel's client thinks of the panel."""

    is_silent: bool = False
    orders_wait: bool = False


@pytest.fixture
def health() -> Health:
    """A panel that answers."""
    return Health()


def make_watch(store: MemoryStore, panel: FakePanel, clock: ManualClock, health: Health) -> WatchPanel:
    return WatchPanel(
        store=store,
        panel=panel,
        clock=clock,
        is_silent=lambda: health.is_silent,
        orders_wait=lambda: health.orders_wait,
    )


async def waits_since(store: MemoryStore) -> datetime | None:
    async with store.snapshot() as tx:
        return await find_wait(tx)


async def test_a_panel_that_answers_is_left_in_peace(
    store: MemoryStore, panel: FakePanel, clock: ManualClock, health: Health
) -> None:
    """While all is well nothing is asked, and no order is said to wait."""
    watch = make_watch(store, panel, clock, health)
    assert not await watch()
    assert panel.asked == []
    assert await waits_since(store) is None


async def test_a_silent_panel_is_asked(
    store: MemoryStore, panel: FakePanel, clock: ManualClock, health: Health
) -> None:
    """Each round asks for the balance, which the client lets through when the rest is over; failures are its matter."""
    watch = make_watch(store, panel, clock, health)
    health.is_silent = health.orders_wait = True
    panel.left = PanelResting("left alone", retry_after_seconds=5)
    await watch()
    clock.set(later(9))
    await watch()
    assert panel.asked == [("balance", None)] * 2
    assert await waits_since(store) == NOON
    health.is_silent = health.orders_wait = False
    await watch()
    assert await waits_since(store) is None


async def test_only_orders_wait(store: MemoryStore, panel: FakePanel, clock: ManualClock, health: Health) -> None:
    """A panel that answers questions is not asked any, though orders wait."""
    health.orders_wait = True
    await make_watch(store, panel, clock, health)()
    assert panel.asked == []
    assert await waits_since(store) == NOON


async def test_a_restart_keeps_since_when(
    store: MemoryStore, panel: FakePanel, clock: ManualClock, health: Health
) -> None:
    """A bot that starts anew and finds the panel away goes on with the old time; one that finds it well corrects it."""
    health.orders_wait = True
    await make_watch(store, panel, clock, health)()
    clock.set(later(60))
    await make_watch(store, panel, clock, health)()
    assert await waits_since(store) == NOON
    health.orders_wait = False
    await make_watch(store, panel, clock, health)()
    assert await waits_since(store) is None
