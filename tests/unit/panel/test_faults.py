"""What failed exchanges mean, and what an HTTP reply says."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.domain.errors import PanelAnswerMalformed, PanelError, PanelOutcomeUnknown, PanelRefused, PanelUnreachable
from bot.panel.answers import read_answer
from bot.panel.exchange import Reply
from bot.panel.faults import fault_of, read_retry_after
from bot.panel.redirect import find_twin
from bot.panel.retry import TRIES, wait_before_retry
from bot.panel.wire_orders import find_order_id

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
KEY = "k3y-of-the-panel"
ERRORS = [
    httpx.ConnectError("x"),
    httpx.ConnectTimeout("x"),
    httpx.PoolTimeout("x"),
    httpx.ReadTimeout("x"),
    httpx.ReadError("x"),
    httpx.WriteError("x"),
    httpx.RemoteProtocolError("x"),
    httpx.DecodingError("x"),
    TimeoutError(),
    OSError("x"),
    UnicodeError("x"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_the_trace_draws_the_line(error: Exception) -> None:
    """Whatever failed, before the first byte it was unreachable, and after it the outcome is unknown."""
    assert type(fault_of(error, sent=False)) is PanelUnreachable
    assert type(fault_of(error, sent=True)) is PanelOutcomeUnknown


def test_reasons() -> None:
    """The reason names the kind of failure, and where no connection stood, the library's own words."""
    assert str(fault_of(httpx.ConnectError("[Errno 111] refused"), sent=False)) == (
        "no connection (ConnectError: [Errno 111] refused)"
    )
    assert str(fault_of(httpx.ReadTimeout(f"echo {KEY}"), sent=True)) == "no answer in time (ReadTimeout)"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("1.5", 2),
        ("99999999", 3600),
        ("9" * 5000, None),
        ("Wed, 01 Jan 2025 12:01:00 GMT", 60),
        ("Wed, 01 Jan 2025 12:01:00 -0000", 60),
        ("Wed, 01 Jan 2025 11:00:00 GMT", 0),
        ("Wed, 01 Jan 2026 12:00:00 GMT", 3600),
        ("Wed, 99 Jan 2025 12:00:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    """Retry-After is read as seconds or as a date, and never as more than an hour."""
    assert read_retry_after(value, NOW) == seconds


def say(status: int, body: Any, *, headers: dict[str, str] | None = None, for_add: bool = False) -> Any:
    content = body if isinstance(body, str) else json.dumps(body)
    reply = Reply(status, httpx.Headers(headers or {}), content.encode())
    return read_answer(reply, KEY, NOW, is_done=lambda answer: for_add and find_order_id(answer) is not None)


@pytest.mark.parametrize("status", [200, 201, 400, 403, 404, 422, 500, 503])
def test_the_body_counts(status: int) -> None:
    """The panel's answers and errors are read whatever the HTTP status."""
    assert say(status, {"error": "Bad link"}) == {"error": "Bad link"}
    assert say(status, {"balance": 1}) == {"balance": 1}


@pytest.mark.parametrize("status", [200, 302, 429, 500, 502, 504])
def test_an_order_counts(status: int) -> None:
    """A usable order is an order whatever the HTTP status."""
    assert say(status, {"order": 5}, for_add=True) == {"order": 5}


@pytest.mark.parametrize("body", ["", "<html>slow down</html>", {"error": "Bad link"}, {"order": None}, "null"])
def test_429(body: Any) -> None:
    """429 puts off, whatever stands in it."""
    with pytest.raises(PanelUnreachable) as put_off:
        say(429, body, headers={"Retry-After": "7"}, for_add=True)
    assert put_off.value.retry_after_seconds == 7


def test_429_without_a_time() -> None:
    """429 without Retry-After says nothing of when."""
    with pytest.raises(PanelUnreachable) as put_off:
        say(429, "")
    assert put_off.value.retry_after_seconds is None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_rate_limit_in_words(status: int) -> None:
    """A rate limit told in an error's words puts off too."""
    with pytest.raises(PanelUnreachable, match="Rate limit exceeded"):
        say(status, {"error": "Rate limit exceeded"})


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "<html>Internal Server Error</html>"),
        (502, ""),
        (503, "<html>Just a moment…</html>"),
        (502, {"error": "upstream timed out"}),
        (504, {"error": "Bad link"}),
        (524, {"error": "x"}),
        (500, {"error": "Internal Server Error"}),
        (500, {"status": "error", "message": "Server Error"}),
        (503, {"error": "Service Unavailable"}),
        (301, "<html>Moved</html>"),
    ],
)
def test_not_the_panel(status: int, body: Any) -> None:
    """What a gateway, a crash or a redirect says is no answer of the panel's: the outcome is unknown."""
    with pytest.raises(PanelOutcomeUnknown):
        say(status, body, for_add=True)


