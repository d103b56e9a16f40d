"""How and when users want to be told: a digest, quiet hours, their time zone."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
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
