"""Addresses at which no connection comes about."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager


@contextmanager
def refusing() -> Iterator[str]:
    """Yield an address where nobody listens."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/api/v2"


@contextmanager
def unresolvable() -> Iterator[str]:
    """Yield a name that no DNS has."""
    yield "https://panel.invalid/api/v2"


@contextmanager
def never_accepting() -> Iterator[str]:
    """Yield an address whose queue of connections is full, so that the next one waits for ever."""
    with closing(socket.socket()) as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield f"http://127.0.0.1:{full.getsockname()[1]}/api/v2"
        for one in waiting:
            one.close()
