"""From a driver's error to a StoreError in plain words, most specific first. Never shows an address's password."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StoreError

# By the beginning of SQLite's result code. Source: SQLite, "Result and Error Codes".
_SQLITE = {
    "SQLITE_FULL": "the disk is full: {name} cannot grow",
    "SQLITE_READONLY": "{name} is read-only: this program must be allowed to write to it and to its folder",
    "SQLITE_BUSY": "{name} was locked by another program for too long",
    "SQLITE_LOCKED": "{name} was locked for too long",
    "SQLITE_CANTOPEN": "{name} cannot be opened: this program must be allowed to write to it and to its folder",
    "SQLITE_PERM": "{name} cannot be opened: this program must be allowed to write to it and to its folder",
    "SQLITE_NOTADB": "{name} is not a SQLite database",
    "SQLITE_CORRUPT": "{name} is damaged: restore it from a backup",
    "SQLITE_IOERR": "the disk failed while reading or writing {name}",
}
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
    """Turn errors of the database in this block into StoreError; errors of other origin pass."""
    try:
        yield
    except IntegrityError:
        raise  # a broken rule is a fault of ours, not of the database
    except DBAPIError as error:
        raise StoreError(_words(error, error.orig, name)) from error
    except PoolTimeout as error:
        raise StoreError(f"{name} is too busy: no connection came free") from error


@contextmanager
def while_connecting(name: str) -> Iterator[None]:
    """Turn whatever a connection attempt raises into StoreError, raw errors of drivers and sockets included."""
    try:
        with in_plain_words(name):
            yield
    except (StoreError, IntegrityError):
        raise
    except Exception as error:
        raise StoreError(_words(None, error, name)) from error


def _words(wrapped: DBAPIError | None, error: BaseException | None, name: str) -> str:
    table, code = (_SQLITE, _sqlite_code(error)) if _sqlite_code(error) else (_POSTGRES, _postgres_code(error))
    for beginning, words in table.items():
        if code.startswith(beginning):
            return words.format(name=name)
    if isinstance(error, OSError):
        return f"{name} cannot be reached: {error.strerror or type(error).__name__}"
    if wrapped is not None and wrapped.connection_invalidated:
        return f"the connection to {name} was lost"
    return f"{name} cannot be used: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def _sqlite_code(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", None) or "")


def _postgres_code(error: BaseException | None) -> str:
    return str(getattr(error, "sqlstate", None) or "")
