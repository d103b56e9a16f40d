"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What the columns hold (times, money, JSON) is the business of code; here they are what a database knows.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _users()
    _catalogue()
    _drafts()
    _orders()
    _order_indexes()
    _outbox()
    _requests()
    _small_tables()


def _text(name: str, *, null: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null, **options)


def _big(name: str, *arguments: Any, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), *arguments, nullable=null)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str, *, null: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=null)


def _id(name: str = "id", **options: Any) -> sa.Column[int]:
    return sa.Column(name, Id, nullable=False, **options)


def _key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _words(table: str, column: str, words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _index(name: str, table: str, columns: str, where: Any = None, *, unique: bool = False) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    partial: dict[str, Any] = {} if condition is None else {"sqlite_where": condition, "postgresql_where": condition}
    op.create_index(op.f(name), table, columns.split(), unique=unique, **partial)


def _users() -> None:
    op.create_table(
        "users",
        _id(autoincrement=False),
        _text("name"),
        _text("username", null=True),
        _text("telegram_language", null=True),
        _text("language", null=True),
        _text("access"),
        _text("notices"),
        _big("blocked_at", null=True),
        _big("created_at"),
        _words("users", "access", "stranger asked allowed ignored"),
        _words("users", "notices", "all final"),
        _key("users"),
    )


def _catalogue() -> None:
    op.create_table(
        "categories",
        _id(),
        _text("name"),
        _small("position"),
        _small("services"),
        _key("categories"),
        _unique("categories", "name"),
    )
    op.create_table(
        "services",
        _id(),
        _text("panel_id"),
        _big("category_id"),
        _small("position"),
        _text("name"),
        _text("type"),
        _text("rate"),
        _text("rate_text"),
        _big("rate_micros"),
        _big("minimum"),
        _big("maximum"),
        _flag("refill", null=True),
        _flag("cancel", null=True),
        _flag("drip_feed", null=True),
        _text("description"),
        _text("average_time"),
        _text("currency", null=True),
        _big("gone_at", null=True),
        _refers("services", "category_id", "categories"),
        _key("services"),
        _unique("services", "panel_id"),
    )
    _index("ix_services_on_sale", "services", "category_id position", "gone_at IS NULL")


def _drafts() -> None:
    op.create_table(
        "drafts",
        _id(),
        _big("user_id"),
        _big("chat_id"),
        _big("service_id"),
        _text("token"),
        _text("step"),
        _text("answers"),
        _big("card_message_id", null=True),
        _flag("is_open"),
        _big("created_at"),
        _big("updated_at"),
        _refers("drafts", "user_id", "users"),
        _refers("drafts", "service_id", "services"),
        _key("drafts"),
    )
    is_open = sa.column("is_open", sa.Boolean).is_(sa.true())
    _index("uq_drafts_open", "drafts", "user_id", is_open, unique=True)


def _orders() -> None:
    op.create_table(
        "orders",
        _id(),
        _big("user_id"),
        _big("chat_id"),
        _text("token"),
        _big("service_id"),
        _text("service_name"),
        _text("service_type"),
        _text("panel_service_id"),
        _text("target"),
        _text("parameters"),
        _big("quantity", null=True),
        _big("expected_charge", null=True),
        _text("currency", null=True),
        _big("card_message_id", null=True),
        _flag("refill", null=True),
        _flag("cancel", null=True),
        _big("created_at"),
        _text("state"),
        _flag("is_open"),
        _text("panel_order_id", null=True),
        _text("refusal", null=True),
        _text("status", null=True),
        _text("status_word", null=True),
        _big("remains", null=True),
        _big("start_count", null=True),
        _big("charge", null=True),
        _text("charge_text", null=True),
        _text("charge_currency", null=True),
        _text("children", null=True),
        _small("attempts"),
        _big("submitted_at", null=True),
        _big("placed_at", null=True),
        _big("changed_at"),
        _big("checked_at", null=True),
        _big("finished_at", null=True),
        _big("view_message_id", null=True),
        _big("due_at", null=True),
        _text("lease_owner", null=True),
        _big("lease_until", null=True),
        _words("orders", "state", "queued submitting placed refused uncertain"),
        _refers("orders", "user_id", "users"),
        _refers("orders", "service_id", "services"),
        _key("orders"),
        _unique("orders", "token"),
    )


def _order_indexes() -> None:
    _index("ix_orders_user_id_id", "orders", "user_id id")
    _index("ix_orders_user_id_is_open_id", "orders", "user_id is_open id")
    _index("ix_orders_state_due_at_id", "orders", "state due_at id")
    _index("uq_orders_panel_order_id", "orders", "panel_order_id", "panel_order_id IS NOT NULL", unique=True)
    _index("ix_orders_viewed", "orders", "user_id view_message_id", "view_message_id IS NOT NULL")
    _index("ix_orders_leased", "orders", "lease_owner", "lease_owner IS NOT NULL")


def _outbox() -> None:
    op.create_table(
        "outbox",
        _id(),
        _big("chat_id"),
        _text("kind"),
        _text("payload"),
        _big("message_id", null=True),
        _big("order_id", null=True),
        _big("draft_id", null=True),
        _flag("silent"),
        _small("attempts"),
        _big("created_at"),
        _big("due_at"),
        _text("lease_owner", null=True),
        _big("lease_until", null=True),
        _words("outbox", "kind", "send edit answer notice card"),
        _refers("outbox", "order_id", "orders"),
        _refers("outbox", "draft_id", "drafts"),
        _key("outbox"),
        sqlite_autoincrement=True,
    )
    _index("ix_outbox_chat_id_id", "outbox", "chat_id id")
    _index("ix_outbox_cards", "outbox", "order_id", "kind = 'card'")


def _requests() -> None:
    op.create_table(
        "requests",
        _id(),
        _big("order_id"),
        _big("user_id"),
        _text("kind"),
        _text("state"),
        _text("words", null=True),
        _text("panel_request_id", null=True),
        _small("attempts"),
        _big("created_at"),
        _big("due_at", null=True),
        _big("answered_at", null=True),
        _text("lease_owner", null=True),
        _big("lease_until", null=True),
        _words("requests", "kind", "refill cancel"),
        _words("requests", "state", "queued submitting accepted refused uncertain"),
        _refers("requests", "order_id", "orders"),
        _refers("requests", "user_id", "users"),
        _key("requests"),
    )
    _index("ix_requests_order_id_kind_id", "requests", "order_id kind id")
    unfinished = "state IN ('queued', 'submitting')"
    _index("uq_requests_unfinished", "requests", "order_id kind", unfinished, unique=True)
    _index("ix_requests_queued", "requests", "due_at id", "state = 'queued'")
    _index("ix_requests_submitting", "requests", "id", "state = 'submitting'")


def _small_tables() -> None:
    op.create_table(
        "updates",
        _id("update_id", autoincrement=False),
        _big("sender"),
        _text("payload"),
        _big("received_at"),
        _big("done_at", null=True),
        _key("updates", "update_id"),
    )
    _index("ix_updates_done_at_update_id", "updates", "done_at update_id")
    op.create_table("memory", _text("name"), _text("value"), _big("at"), _key("memory", "name"))
