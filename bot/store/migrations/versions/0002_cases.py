"""Uncertain orders become cases that operators decide; the balance is kept over time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("orders", sa.Column("verdict", sa.Text(), nullable=True))
    op.create_index("ix_orders_submitted_at", "orders", ["submitted_at"])
    _cases()
    _balances()
    # Orders that were uncertain before there were cases wait for somebody's word, too.
    op.execute(
        "INSERT INTO cases (order_id, opened_at) "
        "SELECT id, changed_at FROM orders WHERE state = 'uncertain' ORDER BY id"
    )


def _cases() -> None:
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


def _balances() -> None:
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
