"""Steering a sandbox from another program on the same machine, on the sandbox's own port.

    GET  /_sandbox/switch        everything that is switched: {"oddities", "faults", "speed", "manual", "balance"}
    POST /_sandbox/switch        changes what is named: {"oddities": {"bom": true}, "faults": [{"kind": "slow", …}]}
                                 (a list of faults replaces the former; null puts all oddities back),
                                 "speed", "manual", "balance", and "down_seconds": off the network for so long
    GET  /_sandbox/book?since=N  the requests after number N
    GET  /_sandbox/orders        every order with its parameters and how it stands
    POST /_sandbox/orders/{id}   {"do": "move" | "complete" | "cancel"}, {"do": "partial", "remains": 5} or
                                 {"do": "status", "status": "Fail", "remains": 5}

Off unless asked for, answers only to this machine and only to JSON sent as such, so that no web page that happens to
be open in a browser can reach it.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from bot.demo.panel.bends import plain
from bot.demo.panel.faults import read_fault, write_fault
from bot.demo.panel.oddities import Oddities, bent
from bot.demo.panel.order import SandboxOrder
from bot.demo.panel.refusal import Refusal
from bot.demo.panel.sandbox import Sandbox

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_control(app: web.Application, sandbox: Sandbox, go_down: Callable[[float], None] | None) -> None:
    """Add the routes under `/_sandbox/`."""
    desk = _Desk(sandbox, go_down)
    app.router.add_get("/_sandbox/switch", _guarded(desk.show_switches))
    app.router.add_post("/_sandbox/switch", _guarded(desk.switch))
    app.router.add_get("/_sandbox/book", _guarded(desk.show_book))
    app.router.add_get("/_sandbox/orders", _guarded(desk.show_orders))
    app.router.add_post(r"/_sandbox/orders/{id}", _guarded(desk.steer))


def _guarded(handler: Handler) -> Handler:
    """Let only this machine in, and say what is wrong with a wish as JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if not _is_local(request):
            raise web.HTTPNotFound
        try:
            return await handler(request)
        except (ValueError, TypeError, KeyError, InvalidOperation, Refusal) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handle


def _is_local(request: web.Request) -> bool:
    host = request.url.host or ""
    try:
        named = host == "localhost" or ip_address(host).is_loopback
        return named and ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


async def _wish(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise ValueError("send application/json")
    wish = await request.json()
    if not isinstance(wish, dict):
        raise TypeError("send an object")
    return wish


class _Desk:
    """The control's handlers."""

    def __init__(self, sandbox: Sandbox, go_down: Callable[[float], None] | None) -> None:
        self._sandbox = sandbox
        self._go_down = go_down

    async def show_switches(self, _: web.Request) -> web.StreamResponse:
        """Tell how everything is switched."""
        return web.json_response(show_switches(self._sandbox))

    async def switch(self, request: web.Request) -> web.StreamResponse:
        """Change what the wish names; all of it or, when a part is wrong, nothing."""
        wish = await _wish(request)
        change = read_switches(self._sandbox, wish)
        seconds = float(wish.get("down_seconds", 0))
        change()
        response = web.json_response(show_switches(self._sandbox))
        await response.prepare(request)
        await response.write_eof()  # before the connection goes
        if seconds > 0 and self._go_down is not None:
            self._go_down(seconds)
        return response

    async def show_book(self, request: web.Request) -> web.StreamResponse:
        """List requests."""
        entries = self._sandbox.book.since(int(request.query.get("since", "0")))
        return web.json_response([asdict(entry) for entry in entries], dumps=_dumps)

    async def show_orders(self, _: web.Request) -> web.StreamResponse:
        """List orders."""
        self._sandbox.settle_all()
        return web.json_response([show_order(order) for order in self._sandbox.orders.values()], dumps=_dumps)

    async def steer(self, request: web.Request) -> web.StreamResponse:
        """Do something to an order."""
        order = steer_order(self._sandbox, request.match_info["id"], await _wish(request))
        return web.json_response(show_order(order), dumps=_dumps)


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)


def show_switches(sandbox: Sandbox) -> dict[str, Any]:
    """Return every switch as JSON."""
    return {
        "oddities": asdict(sandbox.oddities),
        "faults": [write_fault(fault) for fault in sandbox.faults.active],
        "speed": sandbox.speed,
        "manual": sandbox.manual,
        "balance": plain(sandbox.balance),
    }


def read_switches(sandbox: Sandbox, wish: dict[str, Any]) -> Callable[[], None]:
    """Read a wish and return what carries it out. Raises: ValueError for what cannot be."""
    known = {"oddities", "faults", "speed", "manual", "balance", "down_seconds"}
    if unknown := sorted(set(wish) - known):
        raise ValueError(f"no such switch: {', '.join(unknown)}")
    changes = wish.get("oddities", {})
    oddities = Oddities() if changes is None else bent(sandbox.oddities, changes)
    faults = [read_fault(fault) for fault in wish.get("faults") or ()]
    speed = float(wish.get("speed", sandbox.speed))
    if speed <= 0:
        raise ValueError("the speed must be more than 0")
    manual = bool(wish.get("manual", sandbox.manual))
    balance = Decimal(str(wish["balance"])) if "balance" in wish else sandbox.balance

    def change() -> None:
        sandbox.oddities, sandbox.speed, sandbox.manual, sandbox.balance = oddities, speed, manual, balance
        if "faults" in wish:
            sandbox.faults.clear()
            for fault in faults:
                sandbox.faults.add(fault)

    return change


def show_order(order: SandboxOrder) -> dict[str, Any]:
    """Return an order as JSON."""
    return {
        "id": order.id,
        "parameters": dict(order.parameters),
        "service": order.row.id,
        "name": order.row.name,
        "link": order.link,
        "quantity": order.quantity,
        "runs": order.runs,
        "status": str(order.status),
        "remains": order.remains,
        "start_count": order.start_count,
        "charge": plain(order.charge),
        "taken_at": order.taken_at,
        "cancel_asked": order.cancel_asked,
    }


def steer_order(sandbox: Sandbox, order_id: str, wish: dict[str, Any]) -> SandboxOrder:
    """Do to an order what the wish says. Raises: Refusal for an unknown order, ValueError for an unknown wish."""
    remains = None if wish.get("remains") is None else int(wish["remains"])
    match wish.get("do"):
        case "move":
            return sandbox.move(order_id)
        case "complete":
            return sandbox.complete(order_id)
        case "cancel":
            return sandbox.cancel(order_id)
        case "partial":
            return sandbox.make_partial(order_id, 0 if remains is None else remains)
        case "status":
            return sandbox.set_status(order_id, str(wish["status"]), remains=remains)
        case other:
            raise ValueError(f"cannot do {other!r}")
