"""A sandbox that listens on a port, and can go off the network and come back."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable

from aiohttp import web

from bot.demo.panel.http import DEFAULT_KEY, sandbox_app
from bot.demo.panel.sandbox import Sandbox

_SHUTDOWN_SECONDS = 0.5  # what is still waiting then, such as a slow answer, is cut


class SandboxServer:
    """A listening sandbox. `down` refuses connections until `up`."""

    def __init__(self, sandbox: Sandbox, host: str, port: int, *, key: str | None, control: bool = False) -> None:
        self.sandbox = sandbox
        self.key = key
        self._host = host
        self._port = port
        app = sandbox_app(sandbox, key=key, control=control, go_down=self._go_down)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        self._site: web.TCPSite | None = None
        self._outage: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port, which stays the same after an outage."""
        return self._port

    @property
    def origin(self) -> str:
        """Where it stands, e.g. `http://127.0.0.1:9000`."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def url(self) -> str:
        """The API's address."""
        return f"{self.origin}/api/v2"

    async def start(self) -> None:
        """Listen. Raises: OSError when the port is taken."""
        await self._runner.setup()
        try:
            await self.up()
        except OSError:
            await self._runner.cleanup()
            raise

    async def up(self) -> None:
        """Take connections; again, on the same port."""
        if self._site is not None:
            return
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._site = site
        self._port = self._port or int(self._runner.addresses[0][1])

    async def down(self) -> None:
        """Refuse connections and cut those that stand, whatever is under way on them."""
        if self._site is None:
            return
        site, self._site = self._site, None
        await site.stop()
        server = self._runner.server
        for connection in server.connections if server else ():
            connection.force_close()

    def _go_down(self, seconds: float) -> None:
        if self._outage is not None:
            self._outage.cancel()
        self._outage = asyncio.get_running_loop().create_task(self._be_down(seconds))

    async def _be_down(self, seconds: float) -> None:
        await self.down()
        await asyncio.sleep(seconds)
        await self.up()

    async def close(self) -> None:
        """Stop for good."""
        if self._outage is not None:
            self._outage.cancel()
            await asyncio.gather(self._outage, return_exceptions=True)
        await self._runner.cleanup()


async def serve_sandbox(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    key: str | None = DEFAULT_KEY,
    speed: float = 1.0,
    seed: int = 0,
    control: bool = False,
    sandbox: Sandbox | None = None,
) -> SandboxServer:
    """Start a sandbox on a port (0: a free one) and return it; whoever starts it closes it.

    A sandbox that is handed in keeps its own speed and seed. Raises: OSError when the port is taken.
    """
    server = SandboxServer(sandbox or Sandbox(speed=speed, seed=seed), host, port, key=key, control=control)
    await server.start()
    return server


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run_sandbox(
    port: int,
    key: str | None = DEFAULT_KEY,
    speed: float = 1.0,
    *,
    host: str = "127.0.0.1",
    seed: int = 0,
    control: bool = False,
    say: Callable[[str], None] = _say,
) -> int:
    """Serve a sandbox until SIGINT or SIGTERM, for the command line; returns the exit code.

    Says one line with address and key; with no key it takes any that is not empty.
    `control` (the flag `--control`) also opens `/_sandbox/` to programs on this
    machine, which can then read the book and change everything: off unless asked for.
    """
    if speed <= 0:
        say("The speed must be more than 0.")
        return 2
    try:
        server = await serve_sandbox(host, port, key=key, speed=speed, seed=seed, control=control)
    except OSError as error:
        say(f"The sandbox cannot listen on {host}:{port}: {error.strerror or error}")
        return 2
    say(f"Sandbox panel at {server.url} with {'any key' if key is None else f'the key {key}'}")
    try:
        await _until_told_to_stop()
    finally:
        await server.close()
    return 0


async def _until_told_to_stop() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C then arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in signals:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
