"""Keep the heap of a process that lives for months as small as what it holds.

glibc gives each thread a heap of its own, and after the first large block that was freed takes such blocks from the
heap too, where a small one behind them keeps all of it. A list of 10,000 services so left 15 MiB for good, a tenth of
the whole bot; Python, whose threads take turns anyway, gains nothing from either.
Source: glibc, mallopt(3): M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 256 * 1024  # taken from the system by itself, and given back to it as soon as it is free
_KEPT_BYTES = 128 * 1024


def keep_small() -> bool:
    """Settle this before the first thread begins; tells whether this system's C library knows how."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # no glibc: musl, macOS, Windows
        return False
    wanted = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE_BYTES), (_TRIM_THRESHOLD, _KEPT_BYTES))
    taken = [mallopt(option, value) == 1 for option, value in wanted]
    return all(taken)
