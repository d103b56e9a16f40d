"""Where the database is, from the setting DATABASE_URL. Passwords never get into a message."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.errors import StoreError

_SQLITE = ("sqlite", "sqlite+aiosqlite")
_POSTGRES = ("postgres", "postgresql", "postgresql+asyncpg")


@dataclass(frozen=True)
class Address:
    """A database: `path` is set for SQLite; `name` is what may be shown."""

    url: URL
    name: str
    path: Path | None = None


def read_address(text: str) -> Address:
    """Read `sqlite:///folder/file.db` or `postgresql://user:password@host/name`.

    Raises: StoreError that does not repeat the address.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(_EXPECTED) from (None if "@" in text else error)
    if url.drivername in _SQLITE:
        return _sqlite(url)
    if url.drivername in _POSTGRES:
        return _postgres(url)
    raise StoreError(_EXPECTED)


_EXPECTED = "the database's address must look like sqlite:///folder/file.db or postgresql://user:password@host/name"


def _sqlite(url: URL) -> Address:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "the database needs a file, as in sqlite:///var/bot.db: in memory, a restart would lose orders"
        )
    return Address(url, f"the database file {url.database}", Path(url.database))


def _postgres(url: URL) -> Address:
    """Name the driver, and `sslmode` as the driver calls it."""
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    host = url.host or str(query.get("host", "localhost"))
    name = f"the database {url.database or ''} on {host}:{url.port or 5432}"
    return Address(url.set(drivername="postgresql+asyncpg", query=query), name)
