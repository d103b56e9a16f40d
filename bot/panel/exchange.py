"""One HTTP request and its whole answer, within one time limit, and the moment at which it leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.domain.errors import PanelAnswerMalformed, PanelUnreachable
from bot.panel.faults import HTTP_FAILURES, fault_of
from bot.panel.hang_up import has_hung_up

Form = Sequence[tuple[str, str]]
_BEGINNING = 1024  # bytes, by which a web page is told from an answer
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class HeldBack(Exception):
    """Stops a request before its first byte, because what had to come before it failed."""


@dataclass(slots=True)
class Reply:
    """What came back: any HTTP status, and the body to its last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes | bytearray

    def take_text(self) -> str:
        """Return the body as text and keep no more than its beginning: a long list need not be in memory twice."""
        body, self.body = self.body, bytes(self.body[:_BEGINNING])
        return body.decode("utf-8", errors="replace")


class Departure:
    """The moment at which a request's first byte leaves, told by httpcore's trace.

    `before_sending` runs when a connection stands, TLS included, and nothing is written yet. Then the time for the
    answer starts. What comes before has no limit but the connection's own: cut short, a commit would be in doubt, and
    httpcore leaves a socket open whose TLS handshake is cancelled. When the panel has hung up in the meantime, nothing
    is written at all.
    Source: httpcore, extension "trace", events `connection.connect_tcp.complete` with the stream, and
    `http11.send_request_headers.started`, awaited before the write.
    """

    def __init__(self, before_sending: Callable[[], Awaitable[None]] | None = None) -> None:
        self.sent = False
        self.failure: Exception | None = None
        self._before_sending = before_sending
        self._start_limit: Callable[[], None] = lambda: None
        self._stream: Any = None  # of the connection, if this request opened it

    def on_leaving(self, start_limit: Callable[[], None]) -> None:
        """Call this when the first byte leaves."""
        self._start_limit = start_limit

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear of each step of the exchange."""
        if event.endswith(".connect_tcp.complete"):
            self._stream = info.get("return_value")
        elif event.endswith(".send_request_headers.started"):
            if self._before_sending is not None:
                await self._prepare(self._before_sending)
            if self._stream is not None and has_hung_up(self._stream):
                self.failure = PanelUnreachable("hung up before anything was sent")
                raise HeldBack
            self.sent = True
            self._start_limit()

    async def _prepare(self, before_sending: Callable[[], Awaitable[None]]) -> None:
        try:
            await before_sending()
        except Exception as failure:  # noqa: BLE001  whatever it is, it is passed on
            self.failure = failure
            raise HeldBack from None


async def exchange(
    client: httpx.AsyncClient,
    url: httpx.URL,
    form: Form,
    departure: Departure,
    *,
    timeout_seconds: float,
    longest_bytes: int,
) -> Reply:
    """Post a form and read the answer; follows nothing and repeats nothing.

    `timeout_seconds` is for the whole answer, however it trickles in; the client has the limits for a connection.
    Raises: PanelUnreachable before the first byte left, PanelOutcomeUnknown after; PanelAnswerMalformed for a body
    longer than the limit; what `before_sending` raised, and then nothing was sent.
    """
    try:
        async with asyncio.timeout(None) as limit:
            loop = asyncio.get_running_loop()
            departure.on_leaving(lambda: limit.reschedule(loop.time() + timeout_seconds))
            return await _post(client, url, form, departure, longest_bytes)
    except HeldBack:
        pass
    except HTTP_FAILURES as error:
        fault = fault_of(error, sent=departure.sent)
    # Raised out here, so that no traceback leads to the library's request, whose body holds the key.
    if departure.failure is not None:
        raise departure.failure
    raise fault


async def _post(
    client: httpx.AsyncClient, url: httpx.URL, form: Form, departure: Departure, longest_bytes: int
) -> Reply:
    async with client.stream(
        "POST", url, content=urlencode(form).encode(), headers=_HEADERS, extensions={"trace": departure.trace}
    ) as response:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > longest_bytes:
                raise PanelAnswerMalformed(f"longer than {longest_bytes} bytes")
        return Reply(response.status_code, response.headers, body)
