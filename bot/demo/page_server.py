"""The page's own server: its files, what it shows, and what its buttons do.

What people do in their Telegram is the small Bot API's control, mounted here. Everything is refused to other web pages
that happen to be open in the same browser: by the host's name, by JSON that only this page may send, and by a policy
under which nothing from elsewhere loads.
"""

import contextlib
import json
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.demo.feed import Feed
from bot.demo.house import House
from bot.demo.panel.control import show_order, steer_order
from bot.demo.panel.refusal import Refusal
from bot.demo.telegram_api.control import control_routes
from bot.demo.telegram_api.web_keys import WORLD

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOUSE = web.AppKey("house", House)
PAGE = Path(__file__).parent / "page"
_LARGEST_BODY = 32 * 1024 * 1024  # a file of 20 MB in base64
_SHUTDOWN_SECONDS = 0.5
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def page_app(house: House, *, host: str = "127.0.0.1") -> web.Application:
    """Make the web application of the page; other names than the machine's own need a `host` that is not loopback."""
    app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_guard(host)])
    app[HOUSE], app[WORLD] = house, house.world
    app.add_routes(control_routes())
    app.router.add_get("/", _file)
    app.router.add_get(r"/page/{name:[a-z_]+\.(?:js|css|svg)}", _file)
    app.router.add_get("/_demo/feed", _feed)
    app.router.add_get("/_demo/pictures/{file}", _picture)
    app.router.add_post("/_demo/process", _wish(_steer_process))
    app.router.add_post("/_demo/troubles", _wish(_switch))
    app.router.add_post(r"/_demo/orders/{id:\d+}", _wish(_steer_order))
    return app


async def serve_page(house: House, host: str, port: int) -> web.AppRunner:
    """Start serving the page; `await runner.cleanup()` ends it. Raises: OSError when the port is taken."""
    runner = web.AppRunner(page_app(house, host=host), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def _is_own_name(name: str, served_at: str) -> bool:
    """Tell whether a request names this machine; else a foreign site's name may have been pointed here."""
    try:
        return name in ("localhost", served_at) or ip_address(name).is_loopback or not ip_address(served_at).is_loopback
    except ValueError:
        return False


def _guard(host: str) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_own_name(request.url.host or "", host):
            return web.Response(status=403, text="Open the demo under the address that it printed.")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return guard


async def _file(request: web.Request) -> web.StreamResponse:
    path = PAGE / request.match_info.get("name", "index.html")
    if not path.is_file():
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")


async def _feed(request: web.Request) -> web.StreamResponse:
    """Tell the page everything, then each change, as server-sent events."""
    response = web.StreamResponse(
        headers={**_HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # the page was closed
        async for news in Feed(request.app[HOUSE]).read():
            text = f"data: {json.dumps(news, ensure_ascii=False)}\n\n" if news else ":\n\n"
            await response.write(text.encode("utf-8", "replace"))
    return response


async def _picture(request: web.Request) -> web.Response:
    file = request.app[WORLD].files.find(request.match_info["file"])
    content = file.content if file else b""
    kind = next((kind for magic, kind in _PICTURES.items() if content.startswith(magic)), None)
    if kind is None:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type=kind)


def _wish(act: Callable[[web.Request, dict[str, Any]], Awaitable[Any]]) -> Handler:
    """Read the JSON that a button sends, do what it says, and say what was wrong with it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            return web.json_response({"error": "send JSON"}, status=415)
        try:
            return web.json_response({"result": await act(request, await request.json())})
        except (ValueError, TypeError, KeyError, Refusal) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handle


async def _steer_process(request: web.Request, wish: dict[str, Any]) -> Any:
    bot = request.app[HOUSE].bot
    match wish["do"]:
        case "kill":
            await bot.kill()
        case "start":
            bot.start()
        case other:
            raise ValueError(f"cannot do {other!r}")
    return bot.as_json()


async def _switch(request: web.Request, wish: dict[str, Any]) -> Any:
    troubles = request.app[HOUSE].troubles
    await troubles.switch(str(wish["name"]), on=bool(wish["on"]))
    return troubles.as_json()


async def _steer_order(request: web.Request, wish: dict[str, Any]) -> Any:
    return show_order(steer_order(request.app[HOUSE].sandbox, request.match_info["id"], wish))
