"""A panel that takes the connection and hangs up: before our first byte nothing was sent, after it nobody knows."""

import asyncio
import select
import socket
import ssl
import struct
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.domain.catalogue import PanelServiceId
from bot.domain.errors import PanelOutcomeUnknown, PanelUnreachable
from bot.domain.order import Submission
from bot.panel.client import HttpPanel
from bot.panel.hang_up import is_over_by_peek, is_over_by_poll
from tests.integration.faults.self_signed import serve_tls
from tests.integration.panel.scripted_server import ScriptedServer, reply

Connect = Callable[..., HttpPanel]
SUBMISSION = Submission(service=PanelServiceId("1"), target="https://example.com", parameters={"quantity": "100"})


def shut(connection: socket.socket) -> None:
    """Close politely."""
    connection.close()


def break_off(connection: socket.socket) -> None:
    """Close with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Doorman:
    """Accepts one connection, and does with it what the test says; reads nothing."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/v2"
        self.connection: socket.socket | None = None

    async def accept(self) -> socket.socket:
        self.connection, _ = await asyncio.get_running_loop().sock_accept(self._listening)
        return self.connection

    async def wait_for_first_byte(self) -> None:
        """Wait until a byte of the client's is there, and leave it unread."""
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()
        assert self.connection is not None
        loop.add_reader(self.connection, arrived.set)
        await arrived.wait()
        loop.remove_reader(self.connection)


@asynccontextmanager
async def doorman() -> AsyncIterator[Doorman]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        door = Doorman(listening)
        yield door
        if door.connection is not None:
            door.connection.close()


@pytest.mark.parametrize("hang_up", [shut, break_off])
async def test_before_the_first_byte(connect: Connect, hang_up: Callable[[socket.socket], None]) -> None:
    """While the order is being marked the panel hangs up: nothing is written, and it may be sent again."""
    async with doorman() as door:

        async def mark() -> None:
            connection = await door.accept()
            hang_up(connection)

        with pytest.raises(PanelUnreachable, match="hung up before anything was sent"):
            await connect(door.url).add(SUBMISSION, mark)


@pytest.mark.parametrize("hang_up", [shut, break_off])
async def test_after_the_first_byte(connect: Connect, hang_up: Callable[[socket.socket], None]) -> None:
    """A byte has left: that the panel read none of it is something only the panel knows."""
    async with doorman() as door:

        async def nothing() -> None:
            pass

        sending = asyncio.create_task(connect(door.url).add(SUBMISSION, nothing))
        connection = await door.accept()
        await door.wait_for_first_byte()
        hang_up(connection)
        with pytest.raises(PanelOutcomeUnknown):
            await sending


async def test_an_open_connection_is_used(connect: Connect) -> None:
    """A panel that is merely silent while the order is marked gets it."""
    async with doorman() as door:

        async def mark() -> None:
            await door.accept()

        sending = asyncio.create_task(connect(door.url).add(SUBMISSION, mark))
        while door.connection is None:  # noqa: ASYNC110  it is set within the call
            await asyncio.sleep(0)
        await door.wait_for_first_byte()
        break_off(door.connection)
        with pytest.raises(PanelOutcomeUnknown):
            await sending


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what TLS has sent hides the end behind it")
async def test_before_the_first_byte_over_tls(connect: Connect, tmp_path: Path) -> None:
    """An end behind TLS's own bytes is seen too."""
    tls, trusted = serve_tls(tmp_path, "localhost")
    transport = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=str(trusted)))
    hung_up = asyncio.Event()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"not read by anybody")
        await writer.drain()
        writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
        hung_up.set()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=tls) as server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}/api/v2"

        async def mark() -> None:
            await hung_up.wait()

        with pytest.raises(PanelUnreachable, match="hung up before anything was sent"):
            await connect(url, add_transport=transport).add(SUBMISSION, mark)


async def test_tickets_are_no_end(connect: Connect, tmp_path: Path) -> None:
    """What TLS sends after its handshake makes the socket readable: the connection stands all the same."""
    tls, trusted = serve_tls(tmp_path, "localhost")
    transport = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=str(trusted)))
    async with ScriptedServer(reply('{"order": 23501}'), tls=tls) as server:

        async def wait_for_the_server() -> None:
            while not server.connections:  # noqa: ASYNC110  its tickets are out when it has the connection
                await asyncio.sleep(0.001)

        url = server.url.replace("127.0.0.1", "localhost")
        assert await connect(url, add_transport=transport).add(SUBMISSION, wait_for_the_server) == "23501"


WAYS = [is_over_by_peek, *([is_over_by_poll] if hasattr(select, "POLLRDHUP") else [])]


@pytest.mark.parametrize("is_over", WAYS)
@pytest.mark.parametrize("hang_up", [shut, break_off])
def test_ways_to_see_an_end(is_over: Callable[[socket.socket], bool], hang_up: Callable[[socket.socket], None]) -> None:
    """Each way tells a closed and a reset connection from one that is silent, or has something to say."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ours = socket.create_connection(listening.getsockname())
        theirs, _ = listening.accept()
    with ours:
        ours.setblocking(False)
        assert not is_over(ours)
        theirs.sendall(b"x")
        select.select([ours], [], [], 5)
        assert not is_over(ours)
        assert ours.recv(9) == b"x"
        hang_up(theirs)
        select.select([ours], [], [], 5)
        assert is_over(ours)
