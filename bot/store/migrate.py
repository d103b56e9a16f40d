"""Bring a database to this program's version: Alembic, set up in code, so that it works wherever it is installed."""

from collections.abc import Set as AbstractSet
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.domain.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, name: str) -> None:
    """Run the migrations that are missing, in the transaction that `connection` is in.

    Raises: StoreError when the database was made by a newer version of this program; DBAPIError when it cannot be
    written.
    """
    current = set(MigrationContext.configure(connection).get_current_heads())
    refuse_newer(current, name)
    if not is_current(current):
        command.upgrade(config_for(connection), "head")
    # SQLite lets a transaction begin on a file that it may only read: writing something is what tells.
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


def is_current(revisions: AbstractSet[str]) -> bool:
    """Tell whether a database at these revisions is this program's own."""
    return revisions == set(ScriptDirectory(str(_FOLDER)).get_heads())


def refuse_newer(current: AbstractSet[str], name: str) -> None:
    """Raise StoreError for a database at revisions that this program does not know."""
    known = {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}
    if unknown := current - known:
        raise StoreError(
            f"{name} was made by a newer version of this program (revision {', '.join(sorted(unknown))}): "
            "install that version, or restore a backup"
        )


def config_for(connection: Connection) -> Config:
    """Return what Alembic needs to know, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
