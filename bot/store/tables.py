"""The tables. What is here must equal what the migrations make; a test compares them.

Conditions of partial indexes are written with literals, as in the queries: neither database sees that a bound
parameter fits an index.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    and_,
    false,
    literal_column,
    text,
    true,
)

from bot.domain.batch import BatchState
from bot.domain.order import OrderState, Verdict
from bot.domain.outbox import OwedKind
from bot.domain.paper import PaperKind
from bot.domain.people import Access, NoticeWish
from bot.domain.request import RequestKind, RequestState
from bot.domain.status import Status
from bot.store.columns import At, Count, Id, Json, Micros, PlainText
from bot.store.table_parts import lease, metadata, one_of, shelf, word

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("name", PlainText, nullable=False),
    Column("username", PlainText),
    Column("telegram_language", PlainText),
    Column("language", PlainText),
    Column("access", PlainText, nullable=False),
    Column("notices", PlainText, nullable=False),
    Column("blocked_at", At),
    Column("created_at", At, nullable=False),
    Column("digest_hour", Integer),
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("zone", PlainText),
    one_of("access", Access),
    one_of("notices", NoticeWish),
)

categories = Table(
    "categories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("services", Integer, nullable=False),  # on sale, and not hidden by themselves
    Column("listed", Integer, nullable=False, server_default=text("0")),
    *shelf(),
)

services = Table(
    "services",
    metadata,
    Column("id", Id, primary_key=True),
    Column("panel_id", PlainText, nullable=False, unique=True),
    Column("category_id", BigInteger, ForeignKey("categories.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("type", PlainText, nullable=False),
    Column("rate", PlainText, nullable=False),  # the exact decimal; may have more than six places
    Column("rate_text", PlainText, nullable=False),  # the panel's own
    Column("rate_micros", Micros, nullable=False),  # for sums and sorting
    Column("minimum", Count, nullable=False),
    Column("maximum", Count, nullable=False),
    Column("refill", Boolean),
    Column("cancel", Boolean),
    Column("drip_feed", Boolean),
    Column("description", PlainText, nullable=False),
    Column("average_time", PlainText, nullable=False),
    Column("currency", PlainText),
    Column("gone_at", At),
    *shelf(),
)
is_listed = services.c.gone_at.is_(None)
on_sale = and_(is_listed, services.c.hidden.is_(false()))
Index(
    "ix_services_listed",
    services.c.category_id,
    services.c.pin,
    services.c.position,
    sqlite_where=is_listed,
    postgresql_where=is_listed,
)

changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("service_id", BigInteger, ForeignKey("services.id"), nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("facts", Json, nullable=False),
    Column("at", At, nullable=False),
)
Index(None, changes.c.at, changes.c.id)

favourites = Table(
    "favourites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("service_id", BigInteger, ForeignKey("services.id"), nullable=False),
    Column("created_at", At, nullable=False),
)
Index(None, favourites.c.user_id, favourites.c.id)
Index("uq_favourites_user_id_service_id", favourites.c.user_id, favourites.c.service_id, unique=True)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("service_id", BigInteger, ForeignKey("services.id"), nullable=False),
    Column("token", PlainText, nullable=False),
    Column("step", PlainText, nullable=False),
    Column("answers", Json, nullable=False),
    Column("card_message_id", BigInteger),
    Column("is_open", Boolean, nullable=False),
    Column("created_at", At, nullable=False),
    Column("updated_at", At, nullable=False),
)
draft_is_open = drafts.c.is_open.is_(true())
Index("uq_drafts_open", drafts.c.user_id, unique=True, sqlite_where=draft_is_open, postgresql_where=draft_is_open)

orders = Table(
    "orders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("token", PlainText, nullable=False, unique=True),  # the real law: one draft, one order
    Column("service_id", BigInteger, ForeignKey("services.id"), nullable=False),
    Column("service_name", PlainText, nullable=False),
    Column("service_type", PlainText, nullable=False),
    Column("panel_service_id", PlainText, nullable=False),
    Column("target", PlainText, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("quantity", Count),
    Column("expected_charge", Micros),  # where there is no quantity: the rate per post
    Column("currency", PlainText),
    Column("card_message_id", BigInteger),
    Column("refill", Boolean),
    Column("cancel", Boolean),
    Column("created_at", At, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("panel_order_id", PlainText),
    Column("refusal", PlainText),
    Column("status", PlainText),
    Column("status_word", PlainText),
    Column("remains", Count),
    Column("start_count", Count),
    Column("charge", Micros),
    Column("charge_text", PlainText),
    Column("charge_currency", PlainText),
    Column("children", Json),
    Column("attempts", Integer, nullable=False),
    Column("submitted_at", At),
    Column("placed_at", At),
    Column("changed_at", At, nullable=False),
    Column("checked_at", At),
    Column("finished_at", At),
    Column("view_message_id", BigInteger),
    Column("due_at", At),
    *lease(),
    Column("verdict", PlainText),
    Column("batch_id", BigInteger),
    Column("batch_line", Integer),
    Column("search_key", PlainText),
    Column("ending", PlainText),
    Column("usual_seconds", Integer),
    Column("late_at", At),
    Column("late_told_at", At),
    one_of("state", OrderState),
)
Index(None, orders.c.user_id, orders.c.id)
Index(None, orders.c.user_id, orders.c.is_open, orders.c.id)
Index(None, orders.c.state, orders.c.due_at, orders.c.id)
Index(None, orders.c.submitted_at)
in_batch = orders.c.batch_id.is_not(None)
Index("ix_orders_batch", orders.c.batch_id, orders.c.batch_line, sqlite_where=in_batch, postgresql_where=in_batch)
Index(None, orders.c.user_id, orders.c.ending, orders.c.id)
Index(None, orders.c.user_id, orders.c.service_id, orders.c.id)
Index(None, orders.c.user_id, orders.c.created_at)
Index(None, orders.c.user_id, orders.c.changed_at, orders.c.id)
order_completed = orders.c.status == literal_column(f"'{Status.COMPLETED.value}'", PlainText)
Index(
    "ix_orders_completed",
    orders.c.service_id,
    orders.c.finished_at,
    sqlite_where=order_completed,
    postgresql_where=order_completed,
)
order_not_told_late = orders.c.is_open.is_(true()) & orders.c.late_told_at.is_(None)
Index("ix_orders_late", orders.c.late_at, sqlite_where=order_not_told_late, postgresql_where=order_not_told_late)
_known = orders.c.panel_order_id.is_not(None)
Index("uq_orders_panel_order_id", orders.c.panel_order_id, unique=True, sqlite_where=_known, postgresql_where=_known)
order_queued = orders.c.state == word(OrderState.QUEUED)
order_submitting = orders.c.state == word(OrderState.SUBMITTING)
order_placed = orders.c.state == word(OrderState.PLACED)
order_uncertain = orders.c.state == word(OrderState.UNCERTAIN)
_viewed = orders.c.view_message_id.is_not(None)
Index("ix_orders_viewed", orders.c.user_id, orders.c.view_message_id, sqlite_where=_viewed, postgresql_where=_viewed)
_leased = orders.c.lease_owner.is_not(None)
Index("ix_orders_leased", orders.c.lease_owner, sqlite_where=_leased, postgresql_where=_leased)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("payload", Json, nullable=False),
    Column("message_id", BigInteger),
    Column("order_id", BigInteger, ForeignKey("orders.id")),
    Column("draft_id", BigInteger, ForeignKey("drafts.id")),
    Column("silent", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", At, nullable=False),
    Column("due_at", At, nullable=False),
    *lease(),
    one_of("kind", OwedKind),
    sqlite_autoincrement=True,  # ids of deleted rows must not come back: late answers name them
)
Index(None, outbox.c.chat_id, outbox.c.id)
owed_is_card = outbox.c.kind == word(OwedKind.CARD)
Index("ix_outbox_cards", outbox.c.order_id, sqlite_where=owed_is_card, postgresql_where=owed_is_card)

digest = Table(
    "digest",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False),
    Column("payload", Json, nullable=False),
    Column("due_at", At, nullable=False),
)
Index(None, digest.c.due_at, digest.c.user_id)
Index(None, digest.c.user_id, digest.c.id)

updates = Table(
    "updates",
    metadata,
    Column("update_id", Id, primary_key=True, autoincrement=False),
    Column("sender", BigInteger, nullable=False),
    Column("payload", Json, nullable=False),
    Column("received_at", At, nullable=False),
    Column("done_at", At),
)
Index(None, updates.c.done_at, updates.c.update_id)

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("words", PlainText),
    Column("panel_request_id", PlainText),
    Column("attempts", Integer, nullable=False),
    Column("created_at", At, nullable=False),
    Column("due_at", At),
    Column("answered_at", At),
    *lease(),
    Column("outcome", PlainText),
    Column("outcome_at", At),
    one_of("kind", RequestKind),
    one_of("state", RequestState),
)
Index(None, requests.c.order_id, requests.c.kind, requests.c.id)
_unfinished = requests.c.state.in_([word(RequestState.QUEUED), word(RequestState.SUBMITTING)])
Index(
    "uq_requests_unfinished",
    requests.c.order_id,
    requests.c.kind,
    unique=True,
    sqlite_where=_unfinished,
    postgresql_where=_unfinished,
)
request_queued = requests.c.state == word(RequestState.QUEUED)
Index(
    "ix_requests_queued", requests.c.due_at, requests.c.id, sqlite_where=request_queued, postgresql_where=request_queued
)
request_submitting = requests.c.state == word(RequestState.SUBMITTING)
Index("ix_requests_submitting", requests.c.id, sqlite_where=request_submitting, postgresql_where=request_submitting)

_maybe_accepted = requests.c.state.in_([word(RequestState.ACCEPTED), word(RequestState.UNCERTAIN)])
Index(
    "ix_requests_followed",
    requests.c.due_at,
    requests.c.id,
    sqlite_where=_maybe_accepted,
    postgresql_where=_maybe_accepted,
)
# Nobody follows what is uncertain; earlier versions did, and SQLite uses the index for its very own condition alone.
request_followed = _maybe_accepted & (requests.c.state == word(RequestState.ACCEPTED))
_numbered = requests.c.panel_request_id.is_not(None)
Index("ix_requests_numbered", requests.c.panel_request_id, sqlite_where=_numbered, postgresql_where=_numbered)

papers = Table(
    "papers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("wish", Json, nullable=False),
    Column("message_id", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("created_at", At, nullable=False),
    Column("due_at", At, nullable=False),
    *lease(),
    one_of("kind", PaperKind),
    sqlite_autoincrement=True,  # ids of deleted rows must not come back: a late worker may name them
)
Index("uq_papers_wish", papers.c.user_id, papers.c.kind, papers.c.wish, unique=True)
Index(None, papers.c.due_at, papers.c.id)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False),
    Column("opened_at", At, nullable=False),
    Column("told_at", At),
    Column("search_from", PlainText),
    Column("search_by", BigInteger),
    Column("verdict", PlainText),
    Column("decided_by", BigInteger),
    Column("decided_at", At),
    *lease(),
    one_of("verdict", Verdict),
)
case_is_open = cases.c.decided_at.is_(None)
Index("uq_cases_open", cases.c.order_id, unique=True, sqlite_where=case_is_open, postgresql_where=case_is_open)

balances = Table(
    "balances",
    metadata,
    Column("id", Id, primary_key=True),
    Column("asked_at", At, nullable=False),
    Column("answered_at", At, nullable=False),
    Column("amount", Micros, nullable=False),
)
Index(None, balances.c.answered_at)
Index(None, balances.c.asked_at)

batches = Table(
    "batches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("token", PlainText, nullable=False, unique=True),
    Column("content", PlainText, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("rejected", Json),
    Column("created_at", At, nullable=False),
    one_of("state", BatchState),
)

presets = Table(
    "presets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("name", PlainText, nullable=False),
    Column("content", PlainText, nullable=False),
    Column("created_at", At, nullable=False),
)
Index(None, presets.c.user_id, presets.c.id)

memory = Table(
    "memory",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("value", PlainText, nullable=False),
    Column("at", At, nullable=False),
)
