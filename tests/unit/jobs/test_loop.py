"""A loop: rounds, rests, health, and its end."""

import asyncio
import logging

import pytest

from bot.domain.errors import PanelUnreachable, StoreError
from bot.jobs.database_health import DatabaseHealth
from bot.jobs.loop import Loop
from bot.jobs.supervisor import run_loops


class Rounds:
    """A service whose rounds go as they are told: True for more, False for a rest, an exception for trouble."""

    def __init__(self, *plan: bool | Exception) -> None:
        self.plan = list(plan)
        self.stopping = asyncio.Event()
        self.ran = 0

    async def __call__(self) -> bool:
        self.ran += 1
        step = self.plan.pop(0)
        if not self.plan:
            self.stopping.set()
        if isinstance(step, Exception):
            raise step
        return step


async def run(rounds: Rounds, **parts: object) -> Loop:
    """Run a loop to the end of its plan."""
    loop = Loop(name="poll", run=rounds, every_seconds=0.001, **parts)
    await asyncio.wait_for(loop(rounds.stopping), 5)
    return loop


async def test_goes_on_at_once_while_there_is_more() -> None:
    """A round that says that there is more is followed by another without a rest."""
    rounds = Rounds(True, True, True)
    loop = Loop(name="poll", run=rounds, every_seconds=3600)
    await asyncio.wait_for(loop(rounds.stopping), 5)
    assert rounds.ran == 3


async def test_is_woken_from_its_rest() -> None:
    """A wake ends the rest."""
    rounds = Rounds(False, True)
    loop = Loop(name="poll", run=rounds, every_seconds=3600)
    task = asyncio.create_task(loop(rounds.stopping))
    asyncio.get_running_loop().call_later(0.01, loop.wake.set)
    await asyncio.wait_for(task, 5)
    assert rounds.ran == 2


async def test_wake_during_a_round_is_not_lost() -> None:
    """Work that arrives while a round is running is looked for right after it."""
    stopping = asyncio.Event()
    ran = 0

    async def run_once() -> bool:
        nonlocal ran
        ran += 1
        if ran == 1:
            loop.wake.set()
        else:
            stopping.set()
        return False

    loop = Loop(name="poll", run=run_once, every_seconds=3600)
    await asyncio.wait_for(loop(stopping), 5)
    assert ran == 2


async def test_health_flips_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """A failing source is logged once when it fails and once when it is back."""
    caplog.set_level(logging.INFO)
    away = PanelUnreachable("no connection")
    await run(Rounds(False, away, away, away, False, False, away, False))
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "poll: PanelUnreachable: no connection",
        "poll: works again",
        "poll: PanelUnreachable: no connection",
        "poll: works again",
    ]


async def test_the_next_loop_is_woken_after_each_round() -> None:
    """Whoever has work when a round has ended is woken, also by a failed one: it may have recorded something."""
    woken = [Loop(name=name, run=Rounds(False), every_seconds=1) for name in ("deliver", "cases")]
    await run(Rounds(PanelUnreachable("away")), then=woken)
    assert all(loop.wake.is_set() for loop in woken)


async def test_a_loop_that_dies_ends_all() -> None:
    """What nobody foresaw ends the loop and all others with it."""
    idle = Loop(name="idle", run=Rounds(*[False] * 1000), every_seconds=3600)
    dying = Loop(name="dying", run=Rounds(ValueError("a fault"), False), every_seconds=1)
    with pytest.raises(ExceptionGroup) as died:
        await asyncio.wait_for(run_loops([idle, dying], asyncio.Event(), 1), 5)
    assert died.group_contains(ValueError, match="a fault")


async def test_stop_waits_for_a_round_and_then_cancels() -> None:
    """A round that has begun is finished within the time for that, and cancelled after it."""
    stopping, begun, ended = asyncio.Event(), [], []

    async def slow(seconds: float) -> bool:
        begun.append(seconds)
        if len(begun) == 2:
            stopping.set()
        try:
            await asyncio.sleep(seconds)
            ended.append("finished")
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return False

    quick = Loop(name="quick", run=lambda: slow(0.01), every_seconds=1)
    stuck = Loop(name="stuck", run=lambda: slow(3600), every_seconds=1)
    await asyncio.wait_for(run_loops([quick, stuck], stopping, 0.1), 5)
    assert ended == ["finished", "cancelled"]


async def test_stop_waits_less_for_what_only_asks() -> None:
    """A round that only asks is cut before one that acts, which has the whole time."""
    stopping, cut, ended = asyncio.Event(), asyncio.Event(), []

    async def hang(name: str) -> bool:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append((name, acting.done()))
            cut.set()
        return False

    async def act() -> bool:
        stopping.set()
        await acting
        return False

    acting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asking = Loop(name="asking", run=lambda: hang("asking"), every_seconds=1, only_asks=True)
    loops = [asking, Loop(name="acting", run=act, every_seconds=1)]
    running = asyncio.create_task(run_loops(loops, stopping, 60, questions_seconds=0.01))
    await asyncio.wait_for(cut.wait(), 5)
    acting.set_result(None)
    await asyncio.wait_for(running, 5)
    assert ended == [("asking", False)]


async def test_database_is_told_once_for_all_loops(caplog: pytest.LogCaptureFixture) -> None:
    """What is wrong with the database is logged once, not by each loop, and is over when it has worked for a while."""
    caplog.set_level(logging.INFO)
    now = 0.0
    health = DatabaseHealth(now_seconds=lambda: now)
    full = StoreError("the disk is full")
    for plan in ([full, False, full, False], [full, full, False]):
        await run(Rounds(*plan), database=health)
    now = 9.9
    await run(Rounds(False), database=health)
    assert [record.getMessage() for record in caplog.records] == [
        "The database fails, and what is to be done waits for it: the disk is full"
    ]
    now = 10.0
    await run(Rounds(False, False), database=health)
    assert [record.getMessage() for record in caplog.records][1:] == ["The database works again"]