@pytest.mark.parametrize("status", [200, 403, 404])
def test_unreadable(status: int) -> None:
    """A page in place of JSON is malformed."""
    with pytest.raises(PanelAnswerMalformed):
        say(status, "<html>Just a moment…</html>")


def test_an_echoed_key_is_struck_out() -> None:
    """A key that the panel echoes goes no further."""
    assert say(200, {"error": f"Invalid API key {KEY}!"}) == {"error": "Invalid API key ***!"}


def test_an_echoed_place_is_cut() -> None:
    """A redirect's reason names the place, and not the query that may echo the key."""
    with pytest.raises(PanelOutcomeUnknown, match=r"sent on to /x$"):
        say(302, "", headers={"Location": f"/x?key={KEY}"})


def test_broken_bytes() -> None:
    """Bytes that are no UTF-8 spoil their own text alone."""
    reply = Reply(200, httpx.Headers(), b'[{"name": "\xff", "service": 1}]')
    assert read_answer(reply, KEY, NOW, is_done=lambda _: False) == [{"name": "\ufffd", "service": 1}]


@pytest.mark.parametrize(
    ("asked", "location", "twin"),
    [
        ("https://p.example/api/v2", "https://www.p.example/api/v2", "https://www.p.example/api/v2"),
        ("https://www.p.example/api/v2", "https://p.example/api/v2", "https://p.example/api/v2"),
        ("http://p.example/api/v2", "https://p.example/api/v2", "https://p.example/api/v2"),
        ("http://p.example/api/v2", "https://www.p.example/api/v2/", "https://www.p.example/api/v2/"),
        ("https://p.example/api/v2", "/api/v2/", "https://p.example/api/v2/"),
        ("https://p.example/api/v2?a=1", "//www.p.example/api/v2?b=2", "https://www.p.example/api/v2?a=1"),
        ("https://p.example/api/v2", "https://u:p@www.p.example/api/v2", "https://www.p.example/api/v2"),
        ("https://p.example/api/v2", "https://www.P.example:443/api/v2", "https://www.p.example/api/v2"),
        ("https://p.example/api/v2", "https://evil.example/api/v2", None),
        ("https://p.example/api/v2", "https://p.example.evil.example/api/v2", None),
        ("https://p.example/api/v2", "https://api.p.example/api/v2", None),
        ("https://p.example/api/v2", "http://www.p.example/api/v2", None),
        ("https://p.example/api/v2", "https://www.p.example:8443/api/v2", None),
        ("http://p.example:8080/api/v2", "https://p.example/api/v2", None),
        ("https://p.example/api/v2", "https://p.example/login", None),
        ("https://p.example/api/v2", "https://p.example/api/v2", None),
        ("https://p.example/api/v2", "ftp://p.example/api/v2", None),
        ("https://p.example/api/v2", "https://[", None),
        ("https://p.example/api/v2", "", None),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_twins(asked: str, location: str, twin: str | None, status: int) -> None:
    """The key is sent on to the panel's `www.` twin, to https or to a slash at the end, and nowhere else."""
    found = find_twin(httpx.URL(asked), Reply(status, httpx.Headers({"Location": location}), b""))
    assert found == (httpx.URL(twin) if twin else None)


@pytest.mark.parametrize("status", [200, 300, 303, 304, 404])
def test_no_redirects(status: int) -> None:
    """Other statuses lead nowhere, 303 included, which asks for a GET."""
    reply = Reply(status, httpx.Headers({"Location": "https://www.p.example/"}), b"")
    assert find_twin(httpx.URL("https://p.example/"), reply) is None


@pytest.mark.parametrize(
    ("fault", "tries", "jitter", "wait"),
    [
        (PanelOutcomeUnknown("x"), 1, 0, 0.5),
        (PanelOutcomeUnknown("x"), 1, 1, 1),
        (PanelOutcomeUnknown("x"), 2, 1, 2),
        (PanelAnswerMalformed("x"), 1, 1, 1),
        (PanelUnreachable("x"), 1, 1, 1),
        (PanelUnreachable("x", retry_after_seconds=7), 1, 1, 7),
        (PanelUnreachable("x", retry_after_seconds=31), 1, 1, None),
        (PanelOutcomeUnknown("x"), TRIES, 1, None),
        (PanelRefused("x"), 1, 1, None),
    ],
)
def test_retries(fault: PanelError, tries: int, jitter: float, wait: float | None) -> None:
    """Reads are repeated after growing, jittered waits, as the panel asks, and not for ever."""
    assert wait_before_retry(fault, tries, jitter) == wait
