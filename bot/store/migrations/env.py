"""What Alembic runs: all missing migrations in the transaction that was begun by the store."""

from alembic import context

import bot.store.tables  # noqa: F401  whose tables the metadata knows
from bot.store.table_parts import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can do it too, once the driver leaves transactions alone
)
with context.begin_transaction():
    context.run_migrations()
