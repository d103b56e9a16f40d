"""From a driver's error to a StoreError in plain words, most specific first. Never shows an address's password."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import BotError, StoreError

# By the beginning of SQLite's result code. Source: SQLite, "Result and Error Codes".
_SQLITE = {
    "SQLITE_FULL": "the disk is full: {name} cannot grow",
    "SQLITE_IOERR_SHMSIZE": "the disk is full: {name} cannot grow",
    "SQLITE_READONLY": "{name} is read-only: this program must be allowed to write to it and to its folder",
    "SQLITE_BUSY": "{name} was locked by another program for too long",
    "SQLITE_LOCKED": "{name} was locked for too long",
    "SQLITE_CANTOPEN": "{name} cannot be opened: this program must be allowed to write to it and to its folder",
    "SQLITE_PERM": "{name} cannot be opened: this program must be allowed to write to it and to its folder",
    "SQLITE_NOTADB": "{name} is not a SQLite database",
    "SQLITE_CORRUPT": "{name} is damaged: restore it from a backup",
    "SQLITE_IOERR": "the disk failed while reading or writing {name}",
}
_FILES = {errno.ENOSPC: "SQLITE_FULL", errno.EDQUOT: "SQLITE_FULL", errno.EROFS: "SQLITE_READONLY"}
# By the beginning of the SQLSTATE. Source: PostgreSQL, appendix "Error Codes".
_POSTGRES = {
    "28": "the server of {name} refused the user or the password",
    "3D000": "there is no such database: {name}",
    "53100": "the disk of the server is full: {name} cannot grow",
    "53": "the server of {name} has no room for another connection",
    "25006": "{name} is read-only",
    "42501": "{name} does not allow this user to create or change tables",
    "55P03": "{name} was locked by another program for too long",
    "40": "{name} was too busy: two transactions stood in each other's way",
    "57": "the server of {name} is stopping or ended the query",
    "08": "the connection to {name} was lost",
}


@contextmanager
def in_plain_words(name: str) -> Iterator[None]:
    """Turn what a database refuses for reasons of its own, now, into StoreError.

    A statement that is wrong, or a value that breaks a rule, passes as it is: it would fail the next time too.
    """
    try:
        yield
    except DBAPIError as error:
        words = _known_words(error.orig, name)
        if words is None and error.connection_invalidated:
            words = f"the connection to {name} was lost"
        if words is None:
            raise
        raise StoreError(words) from error
    except PoolTimeout as error:
        raise StoreError(f"{name} is too busy: no connection came free") from error


@contextmanager
def while_opening(name: str) -> Iterator[None]:
    """Turn whatever the way to a database raises into StoreError, raw errors of drivers and sockets included."""
    try:
        with in_plain_words(name):
            yield
    except BotError:
        raise
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(_known_words(cause, name) or _told(cause, name)) from error


def file_refused(error: OSError, name: str) -> StoreError:
    """Say what keeps a database's file from being made or from growing, in the words that SQLite's codes have."""
    code = _FILES.get(error.errno or 0, "SQLITE_CANTOPEN")
    return StoreError(_SQLITE[code].format(name=name))


def _known_words(error: BaseException | None, name: str) -> str | None:
    sqlite_code = str(getattr(error, "sqlite_errorname", None) or "")
    code, table = (sqlite_code, _SQLITE) if sqlite_code else (str(getattr(error, "sqlstate", None) or ""), _POSTGRES)
    return next((words.format(name=name) for start, words in table.items() if code.startswith(start)), None)


def _told(error: BaseException | None, name: str) -> str:
    if isinstance(error, OSError):
        return f"{name} cannot be reached: {error.strerror or 'no answer'}"
    return f"{name} cannot be used: {type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
