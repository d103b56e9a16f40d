"""What makes a database of another day safe to start a bot on: nothing in it can be sent or done a second time.

Since the copy was made, what waited in it may have been sent, handled or confirmed. The reasons for each statement
stand in docs/decisions/0015-backup-and-a-second-bot.md. They fit both databases.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.store.columns import EPOCH, MICROSECOND

MAKE_SAFE = (
    # Whatever is `submitting` at a start becomes uncertain there, by the way of all such orders: told to its user and
    # to the operators, and never sent again by itself.
    "UPDATE orders SET state = 'submitting' WHERE state = 'queued'",
    "UPDATE requests SET state = 'submitting' WHERE state = 'queued'",
    "UPDATE updates SET done_at = :at, payload = '{}' WHERE done_at IS NULL",
    # Replies belong to a conversation that has gone on. Notices and cards may be told again.
    "DELETE FROM outbox WHERE kind IN ('send', 'edit', 'answer')",
    # What a button of before would confirm may be confirmed already.
    "UPDATE drafts SET is_open = false, updated_at = :at WHERE is_open = true",
    "DELETE FROM memory WHERE name LIKE 'question:%'",
    # Nor is the next text the answer to what was asked then: the lines of a mass order, a preset, a name.
    "DELETE FROM memory WHERE name LIKE 'awaited:%'",
    "DELETE FROM memory WHERE name LIKE 'renaming:%'",
    # A bot that does not know where it stopped looks twice whether another one is polling.
    "DELETE FROM memory WHERE name = 'updates.offset'",
    "UPDATE orders SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL",
    "UPDATE requests SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL",
    "UPDATE outbox SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL",
)

# The same of tables that earlier versions do not have.
MAKE_SAFE_SINCE = {
    "batches": "UPDATE batches SET state = 'left' WHERE state = 'open'",
    # A file that was asked for on another day; whoever still wants it asks again.
    "papers": "DELETE FROM papers",
    "cases": "UPDATE cases SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL",
}


def statements_for(tables: Collection[str]) -> Sequence[str]:
    """List the statements for a database with these tables."""
    return [*MAKE_SAFE, *(statement for table, statement in MAKE_SAFE_SINCE.items() if table in tables)]


def safe_at(at: datetime) -> dict[str, int]:
    """Return the parameters of the statements."""
    return {"at": (at - EPOCH) // MICROSECOND}
