"""Places where a panel should be and something else is; each is real, on this machine."""

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.faults.self_signed import serve_tls
from tests.integration.panel.addresses import never_accepting, refusing, unresolvable
from tests.integration.panel.scripted_server import Script, ScriptedServer, reply

ORDER = '{"order": 23501}'
_SERVICE = {"service": 1, "name": "Followers", "type": "Default", "category": "First", "rate": "0.90"}
_ANSWERS = {
    "add": ORDER,
    "refill": '{"status": Success, "message": "Thank you for patience."}',
    "cancel": '{"status": Success, "message": "Thank you for patience."}',
    "balance": '{"balance": 10000, "currency": "USD",}',
    "services": json.dumps([_SERVICE | {"min": "50", "max": "10000"}]),
}


@dataclass(frozen=True)
class Place:
    """Where the bot finds the panel; `server` counts what arrives, if anything can."""

    url: str
    server: ScriptedServer | None = None

    def count(self, action: str) -> int:
        """Count the requests of an action that arrived."""
        return self.server.count(action) if self.server else 0


MakePlace = Callable[[Path], AbstractAsyncContextManager[Place]]


def well(server: ScriptedServer) -> Script:
    """Answer each action as a panel that is well does: every order it is asked about is in progress."""

    async def script(writer: asyncio.StreamWriter) -> bool:
        form = dict(server.requests[-1].form)
        asked = form.get("orders", "").split(",")
        reports = json.dumps({order_id: {"status": "In progress", "remains": "7"} for order_id in asked})
        return await reply(_ANSWERS.get(form["action"], reports))(writer)

    return script


@asynccontextmanager
async def panel(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptedServer]:
    """A panel that follows these scripts, and is well from then on."""
    server = ScriptedServer(*scripts, tls=tls)
    server.scripts.append(well(server))
    async with server:
        yield server


def answers(*scripts: Script) -> MakePlace:
    """A place with a panel that follows these scripts, and is well from then on."""

    @asynccontextmanager
    async def place(_: Path) -> AsyncIterator[Place]:
        async with panel(*scripts) as server:
            yield Place(server.url, server)

    return place


def _at(address: Callable[[], AbstractContextManager[str]]) -> MakePlace:
    @asynccontextmanager
    async def place(_: Path) -> AsyncIterator[Place]:
        with address() as url:
            yield Place(url)

    return place


refused = _at(refusing)
nameless = _at(unresolvable)
full = _at(never_accepting)


@asynccontextmanager
async def without_tls(_: Path) -> AsyncIterator[Place]:
    """A panel that speaks no TLS, at an address that says it does."""
    async with panel() as server:
        yield Place(server.url.replace("http:", "https:"), server)


@asynccontextmanager
async def unknown_certificate(folder: Path) -> AsyncIterator[Place]:
    """A panel with a certificate signed by itself."""
    tls, _ = serve_tls(folder)
    async with panel(tls=tls) as server:
        yield Place(server.url, server)


async def _at_once(_: socket.socket) -> None:
    """Hang up as soon as the connection stands."""


async def _at_the_first_byte(connection: socket.socket) -> None:
    """Hang up when a byte is there, without reading it."""
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection, arrived.set)
    await arrived.wait()
    loop.remove_reader(connection)


def _resets(when: Callable[[socket.socket], Awaitable[None]], scheme: str = "http") -> MakePlace:
    @asynccontextmanager
    async def place(_: Path) -> AsyncIterator[Place]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setblocking(False)

            async def reset_each() -> None:
                while True:
                    connection, _ = await asyncio.get_running_loop().sock_accept(listening)
                    with connection:
                        await when(connection)
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

            resetting = asyncio.create_task(reset_each())
            yield Place(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/api/v2")
            resetting.cancel()
            await asyncio.gather(resetting, return_exceptions=True)

    return place


cut_at_once = _resets(_at_once)
cut_unread = _resets(_at_the_first_byte)
cut_handshake = _resets(_at_the_first_byte, "https")
