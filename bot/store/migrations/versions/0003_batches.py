"""Mass orders and presets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
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
