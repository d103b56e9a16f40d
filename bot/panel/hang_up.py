"""Whether the panel has closed a connection that nothing was sent over yet.

A connection can stand and be closed again before the first byte leaves: a proxy whose panel is away accepts and hangs
up, and what comes before the sending takes its time. What is written then is lost, and nobody could tell. Seen before
the write, it proves that nothing was sent.
"""

import select
import socket
from collections.abc import Callable
from typing import Any


def has_hung_up(stream: Any) -> bool:
    """Look into the socket without taking anything out of it; what TLS sends by itself is no end.

    `stream` is httpcore's. Source: httpcore, "Network streams", `get_extra_info("socket")`.
    """
    connected = stream.get_extra_info("socket")
    if connected is None:
        return False
    try:
        with connected.dup() as looked_into:
            return is_over(looked_into)
    except OSError:  # closed on our side, because it was reset
        return True


def is_over_by_poll(connection: socket.socket) -> bool:
    """Ask the system, which on Linux tells an end even behind what came before it and nobody has read."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)  # errors are told unasked
    return bool(poll.poll(0))


def is_over_by_peek(connection: socket.socket) -> bool:
    """Look at the next byte: there is none any more at an end, and none yet on an open connection."""
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


is_over: Callable[[socket.socket], bool] = is_over_by_poll if hasattr(select, "POLLRDHUP") else is_over_by_peek
