"""A sandbox that listens, and somebody who talks to it as a plain client does."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.demo.panel import DEFAULT_KEY, Sandbox, SandboxServer, serve_sandbox


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    """A sandbox on a free port, whose orders move only when told, with control."""
    server = await serve_sandbox(sandbox=Sandbox(manual=True), control=True)
    yield server
    await server.close()


@pytest.fixture
def sandbox(server: SandboxServer) -> Sandbox:
    """The sandbox behind the port."""
    return server.sandbox


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client."""
    async with httpx.AsyncClient(timeout=5) as client:
        yield client


class PlainClient:
    """Posts forms, as the sample code of every panel does."""

    def __init__(self, http: httpx.AsyncClient, server: SandboxServer) -> None:
        self._http = http
        self._server = server

    async def post(self, action: str, **parameters: Any) -> httpx.Response:
        """Ask for an action with the right key."""
        form = {"key": DEFAULT_KEY, "action": action, **parameters}
        return await self._http.post(self._server.url, data=form)

    async def ask(self, action: str, **parameters: Any) -> Any:
        """Ask for an action and read the JSON."""
        return (await self.post(action, **parameters)).json()

    async def add(self, **changes: Any) -> httpx.Response:
        """Order a hundred followers."""
        return await self.post("add", **{"service": 1, "link": "https://example.com/p", "quantity": 100, **changes})


@pytest.fixture
def client(http: httpx.AsyncClient, server: SandboxServer) -> PlainClient:
    """Somebody with the key."""
    return PlainClient(http, server)
