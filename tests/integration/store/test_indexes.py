"""Every query of the hot path finds its rows by an index."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Executable, Select
from sqlalchemy.dialects import sqlite

from bot.ports import OrderFilter, OrderScope
from bot.store import (
    balances,
    batches,
    cases,
    catalogue,
    changes,
    drafts,
    favourites,
    inbox,
    order_claims,
    orders,
    outbox,
    papers,
    requests,
)
from bot.store.claim import release
from bot.store.order_lists import LIST_CHANGED, LIST_COMPLETED, SPENT, TAKE_LATE, count_of, page_of, part_of
from bot.store.sql_store import SqlStore
from bot.store.tables import orders as orders_table

ROW = {"user": 1, "start": 0, "count": 9, "before": 9}


def _found(build: Callable[..., Select[Any]], which: OrderFilter) -> Select[Any]:
    """Build the statement of a search, which is written only when it knows for what."""
    return build(which, OrderScope(query="a #1")).params(ROW)


HOT = {
    "claim queued orders": (order_claims.CLAIM_QUEUED, "ix_orders_state_due_at_id (state=? AND due_at<?)"),
    "claim due orders": (order_claims.CLAIM_DUE, "ix_orders_state_due_at_id (state=? AND due_at<?)"),
    "claim interrupted orders": (order_claims.CLAIM_INTERRUPTED, "ix_orders_state_due_at_id (state=?)"),
    "end one worker's leases": (release(orders_table, "me"), "ix_orders_leased"),
    "end all leases": (release(orders_table, None), "ix_orders_leased"),
    "page of all": (orders.PAGES[OrderFilter.ALL], "ix_orders_user_id_id"),
    "page of open": (orders.PAGES[OrderFilter.OPEN], "ix_orders_user_id_is_open_id"),
    "page of done": (orders.PAGES[OrderFilter.DONE], "ix_orders_user_id_is_open_id"),
    "open ones of a service": (orders.OPEN_OF_SERVICE, "ix_orders_user_id_service_id_id (user_id=? AND service_id=?)"),
    "page of partial": (orders.PAGES[OrderFilter.PARTIAL], "ix_orders_user_id_ending_id"),
    "page of canceled": (orders.PAGES[OrderFilter.CANCELED], "ix_orders_user_id_ending_id"),
    "count of canceled": (orders.COUNTS[OrderFilter.CANCELED], "COVERING INDEX ix_orders_user_id_ending_id"),
    "page of a service": (page_of(OrderFilter.ALL, OrderScope(service_id=1)), "ix_orders_user_id_service_id_id"),
    "page of a service's open": (page_of(OrderFilter.OPEN, OrderScope(service_id=1)), "user_id=? AND"),
    "page of a link": (page_of(OrderFilter.ALL, OrderScope(target="x")), "ix_orders_user_id_id (user_id=?"),
    "page of a link's done": (page_of(OrderFilter.DONE, OrderScope(target="x")), "ix_orders_user_id_is_open_id"),
    "page of a search": (
        _found(page_of, OrderFilter.ALL),
        "ix_orders_user_id_id (user_id=?",
    ),
    "page of a search's open": (
        _found(page_of, OrderFilter.OPEN),
        "ix_orders_user_id_is_open_id",
    ),
    "page of a search's partial": (
        _found(page_of, OrderFilter.PARTIAL),
        "ix_orders_user_id_ending_id",
    ),
    "count of a service": (count_of(OrderFilter.ALL, OrderScope(service_id=1)), "ix_orders_user_id_service_id_id"),
    "count of a link": (count_of(OrderFilter.ALL, OrderScope(target="x")), "(user_id=?"),
    "count of a search": (_found(count_of, OrderFilter.ALL), "(user_id=?"),
    "part of all": (part_of(OrderFilter.ALL), "ix_orders_user_id_id (user_id=? AND id<?)"),
    "part of open": (part_of(OrderFilter.OPEN), "(user_id=? AND is_open=? AND id<?)"),
    "part of a search": (
        _found(part_of, OrderFilter.ALL),
        "ix_orders_user_id_id (user_id=? AND id<?)",
    ),
    "spent": (SPENT, "ix_orders_user_id_created_at (user_id=? AND created_at>? AND created_at<?)"),
    "completed orders of a service": (LIST_COMPLETED, "ix_orders_completed (service_id=?"),
    "late orders": (TAKE_LATE, "ix_orders_late (late_at<?)"),
    "claim papers": (papers.CLAIM_DUE, "ix_papers_due_at_id (due_at<?)"),
    "drop a chat's papers": (papers.DROP_CHAT, "uq_papers_wish (user_id=?)"),
    "count of open": (orders.COUNTS[OrderFilter.OPEN], "COVERING INDEX ix_orders_user_id_is_open_id"),
    "count by state": (orders.COUNT_BY_STATE, "COVERING INDEX ix_orders_state_due_at_id"),
    "find by token": (orders.FIND_BY_TOKEN, "sqlite_autoindex_orders_1"),
    "find by the panel's id": (orders.FIND_BY_PANEL_IDS, "uq_orders_panel_order_id"),
    "forget a view": (orders.FORGET_VIEW, "ix_orders_viewed"),
    "open draft": (drafts.FIND_OPEN, "uq_drafts_open"),
    "unhandled updates": (inbox.UNHANDLED, "ix_updates_done_at_update_id"),
    "prune updates": (inbox.PRUNE, "ix_updates_done_at_update_id"),
    "claim owed rows": (outbox.CLAIM_DUE, "earlier USING INDEX ix_outbox_chat_id_id"),
    "claim notices of chats": (
        outbox.CLAIM_NOTICES,
        "outbox USING INDEX ix_outbox_chat_id_id (chat_id=?)",
    ),
    "drop a chat": (outbox.DROP_CHAT, "ix_outbox_chat_id_id"),
    "waiting cards": (outbox.WAITING_CARDS, "ix_outbox_cards"),
    "claim queued requests": (requests.CLAIM_QUEUED, "ix_requests_queued"),
    "claim interrupted requests": (requests.CLAIM_INTERRUPTED, "ix_requests_submitting"),
    "claim followed requests": (requests.CLAIM_FOLLOWED, "ix_requests_followed"),
    "followed requests of orders": (requests.LIST_FOLLOWED.params(orders=[1], what="cancel"), "order_id=? AND kind=?"),
    "ids of several requests": (requests.SHARED_IDS.params(ids=["1"]), "ix_requests_numbered"),
    "orders changed since": (
        LIST_CHANGED,
        "ix_orders_user_id_changed_at_id (user_id=? AND changed_at>?)",
    ),
    "orders sent in a span of time": (orders.LIST_SENT, "ix_orders_submitted_at (submitted_at>? AND submitted_at<?)"),
    "orders of a mass order": (orders.LIST_BATCH, "ix_orders_batch (batch_id=?)"),
    "whether a mass order is done": (batches.FINISH, "ix_orders_batch (batch_id=?)"),
    "presets": (batches.LIST_PRESETS, "ix_presets_user_id_id (user_id=?)"),
    "ids that are ours": (orders.KNOWN_IDS.params(panel_ids=["1"]), "uq_orders_panel_order_id"),
    "open cases": (cases.LIST_OPEN, "uq_cases_open"),
    "open case of an order": (cases.FIND_OPEN, "uq_cases_open (order_id=?)"),
    "claim untold cases": (cases.CLAIM_UNTOLD, "uq_cases_open"),
    "claim sought cases": (cases.CLAIM_SOUGHT, "uq_cases_open"),
    "balance before": (balances.BEFORE, "ix_balances_answered_at (answered_at<?)"),
    "last balance of a span of time": (balances.LAST_BETWEEN, "ix_balances_answered_at (answered_at>?"),
    "cases opened since": (cases.OPENED_SINCE, "uq_cases_open"),
    "next order sent": (orders.NEXT_SENT, "ix_orders_submitted_at (submitted_at>?)"),
    "balance after": (balances.AFTER, "ix_balances_asked_at (asked_at>?)"),
    "latest request of each kind": (requests.LATEST_OF_EACH, "ix_requests_order_id_kind_id (order_id=?)"),
    "parents": (orders.PARENTS, "ix_orders_user_id_id (user_id=?)"),
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
LISTS = {"chats": [1], "orders": [1], "panel_ids": ["1"]}  # what statements take several of
PARTS = ("SCAN picked", "SCAN late", "SCAN newest")  # of statements: found by an index, and ended by a limit
WALKED = {"claim owed rows": "SCAN outbox"}


@pytest.mark.parametrize("name", list(HOT))
async def test_index(sqlite_store: SqlStore, name: str) -> None:
    """The query uses its index, sorts nothing and reads no whole table."""
    statement, index = HOT[name]
    plan = await _plan(sqlite_store, statement)
    assert index in plan
    assert "TEMP B-TREE" not in plan
    scans = [line for line in plan.splitlines() if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in scans if line not in (WALKED.get(name), *PARTS)] == []


async def _plan(store: SqlStore, statement: Executable) -> str:
    """Explain a statement as it is sent, its parameters unknown to the planner."""
    compiled: Any = statement.compile(dialect=sqlite.dialect())
    given = {name: value if isinstance(value, list) else None for name, value in compiled.params.items()}
    written = compiled.construct_expanded_state({**LISTS, **given} | LISTS, escape_names=False)
    unknown = [None] * len(written.positiontup)
    async with store._engines.writer.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written.statement}", tuple(unknown))
        return "\n".join(row.detail for row in rows)
