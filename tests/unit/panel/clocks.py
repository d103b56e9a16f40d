"""A clock that waits for nothing."""

import asyncio
from datetime import UTC, datetime, timedelta


class ManualClock:
    """Stands still until somebody sleeps, and then is there at once; remembers each sleep."""

    def __init__(self, moment: datetime = datetime(2025, 1, 1, 12, tzinfo=UTC)) -> None:
        self.moment = moment
        self.slept: list[float] = []
        self.sleeping = asyncio.Event()  # somebody has slept

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
        self.sleeping.set()
        await asyncio.sleep(0)
