"""Whether the panel has closed a connection that nothing was sent over yet.

A connection can stand and be closed again before the first byte leaves: a proxy whose panel is away accepts and hangs
up, and what comes before the sending takes its time. What is written then is lost, and nobody could tell. Seen before
the write, it proves that nothing was sent.
"""

import select
import socket
from typing import Any

_ENDED = select.POLLERR | select.POLLHUP | getattr(select, "POLLRDHUP", 0) if hasattr(select, "poll") else 0


def has_hung_up(stream: Any) -> bool:
    """Look into the socket without taking anything out of it; what TLS sends by itself is no end.

    `stream` is httpcore's. Source: httpcore, "Network streams", `get_extra_info("socket")`.
    """
    connected = stream.get_extra_info("socket")
    if connected is None:
        return False
    try:
        with connected.dup() as looked_into:
            return _has_ended(looked_into) or looked_into.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:  # open, and silent
        return False
    except OSError:  # reset, or closed on our side because of that
        return True


def _has_ended(connection: socket.socket) -> bool:
    """Ask the system, which on Linux tells an end even behind what TLS sent before it and nobody has read."""
    if not _ENDED:
        return False
    poll = select.poll()
    poll.register(connection, _ENDED)
    return bool(poll.poll(0))
