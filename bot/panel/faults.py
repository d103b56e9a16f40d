"""The one mapping from failures of HTTP to ours.

What failed before the request's first byte left never reached the panel: PanelUnreachable. What failed later may
have taken effect: PanelOutcomeUnknown. The line between them is drawn by httpcore's trace, not by the kind of
failure, for a kind does not tell (a cut connection can be cut before or after).
Source: panel API, part 2, "What an `add` that failed on the way means".
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from bot.domain.errors import PanelOutcomeUnknown, PanelUnreachable
from bot.panel.wire_values import read_text

# What comes out of an exchange; UnicodeError from a host name that no resolver takes.
HTTP_FAILURES = (httpx.HTTPError, OSError, UnicodeError)
LONGEST_REASON = 200
LONGEST_RETRY_AFTER_SECONDS = 3600

# Most specific first.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "no connection in time"),
    (httpx.PoolTimeout, "no connection free in time"),
    (httpx.ReadTimeout, "no answer in time"),
    (httpx.TimeoutException, "not done in time"),
    (httpx.ConnectError, "no connection"),
    (httpx.ReadError, "cut while answering"),
    (httpx.WriteError, "cut while sending"),
    (httpx.RemoteProtocolError, "hung up, or does not speak HTTP"),
    (httpx.UnsupportedProtocol, "the address is neither http nor https"),
    (httpx.DecodingError, "the answer's compression is broken"),
    (TimeoutError, "not answered to the end in time"),
    (Exception, "failed"),
)


def fault_of(error: Exception, *, sent: bool) -> PanelUnreachable | PanelOutcomeUnknown:
    """Say in our words what a failed exchange means.

    The library's own text is kept where no connection stood, since then it names the operator's trouble (DNS, TLS)
    and cannot hold what the panel echoed.
    """
    reason = next(words for kind, words in _REASONS if isinstance(error, kind))
    if sent:
        return PanelOutcomeUnknown(f"{reason} ({type(error).__name__})")
    detail = read_text(str(error), LONGEST_REASON)
    return PanelUnreachable(f"{reason} ({type(error).__name__}{': ' if detail else ''}{detail})")


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date, as seconds from now; at most an hour, or None."""
    if value is None:
        return None
    if seconds := re.fullmatch(r"\s*([0-9]{1,9})(\.[0-9]+)?\s*", value):
        return min(int(seconds[1]) + (1 if seconds[2] else 0), LONGEST_RETRY_AFTER_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # no date, or one of a year that no calendar has
        return None
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(wait.total_seconds(), 0), LONGEST_RETRY_AFTER_SECONDS)
