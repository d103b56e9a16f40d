"""How fast one panel is called."""

import asyncio
from datetime import timedelta

import pytest

from bot.panel.pace import LONGEST_REST_SECONDS, Pace
from tests.unit.panel.clocks import ManualClock


async def call(pace: Pace) -> None:
    async with pace:
        pass


async def test_spacing() -> None:
    """Calls start a tenth of a second apart, and the first at once."""
    clock = ManualClock()
    pace = Pace(clock, per_second=10)
    for _ in range(4):
        await call(pace)
    assert clock.slept == [pytest.approx(0.1)] * 3


async def test_time_that_passed_is_not_waited_for_again() -> None:
    """After a pause nobody waits, and a pause saves up no burst."""
    clock = ManualClock()
    pace = Pace(clock, per_second=1)
    await call(pace)
    clock.moment += timedelta(seconds=10)
    await call(pace)
    assert clock.slept == []
    await call(pace)
    assert clock.slept == [1]


async def test_few_at_once() -> None:
    """No more calls are in flight than allowed, and each goes on when one has ended."""
    pace = Pace(ManualClock(), max_in_flight=2, per_second=1000)
    inside, most, go = 0, 0, asyncio.Event()

    async def stay() -> None:
        nonlocal inside, most
        async with pace:
            inside += 1
            most = max(most, inside)
            await go.wait()
            inside -= 1

    calls = asyncio.gather(*(stay() for _ in range(5)))
    for _ in range(50):
        await asyncio.sleep(0)
    assert inside == 2
    go.set()
    await calls
    assert most == 2


async def test_rest() -> None:
    """When the panel asks for rest, no call starts before it is over, and a shorter rest does not end it."""
    clock = ManualClock()
    pace = Pace(clock, per_second=1000)
    pace.rest(20)
    pace.rest(1)
    await call(pace)
    assert clock.slept == [20]


async def test_longest_rest() -> None:
    """A rest is cut to what a claim on an order outlives."""
    clock = ManualClock()
    pace = Pace(clock)
    pace.rest(3600)
    await call(pace)
    assert sum(clock.slept) == LONGEST_REST_SECONDS


async def test_rest_reaches_those_who_wait() -> None:
    """A rest that begins while somebody waits for a turn holds for them too."""
    clock = ManualClock()
    pace = Pace(clock, per_second=1)
    await call(pace)
    waiting = asyncio.create_task(call(pace))
    await clock.sleeping.wait()
    pace.rest(5)
    await waiting
    assert clock.slept == [1, 5]


async def test_clock_set_back() -> None:
    """A machine's clock that is set back by an hour does not stop the calls for one."""
    clock = ManualClock()
    pace = Pace(clock)
    await call(pace)
    clock.moment -= timedelta(hours=1)
    await call(pace)
    assert clock.slept == []


async def test_slots_come_back() -> None:
    """A call that fails, or is cancelled while it waits for its start, gives its slot back."""
    clock = ManualClock()
    pace = Pace(clock, max_in_flight=1, per_second=1)
    with pytest.raises(RuntimeError):
        async with pace:
            raise RuntimeError
    waiting = asyncio.create_task(call(pace))
    await clock.sleeping.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await call(pace)
