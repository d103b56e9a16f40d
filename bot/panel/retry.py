"""Whether a read that failed is asked again."""

from bot.domain.errors import PanelError, PanelRefused, PanelUnreachable

TRIES = 3
LONGEST_WAIT_SECONDS = 30.0  # whoever is asked to stay away longer tells the caller


def wait_before_retry(fault: PanelError, tries: int, jitter: float) -> float | None:
    """Return the seconds to wait after so many tries in vain; None: give up.

    The waits grow, about 1 and 2 seconds, spread by `jitter` (0..1) over their upper half, and are never shorter than
    the panel asked for. A refusal is an answer, and is not asked for again.
    """
    if isinstance(fault, PanelRefused) or tries >= TRIES:
        return None
    asked = fault.retry_after_seconds if isinstance(fault, PanelUnreachable) else None
    wait = max(2.0 ** (tries - 1) * (0.5 + jitter / 2), asked or 0.0)
    return wait if wait <= LONGEST_WAIT_SECONDS else None
