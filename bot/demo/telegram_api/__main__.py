"""Serve an empty world in a process of its own: `python -m bot.demo.telegram_api --port 8081`."""

import argparse
import asyncio
import signal
import sys

from bot.demo.telegram_api import DEFAULT_TOKEN, ChatWorld, address_of, serve_bot_api


async def _serve(host: str, port: int, token: str) -> None:
    world = ChatWorld(token=token)
    runner = await serve_bot_api(host, port, world)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sys.stdout.write(f"{address_of(runner)}\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    """Read the command line, print the address, and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.telegram_api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    given = parser.parse_args()
    asyncio.run(_serve(given.host, given.port, given.token))


if __name__ == "__main__":
    main()
