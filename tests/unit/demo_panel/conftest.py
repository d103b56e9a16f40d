"""A sandbox whose clock stands still until it is pushed."""

import pytest

from bot.demo.panel import Sandbox


class PushedClock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> PushedClock:
    """The clock of the sandbox."""
    return PushedClock()


@pytest.fixture
def sandbox(clock: PushedClock) -> Sandbox:
    """A sandbox with the standard catalogue."""
    return Sandbox(clock=clock)
