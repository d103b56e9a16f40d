"""A look at the database a kill has left, in a copy: looking changes nothing of what the next start finds."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.telegram_api import ChatWorld

OPEN_DRAFT, UNHANDLED, OWED = "open draft", "unhandled update", "undelivered row"
ORDER_STATES = ("queued", "submitting", "placed", "refused", "uncertain")
ALL_STATES = frozenset({*ORDER_STATES, OPEN_DRAFT, UNHANDLED, OWED})
_HAS = {
    OPEN_DRAFT: "SELECT 1 FROM drafts WHERE is_open LIMIT 1",
    UNHANDLED: "SELECT 1 FROM updates WHERE done_at IS NULL LIMIT 1",
    OWED: "SELECT 1 FROM outbox LIMIT 1",
} | {state: f"SELECT 1 FROM orders WHERE state = '{state}' LIMIT 1" for state in ORDER_STATES}


@contextmanager
def copy_of(database: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of a database whose process is dead, with its write-ahead log and without its locks."""
    with TemporaryDirectory() as folder:
        for end in ("", "-wal"):
            part = database.with_name(database.name + end)
            if part.exists():
                shutil.copy(part, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as connection:
            yield connection


def states_of(connection: sqlite3.Connection) -> frozenset[str]:
    """Name the states that something is in."""
    return frozenset(state for state, query in _HAS.items() if connection.execute(query).fetchone())


def confirmed_but_not_stored(connection: sqlite3.Connection, world: ChatWorld, first_id: int) -> list[int]:
    """List updates that the bot has confirmed to Telegram, as its calls say, and that its database does not know."""
    offset = max((int(call.parameters.get("offset") or 0) for call in world.calls.of("getUpdates")), default=0)
    stored = {row[0] for row in connection.execute("SELECT update_id FROM updates")}
    return [update_id for update_id in range(first_id, offset) if update_id not in stored]
