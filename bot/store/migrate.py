"""Bring a database to this program's version: Alembic, set up in code, so that it works wherever it is installed."""

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
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    current = set(MigrationContext.configure(connection).get_current_heads())
    unknown = current - {script.revision for script in scripts.walk_revisions()}
    if unknown:
        raise StoreError(
            f"{name} was made by a newer version of this program (revision {', '.join(sorted(unknown))}): "
            "install that version, or restore a backup"
        )
    if current != set(scripts.get_heads()):
        command.upgrade(config, "head")
    # SQLite lets a transaction begin on a file that it may only read: writing something is what tells.
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
