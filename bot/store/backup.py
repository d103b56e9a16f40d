"""A copy of a SQLite database, made while a bot may be running on it, and safe to start a bot on later."""

import os
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.domain.errors import StoreError
from bot.store.address import read_address
from bot.store.make_safe import safe_at, statements_for
from bot.store.migrate import refuse_newer
from bot.store.refusals import while_opening

_OWNER_ALONE = 0o600  # links, names and prices of everybody's orders are in it
_BUSY_SECONDS = 15.0


def back_up(url: str, target: Path, at: datetime) -> None:
    """Copy the database at `url` into a new file, and make the copy safe; the original is only read.

    The file has its name when all of it is on the disk, and not before.
    Raises: StoreError, which says why there is no copy; for PostgreSQL it names the program that makes one.
    """
    address = read_address(url)
    if address.path is None:
        raise StoreError(_use_pg_dump(make_url(url), target))
    _refuse(address.path, target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _removed_at_the_end(part):
        _create(part)
        _copy(address.path, address.name, part, at)
        _keep(part, target)


def _refuse(source: Path, target: Path) -> None:
    if not source.is_file():
        raise StoreError(f"there is no database at {source}")
    if target.is_dir():
        raise StoreError(f"{target} is a folder: name a file in it")
    if target.exists() and target.samefile(source):
        raise StoreError(f"{target} is the database itself")
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} is there already, and is not overwritten")
    if target.resolve() in {Path(f"{source.resolve()}{ending}") for ending in ("-wal", "-shm", "-journal", ".lock")}:
        raise StoreError(f"{target} is a name that the database needs for itself")
    if not target.parent.is_dir():
        raise StoreError(f"there is no folder {target.parent}")


@contextmanager
def _removed_at_the_end(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for left in (part, Path(f"{part}-journal")):
            left.unlink(missing_ok=True)


def _create(part: Path) -> None:
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ALONE))
    except OSError as error:
        raise StoreError(f"the folder {part.parent} cannot be written to: {error.strerror}") from error


def _copy(path: Path, name: str, part: Path, at: datetime) -> None:
    """Copy in one step: a reader sees one state of a database in WAL mode, and keeps no writer waiting."""
    with while_opening(name):
        source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
    with closing(source), closing(sqlite3.connect(part)) as copy:
        with while_opening(name):
            _refuse_foreign(source, name)
        with while_opening("the copy"):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # all of it is in one file then
            if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise StoreError(f"{name} is damaged, and so would be its copy")
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            with copy:
                for statement in statements_for(tables):
                    copy.execute(statement, safe_at(at))


def _refuse_foreign(source: sqlite3.Connection, name: str) -> None:
    if not source.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
        raise StoreError(f"{name} is no database of this bot")
    refuse_newer({revision for (revision,) in source.execute("SELECT version_num FROM alembic_version")}, name)


def _keep(part: Path, target: Path) -> None:
    """Put the copy onto the disk, and then under its name."""
    try:
        _sync(part)
        if target.exists():
            raise StoreError(f"{target} is there already, and is not overwritten")
        part.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _use_pg_dump(url: URL, target: Path) -> str:
    """Name the command for a server's database; pg_dump asks for the password by itself, or finds it in ~/.pgpass."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    command = ["pg_dump", "--format=custom", f"--file={target}", shown.render_as_string(hide_password=False)]
    return f"PostgreSQL has a program of its own for this: {shlex.join(command)}"
