"""The sandbox over HTTP: `POST /api/v2`, also `/` and any path ending in `api/v2`, and GET with a query."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.demo.panel import bends
from bot.demo.panel.actions import respond
from bot.demo.panel.control import add_control
from bot.demo.panel.faults import Fault
from bot.demo.panel.refusal import Refusal
from bot.demo.panel.sandbox import Sandbox
from bot.demo.panel.trouble import MOVED, strike
from bot.demo.panel.wire import as_response, encode, read_parameters

DEFAULT_KEY = "sandbox-key"  # obviously nobody's
_LARGEST_BODY = 4 * 1024 * 1024


def sandbox_app(
    sandbox: Sandbox,
    *,
    key: str | None = DEFAULT_KEY,
    control: bool = False,
    go_down: Callable[[float], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> web.Application:
    """Make the web application of a sandbox.

    With `control`, programs on the same machine may also steer it under `/_sandbox/`, see `control`; `go_down` takes
    the server off the network for some seconds.
    """
    app = web.Application(client_max_size=_LARGEST_BODY)
    if control:
        add_control(app, sandbox, go_down)
    door = _Door(sandbox, key, sleep)
    for method in ("GET", "POST"):
        app.router.add_route(method, "/", door.handle)
        app.router.add_route(method, r"/{path:(?:.*/)?api/v2/?}", door.handle)
    return app


class _Door:
    """Lets requests in: parameters, fault, answer, book."""

    def __init__(self, sandbox: Sandbox, key: str | None, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._sandbox = sandbox
        self._key = key
        self._sleep = sleep

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        try:
            parameters = await read_parameters(request)
        except (ValueError, web.HTTPRequestEntityTooLarge):
            parameters = {"key": self._key or "?", "action": "?"}
        moved = request.path.startswith(f"{MOVED}/")
        fault = None if moved else self._sandbox.faults.take(parameters.get("action", ""))
        if fault is not None:
            return await self._handle_badly(request, parameters, fault)
        text, code = self._answer(parameters)
        self._note(request, parameters, text, code)
        return as_response(text, self._sandbox.oddities, code)

    def _answer(self, parameters: dict[str, str]) -> tuple[str, int]:
        """Do what is asked and return the body and the HTTP status."""
        oddities = self._sandbox.oddities
        try:
            return encode(respond(self._sandbox, parameters, self._key), oddities), 200
        except Refusal as refused:
            return encode(bends.error(refused.words, oddities.errors), oddities), oddities.error_code

    async def _handle_badly(self, request: web.Request, parameters: dict[str, str], fault: Fault) -> web.StreamResponse:
        if fault.kind.waits_first:
            await self._sleep(fault.seconds)
        text, code = self._answer(parameters) if fault.does_the_work else ("", 200)
        struck = strike(fault, request, text, code, self._sandbox.oddities)
        self._note(request, parameters, struck.text, struck.code, fault)
        if fault.kind.waits_after:
            await self._sleep(fault.seconds)
        return await struck.send()

    def _note(
        self, request: web.Request, parameters: dict[str, str], text: str, code: int, fault: Fault | None = None
    ) -> None:
        self._sandbox.book.write(
            at=self._sandbox.clock(),
            method=request.method,
            parameters=parameters,
            code=code,
            answer=text,
            fault=fault.kind.value if fault else "",
            taken=fault is None or fault.does_the_work,
        )
