"""Orders that people can follow: filters and search, papers, what came of requests, how long orders usually take."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 1000


def upgrade() -> None:
    for column, kind in (
        ("search_key", sa.Text()),
        ("ending", sa.Text()),
        ("usual_seconds", sa.Integer()),
        ("late_at", sa.BigInteger()),
        ("late_told_at", sa.BigInteger()),
    ):
        op.add_column("orders", sa.Column(column, kind, nullable=True))
    op.add_column("requests", sa.Column("outcome", sa.Text(), nullable=True))
    op.add_column("requests", sa.Column("outcome_at", sa.BigInteger(), nullable=True))
    _fill_endings()
    _fill_search_keys()
    _indexes()
    _papers()


def _fill_endings() -> None:
    op.execute(
        "UPDATE orders SET ending = CASE"
        " WHEN state = 'refused' THEN 'canceled'"
        " WHEN status IN ('Completed', 'Expired') THEN 'completed'"
        " WHEN status = 'Partial' THEN 'partial' ELSE 'canceled' END"
        " WHERE NOT is_open"
    )


def _fill_search_keys() -> None:
    """Fold letters here: SQLite folds those of English alone."""
    connection, last = op.get_bind(), 0
    page = sa.text("SELECT id, service_name, target FROM orders WHERE id > :last ORDER BY id LIMIT :count")
    store = sa.text("UPDATE orders SET search_key = :key WHERE id = :id")
    while rows := connection.execute(page, {"last": last, "count": _AT_ONCE}).all():
        connection.execute(
            store, [{"id": row.id, "key": f"{row.service_name}\n{row.target}".casefold()} for row in rows]
        )
        last = rows[-1].id


def _indexes() -> None:
    _index("ix_orders_user_id_ending_id", "orders", "user_id ending id")
    _index("ix_orders_user_id_service_id_id", "orders", "user_id service_id id")
    _index("ix_orders_user_id_created_at", "orders", "user_id created_at")
    _index("ix_orders_completed", "orders", "service_id finished_at", "status = 'Completed'")
    is_open = sa.column("is_open", sa.Boolean).is_(sa.true())
    _index("ix_orders_late", "orders", "late_at", is_open & sa.text("late_told_at IS NULL"))
    _index("ix_requests_followed", "requests", "due_at id", "state IN ('accepted', 'uncertain')")
    _index("ix_requests_numbered", "requests", "panel_request_id", "panel_request_id IS NOT NULL")


def _index(name: str, table: str, columns: str, where: Any = None) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    partial: dict[str, Any] = {} if condition is None else {"sqlite_where": condition, "postgresql_where": condition}
    op.create_index(op.f(name), table, columns.split(), **partial)


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('export', 'totals')", name=op.f("ck_papers_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_papers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("uq_papers_wish"), "papers", ["user_id", "kind", "wish"], unique=True)
    _index("ix_papers_due_at_id", "papers", "due_at id")
