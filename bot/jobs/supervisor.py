"""Runs all loops together: one that dies ends them all, and so the process, loudly."""

import asyncio
from collections.abc import Sequence

from bot.jobs.loop import Loop

QUESTIONS_SECONDS = 2.0  # for rounds that only ask: what is asked again costs nothing


async def run_loops(
    loops: Sequence[Loop],
    stopping: asyncio.Event,
    finish_seconds: float,
    questions_seconds: float = QUESTIONS_SECONDS,
) -> None:
    """Run loops until `stopping` is set, then let their rounds finish for so long, then cancel them.

    Rounds that only ask are cancelled sooner.

    Raises: ExceptionGroup with what a loop died of.
    """
    async with asyncio.TaskGroup() as group:
        tasks = {group.create_task(loop(stopping), name=loop.name): loop.only_asks for loop in loops}
        await stopping.wait()
        questions_seconds = min(questions_seconds, finish_seconds)
        _, late = await asyncio.wait(tasks, timeout=questions_seconds)
        for task in late:
            if tasks[task]:
                task.cancel()
        if late:
            _, late = await asyncio.wait(late, timeout=finish_seconds - questions_seconds)
        for task in late:
            task.cancel()
