"""All that came after the first tables: cases, balances, mass orders, presets, papers, the shelf, users' wishes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 1000
_NOT_PINNED = str(2**63 - 1)


def upgrade() -> None:
    _add_cases()
    _add_batches()
    _add_follow()
    _add_shelf()
    _add_wishes()


def _add_cases() -> None:
    op.add_column("orders", sa.Column("verdict", sa.Text(), nullable=True))
    op.create_index("ix_orders_submitted_at", "orders", ["submitted_at"])
    _cases_table()
    _balances_table()
    # Orders that were uncertain before there were cases wait for somebody's word, too.
    op.execute(
        "INSERT INTO cases (order_id, opened_at) "
        "SELECT id, changed_at FROM orders WHERE state = 'uncertain' ORDER BY id"
    )


def _cases_table() -> None:
    op.create_table(
        "cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("search_from", sa.Text(), nullable=True),
        sa.Column("search_by", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("verdict IN ('adopted', 'not_taken', 'send_again')", name="verdict"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_cases_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    is_open = sa.text("decided_at IS NULL")
    op.create_index("uq_cases_open", "cases", ["order_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open)


def _balances_table() -> None:
    op.create_table(
        "balances",
        sa.Column("id", Id, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_balances"),
    )
    op.create_index("ix_balances_answered_at", "balances", ["answered_at"])
    op.create_index("ix_balances_asked_at", "balances", ["asked_at"])


def _add_batches() -> None:
    op.add_column("orders", sa.Column("batch_id", sa.BigInteger(), nullable=True))
    op.add_column("orders", sa.Column("batch_line", sa.Integer(), nullable=True))
    in_batch = sa.text("batch_id IS NOT NULL")
    op.create_index(
        "ix_orders_batch", "orders", ["batch_id", "batch_line"], sqlite_where=in_batch, postgresql_where=in_batch
    )
    op.create_table(
        "batches",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rejected", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'done', 'left')", name="state"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_batches_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("token", name="uq_batches_token"),
    )
    op.create_table(
        "presets",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_presets_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_presets"),
    )
    op.create_index("ix_presets_user_id_id", "presets", ["user_id", "id"])


def _add_follow() -> None:
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
    _papers_table()


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
    _index("ix_orders_user_id_changed_at_id", "orders", "user_id changed_at id")
    _index("ix_orders_completed", "orders", "service_id finished_at", "status = 'Completed'")
    is_open = sa.column("is_open", sa.Boolean).is_(sa.true())
    _index("ix_orders_late", "orders", "late_at", is_open & sa.text("late_told_at IS NULL"))
    _index("ix_requests_followed", "requests", "due_at id", "state IN ('accepted', 'uncertain')")
    _index("ix_requests_numbered", "requests", "panel_request_id", "panel_request_id IS NOT NULL")


def _index(name: str, table: str, columns: str, where: Any = None) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    partial: dict[str, Any] = {} if condition is None else {"sqlite_where": condition, "postgresql_where": condition}
    op.create_index(op.f(name), table, columns.split(), **partial)


def _papers_table() -> None:
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


def _add_shelf() -> None:
    op.add_column("categories", sa.Column("listed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE categories SET listed = services")
    _shelf_of("categories")
    _shelf_of("services")
    op.drop_index("ix_services_on_sale", "services")
    is_listed = sa.text("gone_at IS NULL")
    shown = ["category_id", "pin", "position"]
    op.create_index("ix_services_listed", "services", shown, sqlite_where=is_listed, postgresql_where=is_listed)
    _changes_table()
    _favourites_table()


def _shelf_of(table: str) -> None:
    op.add_column(table, sa.Column("alias", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(table, sa.Column("pin", sa.BigInteger(), nullable=False, server_default=sa.text(_NOT_PINNED)))


def _changes_table() -> None:
    op.create_table(
        "changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_changes_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_at_id", "changes", ["at", "id"])


def _favourites_table() -> None:
    op.create_table(
        "favourites",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_favourites_user_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_favourites_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_favourites"),
    )
    op.create_index("ix_favourites_user_id_id", "favourites", ["user_id", "id"])
    op.create_index("uq_favourites_user_id_service_id", "favourites", ["user_id", "service_id"], unique=True)


def _add_wishes() -> None:
    for name in ("digest_hour", "quiet_from", "quiet_to"):
        op.add_column("users", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("users", sa.Column("zone", sa.Text(), nullable=True))
    op.create_table(
        "digest",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_digest_user_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_digest_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
    )
    op.create_index("ix_digest_due_at_user_id", "digest", ["due_at", "user_id"])
    op.create_index("ix_digest_user_id_id", "digest", ["user_id", "id"])
