"""What an HTTP reply says, before it is read as the answer to one action.

The body is read whatever the HTTP status: panels send errors with 200 and with 4xx and 5xx, and answers with both.
Source: panel API, part 2, "Transport".
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from bot.domain.errors import PanelAnswerMalformed, PanelError, PanelOutcomeUnknown, PanelUnreachable
from bot.panel.exchange import Reply
from bot.panel.faults import LONGEST_REASON, read_retry_after
from bot.panel.lenient_json import read_json
from bot.panel.wire_errors import find_refusal, is_crash, is_rate_limit
from bot.panel.wire_values import read_text

# Said by a gateway about a panel that did not answer it: whatever the words, they are not the panel's.
_GATEWAYS = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT, *range(520, 528), 530})
_SHORTEST_SECRET = 8  # a shorter key is no secret, and would be found in innocent words


def read_answer(reply: Reply, key: str, now: datetime, *, is_done: Callable[[Any], bool]) -> Any:
    """Read a reply, once, as JSON that comes from the panel itself; the key is struck from it wherever it is echoed.

    An answer that `is_done` counts whatever the HTTP status and the words beside it.
    Raises: PanelUnreachable when the panel put the request off; PanelOutcomeUnknown when it was not the panel that
    answered (a gateway, a redirect, a crash); PanelAnswerMalformed.
    """
    try:
        answer = read_json(_text_of(reply, key))
    except PanelAnswerMalformed as malformed:
        fault: PanelError = _fault_of_status(reply, now) or malformed
        raise fault from None
    if is_done(answer):
        return answer
    if fault_in_words := _fault_of_words(reply, find_refusal(answer), now):
        raise fault_in_words
    return answer


def is_page(reply: Reply) -> bool:
    """Tell whether a body that could not be read is a web page: then it was not the panel's API that answered."""
    return reply.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _text_of(reply: Reply, key: str) -> str:
    text = reply.take_text()
    return text.replace(key, "***") if len(key) >= _SHORTEST_SECRET else text


def _fault_of_status(reply: Reply, now: datetime) -> PanelError | None:
    """Say what an unreadable body's HTTP status means; None where it adds nothing."""
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _put_off(reply, "too many requests", now)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return PanelOutcomeUnknown(f"HTTP {reply.status}, sent on to {_place(reply)}")
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PanelOutcomeUnknown(f"HTTP {reply.status} and no readable answer")
    return None


def _fault_of_words(reply: Reply, words: str | None, now: datetime) -> PanelError | None:
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or (words is not None and is_rate_limit(words)):
        return _put_off(reply, words or "too many requests", now)
    is_crashed = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR and words is not None and is_crash(words)
    if reply.status in _GATEWAYS or is_crashed:
        return PanelOutcomeUnknown(f"HTTP {reply.status}: {words or 'no answer of the panel'}")
    return None


def _put_off(reply: Reply, words: str, now: datetime) -> PanelUnreachable:
    return PanelUnreachable(words, retry_after_seconds=read_retry_after(reply.headers.get("retry-after"), now))


def _place(reply: Reply) -> str:
    """Name where a redirect leads, without its query, which may echo what we sent."""
    return read_text(reply.headers.get("location", "nowhere").partition("?")[0], LONGEST_REASON)
