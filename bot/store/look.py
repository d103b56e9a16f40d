"""A look at a database: how it stands for this version, and whether it can be written; nothing in it is changed.

An older version of this program may be running on it, and could not go on with what a newer one has made of it.
"""

import errno
import os
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreError
from bot.store.address import Address, read_address
from bot.store.cases import SqlCases
from bot.store.engine import create_looker
from bot.store.migrate import is_current, refuse_newer
from bot.store.refusals import file_refused, while_opening
from bot.store.table_parts import metadata

BUSY_TIMEOUT_SECONDS = 15.0
_SOME_ROOM = bytes(65_536)  # for SQLite's own files beside the database


class Standing(StrEnum):
    """How a database stands."""

    ABSENT = "absent"  # the first start makes it
    OLDER = "older"  # the next start brings it up to date
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look shows; orders that wait for an operator's word are counted in a database of this version."""

    standing: Standing
    waiting: int = 0


async def look(url: str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Look:
    """Look at the database at `url`.

    Raises: StoreError when a start would fail: it cannot be reached, written or read, or is newer than this program.
    """
    address = read_address(url)
    if address.path is not None and not _is_file(address.path, address):
        return Look(Standing.ABSENT)
    engine = create_looker(address, busy_timeout_seconds)
    try:
        with while_opening(address.name):
            async with engine.connect() as connection:
                return await _look(connection, address.name)  # what is tried in it is rolled back
    finally:
        await engine.dispose()


def _is_file(path: Path, address: Address) -> bool:
    """Tell whether there is a file, and see that one could be made and grow there."""
    try:
        folder = next(folder for folder in path.absolute().parents if folder.exists())
        if not folder.is_dir():
            raise StoreError(f"the folder {path.parent} cannot be made: {os.strerror(errno.ENOTDIR)}")
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(_SOME_ROOM)
        return path.exists()
    except OSError as error:
        raise file_refused(error, address.name) from error


async def _look(connection: AsyncConnection, name: str) -> Look:
    revisions = await connection.run_sync(lambda plain: set(MigrationContext.configure(plain).get_current_heads()))
    refuse_newer(revisions, name)
    if is_current(revisions):
        await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return Look(Standing.CURRENT, await SqlCases(connection).count_open())
    if not revisions:
        await connection.run_sync(_refuse_foreign, name)
    await connection.execute(text("CREATE TABLE looked_at (name TEXT)"))
    return Look(Standing.OLDER if revisions else Standing.ABSENT)


def _refuse_foreign(connection: Connection, name: str) -> None:
    if foreign := set(inspect(connection).get_table_names()) & set(metadata.tables):
        raise StoreError(f"{name} cannot be used: table {min(foreign)} already exists, and is not this program's")
