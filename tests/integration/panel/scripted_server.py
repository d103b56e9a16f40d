"""A panel on a raw socket that does exactly what it is told, and counts what it saw."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

# Answers one request; tells whether the connection stays open for another.
Script = Callable[[asyncio.StreamWriter], Awaitable[bool]]


@dataclass(frozen=True)
class Seen:
    """One whole request."""

    line: str
    headers: dict[str, str]
    form: list[tuple[str, str]]


class ScriptedServer:
    """Follows one script a request, and the last one for all that come after."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.scripts = list(scripts)
        self.requests: list[Seen] = []
        self.connections = 0
        self.bytes_seen = 0
        self.asked = asyncio.Event()  # a request is in
        self.left = asyncio.Event()  # a connection was ended by the client
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/api/v2"

    def count(self, action: str) -> int:
        """Count the requests of an action that arrived whole."""
        return sum(("action", action) in seen.form for seen in self.requests)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._read(reader) and await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            self.left.set()
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> bool:
        """Read one request; False when the client went away instead."""
        first = await reader.read(1)
        self.bytes_seen += len(first)
        if not first:
            self.left.set()
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.requests.append(Seen(head[0], headers, parse_qsl(body.decode(), keep_blank_values=True)))
        self.asked.set()
        return True

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Follow the script until it ends or the client goes away."""
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        answering = asyncio.ensure_future(script(writer))
        leaving = asyncio.ensure_future(_wait_for_end(reader))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                self.left.set()
            return answering.done() and answering.result()
        finally:
            for one in (answering, leaving):
                one.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)


async def _wait_for_end(reader: asyncio.StreamReader) -> None:
    """Wait until the client closes, without taking a byte of its next request."""
    while not reader.at_eof():  # noqa: ASYNC110  a stream has no event for its end
        await asyncio.sleep(0.005)


def reply(body: str | bytes, status: int = 200, *headers: str, keep: bool = False) -> Script:
    """Answer whole, and say so if the connection ends with it."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}", *headers]
    lines += [] if keep else ["Connection: close"]

    async def script(writer: asyncio.StreamWriter) -> bool:
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()
        return keep

    return script


def page(status: int) -> Script:
    """Answer with a page."""
    return reply("<!DOCTYPE html><html><body>Just a moment…</body></html>", status, "Content-Type: text/html")


def raw(content: bytes) -> Script:
    """Write these bytes and hang up."""

    async def script(writer: asyncio.StreamWriter) -> bool:
        writer.write(content)
        await writer.drain()
        return False

    return script


def cut_half_way(body: str) -> Script:
    """Answer with half of what was announced."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
    return raw(f"{head}{body[: len(body) // 2]}".encode())


async def reset(writer: asyncio.StreamWriter) -> bool:
    """Break the connection off."""
    writer.transport.abort()
    return False


async def silence(_writer: asyncio.StreamWriter) -> bool:
    """Say nothing, for ever."""
    await asyncio.Event().wait()
    return False


async def drip(writer: asyncio.StreamWriter) -> bool:
    """Answer a byte at a time, for ever, never slow enough for a limit on the single byte."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)
