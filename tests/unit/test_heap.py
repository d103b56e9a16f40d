"""What a process has let go of is the system's again."""

import platform
import subprocess
import sys

import pytest

# A large block is freed, which tells glibc to take such blocks from the heap; then pinned small ones keep what was
# freed between them. It prints how many MiB stay.
_PINNED = """
import ctypes, re
from pathlib import Path
{first}
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
def taken(size):
    block = libc.malloc(size)
    ctypes.memset(block, 1, size)
    return block
libc.free(taken(20 << 20))
before = resident()
large, small = [], []
for _ in range(10):
    large.append(taken(5 << 20))
    small.append(taken(1000))
for block in large:
    libc.free(block)
print(resident() - before)
"""


def kept(first: str) -> float:
    """Return the MiB that such a process keeps."""
    done = subprocess.run(
        [sys.executable, "-c", _PINNED.format(first=first)], capture_output=True, text=True, check=True, timeout=30
    )
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has these settings")
def test_large_blocks_go_back() -> None:
    """Freed blocks of megabytes go back to the system, and would not have by themselves."""
    assert kept("from bot.heap import keep_small; assert keep_small()") < 5
    assert kept("") > 30
