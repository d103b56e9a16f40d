"""A SQLite file belongs to one bot at a time: two would take each other's leases for a crash's."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import StoreError
from bot.store.address import read_address


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Hold the lock that belongs to a SQLite file; other databases need none.

    The lock goes with the process, however it ends, and is the same by whatever way the file is reached.
    Raises: StoreError when another process holds it.
    """
    database = read_address(url).path
    if database is None:
        yield
        return
    path = Path(f"{database.resolve()}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    except OSError as error:
        raise StoreError(f"the folder {path.parent} cannot be written to: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError("another bot is running on this database; stop it first") from error
        yield
