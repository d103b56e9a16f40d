"""What a fault sends, or does not send."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.demo.panel.bends import RATE_LIMITED
from bot.demo.panel.faults import Fault, FaultKind
from bot.demo.panel.oddities import Oddities
from bot.demo.panel.wire import as_response, encode

MOVED = "/www"  # where a redirect leads: the same panel, which does not redirect from there
_PAGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    "<body><h1>Checking your browser before you go on.</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class Struck:
    """An answer that went wrong: its text and HTTP status (0: none), for the book, and how it is sent."""

    text: str
    code: int
    send: Callable[[], Awaitable[web.StreamResponse]]


def strike(fault: Fault, request: web.Request, text: str, code: int, oddities: Oddities) -> Struck:
    """Turn the panel's answer (empty when it did not look) into what a fault makes of it."""
    match fault.kind:
        case FaultKind.CUT_BEFORE | FaultKind.CUT_AFTER:
            return Struck(text, 0, lambda: _cut(request))
        case FaultKind.CUT_HALF:
            return Struck(text, 0, lambda: _cut_half(request, text))
        case FaultKind.REDIRECT:
            return _redirected(fault, request)
        case FaultKind.SLOW | FaultKind.SLOW_BEFORE:
            return _whole(as_response(text, oddities, code), text)
        case _:
            return _instead(fault, text, oddities)


def _instead(fault: Fault, text: str, oddities: Oddities) -> Struck:
    """Answer, politely and in full, with something else."""
    match fault.kind:
        case FaultKind.HTML:
            response = web.Response(text=_PAGE, content_type="text/html", status=fault.code or 200)
            return _whole(response, _PAGE)
        case FaultKind.SERVER_ERROR:
            page = "<html><body><h1>500 Internal Server Error</h1></body></html>"
            return _whole(web.Response(text=page, content_type="text/html", status=fault.code or 500), page)
        case FaultKind.TOO_MANY:
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else None
            said = encode(RATE_LIMITED, oddities)
            return _whole(as_response(said, oddities, fault.code or 429, headers), said)
        case _:
            said = _wrong_text(fault.kind, text, oddities)
            return _whole(as_response(said, oddities, fault.code or 200), said)


def _wrong_text(kind: FaultKind, text: str, oddities: Oddities) -> str:
    match kind:
        case FaultKind.NULL:
            return "null"
        case FaultKind.STRING:
            return '"Something went wrong"'
        case FaultKind.BROKEN_JSON:
            return text[: max(len(text) - 2, 1)] or '{"order": 235'
        case FaultKind.RATE_TEXT:
            return encode(RATE_LIMITED, oddities)
        case _:
            return ""


def _whole(response: web.Response, text: str) -> Struck:
    async def send() -> web.StreamResponse:
        return response

    return Struck(text, response.status, send)


def _redirected(fault: Fault, request: web.Request) -> Struck:
    response = web.Response(status=fault.code or 301, headers={"Location": f"{MOVED}{request.rel_url}"})
    return _whole(response, "")


async def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_half(request: web.Request, text: str) -> web.StreamResponse:
    """Announce a whole answer, send half of it and close the connection."""
    body = text.encode("utf-8", "replace")
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
