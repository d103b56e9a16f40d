"""How long a claim lasts whose holder talks to the panel."""

DEFAULT_TIMEOUT_SECONDS = 20.0
_RECORDING_SECONDS = 30.0
_REST_SECONDS = 90.0  # the panel's own rests after a 429, and the pace
_CALLS_AHEAD = 4  # whole rounds of calls in flight that time out, before it is this one's turn


def answer_seconds(timeout_seconds: float) -> float:
    """Return the longest from a request's first byte to its answer's being recorded."""
    return timeout_seconds + _RECORDING_SECONDS


def lease_seconds(timeout_seconds: float) -> float:
    """Return a lease that outlives the wait for a turn, a connection and an answer; what is left over is a crash."""
    return _REST_SECONDS + _CALLS_AHEAD * timeout_seconds + answer_seconds(timeout_seconds)
