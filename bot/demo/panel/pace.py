"""The sandbox's own time, which may run faster than the clock."""

from collections.abc import Callable


class Pace:
    """Seconds that pass `speed` times as fast as those of the clock that is handed in."""

    def __init__(self, clock: Callable[[], float], speed: float = 1.0) -> None:
        self._clock = clock
        self._speed = speed
        self._from_clock = self._from_own = clock()

    @property
    def speed(self) -> float:
        """How many seconds pass in one."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if speed <= 0:
            raise ValueError("the speed must be more than 0")
        self._from_own, self._from_clock = self.now(), self._clock()
        self._speed = speed

    def now(self) -> float:
        """Return the sandbox's seconds; at first they are the clock's."""
        return self._from_own + (self._clock() - self._from_clock) * self._speed
