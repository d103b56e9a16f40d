"""How long to wait after something failed."""

LONGEST_SECONDS = 300.0


def backoff_seconds(attempts: int, jitter: float, *, asked_seconds: float | None = None) -> float:
    """Return a growing wait: about 2, 4, 8 … up to 300 seconds, never less than the other side asked for.

    `jitter` in 0..1 spreads the waits of many over their upper half, so that they do not come back together.
    """
    grown = min(LONGEST_SECONDS, 2.0 ** min(attempts + 1, 16))
    return max(grown * (0.5 + jitter / 2), asked_seconds or 0.0)
