"""The parts that services are tried with: a store in memory, a clock, a panel and a Telegram in the test's hands."""

import pytest

from bot.store.in_memory import MemoryStore
from tests.fakes.fake_messenger import FakeMessenger
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock()


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore()


@pytest.fixture
def panel() -> FakePanel:
    """A panel that takes everything."""
    return FakePanel()


@pytest.fixture
def messenger(clock: ManualClock) -> FakeMessenger:
    """A Telegram that takes everything."""
    return FakeMessenger(clock)
