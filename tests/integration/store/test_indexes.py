"""Every query of the hot path finds its rows by an index."""

from typing import Any

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

from bot.ports import OrderFilter
from bot.store import (
    balances,
    cases,
    catalogue,
    changes,
    drafts,
    favourites,
    inbox,
    order_claims,
    orders,
    outbox,
    requests,
)
from bot.store.claim import release
from bot.store.sql_store import SqlStore
from bot.store.tables import orders as orders_table
from tests.contract.samples import NOW

HOT = {
    "claim queued orders": (order_claims.CLAIM_QUEUED, "ix_orders_state_due_at_id (state=? AND due_at<?)"),
    "claim due orders": (order_claims.CLAIM_DUE, "ix_orders_state_due_at_id (state=? AND due_at<?)"),
    "claim interrupted orders": (order_claims.CLAIM_INTERRUPTED, "ix_orders_state_due_at_id (state=?)"),
    "end one worker's leases": (release(orders_table, "me"), "ix_orders_leased"),
    "end all leases": (release(orders_table, None), "ix_orders_leased"),
    "page of all": (orders.PAGES[OrderFilter.ALL], "ix_orders_user_id_id"),
    "page of open": (orders.PAGES[OrderFilter.OPEN], "ix_orders_user_id_is_open_id"),
    "page of done": (orders.PAGES[OrderFilter.DONE], "ix_orders_user_id_is_open_id"),
    "count of open": (orders.COUNTS[OrderFilter.OPEN], "COVERING INDEX ix_orders_user_id_is_open_id"),
    "count by state": (orders.COUNT_BY_STATE, "COVERING INDEX ix_orders_state_due_at_id"),
    "find by token": (orders.FIND_BY_TOKEN, "sqlite_autoindex_orders_1"),
    "find by the panel's id": (orders.FIND_BY_PANEL_IDS.params(panel_ids=["1"], user=1), "uq_orders_panel_order_id"),
    "forget a view": (orders.FORGET_VIEW, "ix_orders_viewed"),
    "open draft": (drafts.FIND_OPEN, "uq_drafts_open"),
    "unhandled updates": (inbox.UNHANDLED, "ix_updates_done_at_update_id"),
    "prune updates": (inbox.PRUNE, "ix_updates_done_at_update_id"),
    "claim owed rows": (outbox.CLAIM_DUE, "earlier USING INDEX ix_outbox_chat_id_id"),
    "drop a chat": (outbox.DROP_CHAT, "ix_outbox_chat_id_id"),
    "waiting cards": (outbox.WAITING_CARDS.params(orders=[1], claim_now=NOW), "ix_outbox_cards"),
    "claim queued requests": (requests.CLAIM_QUEUED, "ix_requests_queued"),
    "claim interrupted requests": (requests.CLAIM_INTERRUPTED, "ix_requests_submitting"),
    "orders sent in a span of time": (orders.LIST_SENT, "ix_orders_submitted_at (submitted_at>? AND submitted_at<?)"),
    "ids that are ours": (orders.KNOWN_IDS.params(panel_ids=["1"]), "uq_orders_panel_order_id"),
    "open cases": (cases.LIST_OPEN, "uq_cases_open"),
    "open case of an order": (cases.FIND_OPEN, "uq_cases_open (order_id=?)"),
    "claim pending cases": (cases.CLAIM_PENDING, "uq_cases_open"),
    "balance before": (balances.BEFORE, "ix_balances_answered_at (answered_at<?)"),
    "balance after": (balances.AFTER, "ix_balances_asked_at (asked_at>?)"),
    "latest request": (requests.LATEST, "ix_requests_order_id_kind_id"),
    "page of services": (catalogue.PAGES[False], "ix_services_listed"),
    "page of services, hidden ones too": (catalogue.PAGES[True], "ix_services_listed"),
    "services by our ids": (catalogue.GET_MANY.params(ids=[1]), "services USING INTEGER PRIMARY KEY"),
    "services after an id": (catalogue.LIST_AFTER, "services USING INTEGER PRIMARY KEY (rowid>?)"),
    "count of a category": (catalogue.RECOUNT, "ix_services_listed"),
    "page of changes": (changes.PAGE, "ix_changes_at_id (at>?)"),
    "prune changes": (changes.PRUNE_CHANGES, "ix_changes_at_id (at<?)"),
    "page of favourites": (favourites.FAVOURITES_PAGE, "ix_favourites_user_id_id"),
    "is it a favourite": (favourites.HAS_FAVOURITE, "COVERING INDEX uq_favourites_user_id_service_id"),
    "count of favourites": (favourites.COUNT_FAVOURITES, "COVERING INDEX"),
    "recently ordered": (orders.RECENT_SERVICES, "ix_orders_user_id_id"),
    "service by the panel's id": (catalogue.FIND_BY_PANEL_ID, "sqlite_autoindex_services_1"),
}
# The oldest of what is owed is found by walking the outbox from its beginning, which is its primary key's order.
WALKED = {"claim owed rows": "SCAN outbox"}


@pytest.mark.parametrize("name", list(HOT))
async def test_index(sqlite_store: SqlStore, name: str) -> None:
    """The query uses its index, sorts nothing and reads no whole table."""
    statement, index = HOT[name]
    plan = await _plan(sqlite_store, statement)
    assert index in plan
    assert "TEMP B-TREE" not in plan
    scans = [line for line in plan.splitlines() if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in scans if line not in (WALKED.get(name), "SCAN picked")] == []


async def _plan(store: SqlStore, statement: Executable) -> str:
    """Explain a statement as it is sent, its parameters unknown to the planner."""
    compiled: Any = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    unknown = [None] * len(compiled.positiontup)
    async with store._engines.writer.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(unknown))
        return "\n".join(row.detail for row in rows)
