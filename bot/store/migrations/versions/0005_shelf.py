"""Operators' shelf (names, hidden, pinned), what changed in the catalogue, and users' favourites."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NOT_PINNED = str(2**63 - 1)


def upgrade() -> None:
    op.add_column("categories", sa.Column("listed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE categories SET listed = services")
    _shelf("categories")
    _shelf("services")
    op.drop_index("ix_services_on_sale", "services")
    is_listed = sa.text("gone_at IS NULL")
    shown = ["category_id", "pin", "position"]
    op.create_index("ix_services_listed", "services", shown, sqlite_where=is_listed, postgresql_where=is_listed)
    _changes()
    _favourites()


def _shelf(table: str) -> None:
    op.add_column(table, sa.Column("alias", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(table, sa.Column("pin", sa.BigInteger(), nullable=False, server_default=sa.text(_NOT_PINNED)))


def _changes() -> None:
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


def _favourites() -> None:
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
