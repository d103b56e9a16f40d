"""Runs all loops together: one that dies ends them all, and so the process, loudly."""

import asyncio
from collections.abc import Sequence

from bot.jobs.loop import Loop


async def run_loops(loops: Sequence[Loop], stopping: asyncio.Event, finish_seconds: float) -> None:
    """Run loops until `stopping` is set, then let their rounds finish for so long, then cancel them.

    Raises: ExceptionGroup with what a loop died of.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(loop(stopping), name=loop.name) for loop in loops]
        await stopping.wait()
        _, late = await asyncio.wait(tasks, timeout=finish_seconds)
        for task in late:
            task.cancel()
