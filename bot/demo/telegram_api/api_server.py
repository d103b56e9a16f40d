"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

Source: core.telegram.org/bots/api#making-requests.
"""

import hmac
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from bot.demo.telegram_api.books import Call
from bot.demo.telegram_api.control import control_routes
from bot.demo.telegram_api.faults import Fault, FaultKind
from bot.demo.telegram_api.files import MAX_UPLOAD_BYTES
from bot.demo.telegram_api.methods import METHODS
from bot.demo.telegram_api.parameters import Parameters, read_parameters
from bot.demo.telegram_api.refusals import ApiRefused, conflict, not_found, too_many, unauthorized
from bot.demo.telegram_api.updates import MAX_BATCH
from bot.demo.telegram_api.web_keys import WORLD
from bot.demo.telegram_api.webhook_pusher import WebhookPusher
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

LONGEST_POLL_SECONDS = 50
STOP_SECONDS = 2.0
_HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body></html>"
_INTERNAL = ApiRefused(500, "Internal Server Error")


def bot_api_app(world: ChatWorld, *, control: bool = True) -> web.Application:
    """Make the web application of a world; with `control`, the people's side is under `/_world/`."""
    app = web.Application(client_max_size=MAX_UPLOAD_BYTES + 2**20)
    app[WORLD] = world
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", _call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", _download)
    if control:
        app.add_routes(control_routes())
    app.cleanup_ctx.append(_webhook)
    app.on_shutdown.append(_close)
    return app


async def serve_bot_api(host: str, port: int, world: ChatWorld, *, control: bool = True) -> web.AppRunner:
    """Start serving a world; port 0 takes a free one. `await runner.cleanup()` ends it.

    Raises: OSError when the port is taken.
    """
    app = bot_api_app(world, control=control)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


def address_of(runner: web.AppRunner) -> str:
    """Return the address at which a runner serves, as `http://127.0.0.1:8081`."""
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _webhook(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]
    async with aiohttp.ClientSession() as session:
        pusher = world.updates.pusher = WebhookPusher(world, session)
        pusher.restart()
        yield
        world.updates.pusher = None
        await pusher.stop()


async def _close(app: web.Application) -> None:
    app[WORLD].close()


def _token_fits(request: web.Request) -> bool:
    return hmac.compare_digest(request.match_info["token"].encode(), request.app[WORLD].token.encode())


async def _call(request: web.Request) -> web.StreamResponse:
    world, name = request.app[WORLD], request.match_info["method"]
    if not _token_fits(request):
        return _refusal(unauthorized())
    if name.lower() not in METHODS and name.lower() != "getupdates":
        return _refusal(not_found())
    try:
        parameters = await read_parameters(request)
    except ApiRefused as refused:
        return _refusal(refused)
    call = world.calls.note(world.clock.now(), name, parameters.as_json())
    world.events.bell.ring()
    return await _with_faults(request, call, parameters)


async def _with_faults(request: web.Request, call: Call, parameters: Parameters) -> web.StreamResponse:
    world = request.app[WORLD]
    chat_id = parameters.integer("chat_id") or None
    delay = world.faults.delay_seconds(call.method, chat_id)
    if delay:
        await world.clock.sleep(delay)
    fault = world.faults.strike(call.method, chat_id)
    call.fault = fault.kind if fault else None
    if fault and fault.kind is not FaultKind.DROP_AFTER:
        return _trouble(request, call, fault)
    response = await _answer(request, call, parameters)
    return _cut(request, call) if fault else response


def _trouble(request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
    if fault.kind is FaultKind.DROP_BEFORE:
        return _cut(request, call)
    if fault.kind is FaultKind.BAD_GATEWAY:
        call.status = 502
        return web.Response(status=502, text=_HTML, content_type="text/html")
    refused = too_many(fault.retry_after) if fault.kind is FaultKind.TOO_MANY else _INTERNAL
    call.status, call.answer = refused.code, refused.description
    return _refusal(refused)


def _cut(request: web.Request, call: Call) -> web.StreamResponse:
    """Break the connection; what is returned reaches nobody."""
    call.status = 0
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _answer(request: web.Request, call: Call, parameters: Parameters) -> web.StreamResponse:
    world = request.app[WORLD]
    try:
        if call.method.lower() == "getupdates":
            result: Any = await _get_updates(request, parameters)
            call.answer = len(result)
        else:
            world.limits.count(call.method, parameters.integer("chat_id"), world.clock.now())
            call.answer = result = METHODS[call.method.lower()](world, parameters)
    except ApiRefused as refused:
        call.status, call.answer = refused.code, refused.description
        return _refusal(refused)
    call.status, call.taken = 200, True
    world.events.bell.ring()
    return web.json_response({"ok": True, "result": result})


async def _get_updates(request: web.Request, parameters: Parameters) -> list[Json]:
    updates = request.app[WORLD].updates
    if updates.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    updates.allow(parameters.structure("allowed_updates"))
    updates.confirm(parameters.integer("offset"))
    limit = min(max(parameters.integer("limit", MAX_BATCH), 1), MAX_BATCH)
    timeout = 0 if request.app[WORLD].closing else min(max(parameters.integer("timeout"), 0), LONGEST_POLL_SECONDS)
    poll, found = await updates.poll(limit, timeout, lambda: request.transport is None)
    if poll.ended_by:
        raise conflict(poll.ended_by)
    return [update.payload for update in found]


def _refusal(refused: ApiRefused) -> web.Response:
    return web.json_response(refused.as_json(), status=refused.code)


async def _download(request: web.Request) -> web.Response:
    if not _token_fits(request):
        return _refusal(unauthorized())
    file = request.app[WORLD].files.find_by_path(request.match_info["path"])
    if file is None:
        return _refusal(not_found())
    return web.Response(body=file.content, content_type="application/octet-stream")
