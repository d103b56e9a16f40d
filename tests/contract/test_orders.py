"""Orders as their users see them."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Order, OrderState, Submission, placed, refused, uncertain
from bot.ports import OrderFilter, Store
from tests.contract.samples import (
    ANN,
    BOB,
    HOSTILE,
    HOSTILE_STORED,
    LEASE,
    NOW,
    OWNER,
    arrange,
    later,
    new_order,
    place_orders,
    queue_orders,
    report,
    service_row,
)


async def test_inserted(store: Store) -> None:
    """A new order is queued, due at once, and found by its id, its token and in the list."""
    new = new_order(await arrange(store), "t")
    async with store.transaction() as tx:
        order = await tx.orders.insert(new)
    assert order is not None
    assert order == Order(id=order.id, new=new, changed_at=NOW, due_at=NOW)
    async with store.snapshot() as tx:
        assert await tx.orders.find(order.id, ANN) == order
        assert await tx.orders.find_by_token("t", ANN) == order
        assert list(await tx.orders.page(ANN, OrderFilter.ALL, 0, 10)) == [order]
        assert await tx.orders.get_many([order.id, order.id + 1]) == {order.id: order}


async def test_repeated_token(store: Store) -> None:
    """A token makes one order; the transaction that tries again goes on undisturbed."""
    service = await arrange(store)
    async with store.transaction() as tx:
        assert await tx.orders.insert(new_order(service, "t")) is not None
    async with store.transaction() as tx:
        assert await tx.orders.insert(new_order(service, "t", quantity=99)) is None
        assert await tx.orders.insert(new_order(service, "t", user_id=BOB)) is None
        await tx.memory.keep("a", "1", NOW)
    async with store.snapshot() as tx:
        assert await tx.memory.recall("a") is not None
        [order] = await tx.orders.page(ANN, OrderFilter.ALL, 0, 10)
    assert order.new.quantity == 50


async def test_many_at_once(store: Store) -> None:
    """Many are stored as one is, each token once, whether it is old or comes twice in them."""
    service = await arrange(store)
    async with store.transaction() as tx:
        alone = await tx.orders.insert(new_order(service, "a", usual_seconds=60))
        await tx.orders.insert_many([])
        await tx.orders.insert_many([new_order(service, token, quantity=n) for n, token in enumerate("abcb", 100)])
        found = {token: await tx.orders.find_by_token(token, ANN) for token in "abc"}
    assert found["a"] == alone
    assert [order and order.new.quantity for order in found.values()] == [alone and alone.new.quantity, 101, 102]
    async with store.transaction() as tx:
        other = await tx.orders.insert(new_order(service, "d", quantity=102))
    assert other is not None
    assert found["c"] is not None
    assert replace(found["c"], id=other.id, new=replace(found["c"].new, token="d")) == other


async def test_token_confirmed_many_times_at_once(store: Store) -> None:
    """However many transactions confirm one token at the same time, one order comes of it."""
    service = await arrange(store)

    async def confirm() -> Order | None:
        async with store.transaction() as tx:
            return await tx.orders.insert(new_order(service, "t"))

    made = [order for order in await asyncio.gather(*(confirm() for _ in range(12))) if order]
    assert len(made) == 1


async def test_somebody_elses_order(store: Store) -> None:
    """By another user's id an order is not found, listed, counted, asked about or shown."""
    await arrange(store)
    [order] = await place_orders(store, 1)
    assert order.panel_order_id is not None
    async with store.transaction() as tx:
        assert await tx.orders.find(order.id, BOB) is None
        assert await tx.orders.find_by_token(order.new.token, BOB) is None
        assert list(await tx.orders.find_by_panel_ids([order.panel_order_id], BOB)) == []
        assert list(await tx.orders.page(BOB, OrderFilter.ALL, 0, 10)) == []
        assert await tx.orders.count(BOB, OrderFilter.ALL) == 0
        assert not await tx.orders.ask_now(order.id, BOB, later(-1))
        await tx.orders.set_view(order.id, BOB, 5)
        assert await tx.orders.find(order.id, ANN) == order


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (OrderFilter.ALL, ["placed", "done", "refused", "uncertain", "queued"]),
        (OrderFilter.OPEN, ["placed", "uncertain", "queued"]),
        (OrderFilter.DONE, ["done", "refused"]),
    ],
)
async def test_filters(store: Store, which: OrderFilter, expected: list[str]) -> None:
    """The list is newest first; open is what something is still expected of, an uncertain order too."""
    await arrange(store)
    await queue_orders(store, 5)
    async with store.transaction() as tx:
        _, unsure, no, done, running = await tx.orders.claim_queued(OWNER, NOW, LEASE, 5)
        await tx.orders.save(
            [
                uncertain(unsure, NOW),
                refused(no, "Bad link", NOW),
                replace(placed(done, PanelOrderId("1"), NOW, NOW), report=report("Completed")),
                replace(placed(running, PanelOrderId("2"), NOW, NOW), report=report("Pending")),
            ],
            OWNER,
        )
    async with store.snapshot() as tx:
        page = await tx.orders.page(ANN, which, 0, 10)
        assert await tx.orders.count(ANN, which) == len(expected)
    assert [(order.status == "Completed" and "done") or order.state.value for order in page] == expected


async def test_open_ones_of_a_service(store: Store) -> None:
    """Open orders of one service and one user, newest first, no more than wanted, no finished ones."""
    service = await arrange(store)
    async with store.transaction() as tx:
        change = await tx.catalogue.replace([service_row(), service_row("2")], NOW)
        other = await tx.catalogue.find(change.new[0])
        assert other is not None
    made = await queue_orders(store, 4)
    await queue_orders(store, 1, BOB)
    async with store.transaction() as tx:
        assert await tx.orders.insert(new_order(other, "of another service")) is not None
        [oldest] = await tx.orders.claim_queued(OWNER, NOW, LEASE, 1)
        await tx.orders.save([refused(oldest, "Bad link", NOW)], OWNER)
    async with store.snapshot() as tx:
        found = await tx.orders.list_open_of_service(ANN, service.id, 10)
        assert list(await tx.orders.list_open_of_service(ANN, service.id, 2)) == list(found[:2])
        assert await tx.orders.list_open_of_service(ANN, service.id + 1_000, 2) == []
    assert [order.id for order in found] == [order.id for order in reversed(made[1:])]


async def test_pages(store: Store) -> None:
    """Pages follow each other without gap or overlap, newest first."""
    await arrange(store)
    made = await queue_orders(store, 7)
    await queue_orders(store, 2, BOB)
    async with store.snapshot() as tx:
        pages = [await tx.orders.page(ANN, OrderFilter.OPEN, offset, 3) for offset in (0, 3, 6, 9)]
        assert await tx.orders.count(ANN, OrderFilter.ALL) == 7
    listed = [order.id for page in pages for order in page]
    assert listed == [order.id for order in reversed(made)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]


async def test_found_by_panel_ids(store: Store) -> None:
    """Orders are found by the panel's ids in the order of asking; unknown and repeated ids do no harm."""
    await arrange(store)
    first, second, _ = await place_orders(store, 3)
    asked = [second.panel_order_id, "unknown", first.panel_order_id, second.panel_order_id]
    async with store.snapshot() as tx:
        found = await tx.orders.find_by_panel_ids([PanelOrderId(one) for one in asked if one], ANN)
        assert list(await tx.orders.find_by_panel_ids([], ANN)) == []
    assert [order.id for order in found] == [second.id, first.id]


async def test_asked_now(store: Store) -> None:
    """A placed order becomes due, and waits for an answer; one that the panel does not have does not."""
    await arrange(store)
    await place_orders(store, 1)
    async with store.transaction() as tx:
        [claimed] = await tx.orders.claim_due(OWNER, NOW, LEASE, 9)
        await tx.orders.save([replace(claimed, checked_at=NOW, due_at=None)], OWNER)
        assert await tx.orders.ask_now(claimed.id, ANN, later(3))
        asked = await tx.orders.find(claimed.id, ANN)
    assert asked == replace(claimed, checked_at=None, due_at=later(3))
    [queued] = await queue_orders(store, 1, BOB)
    async with store.transaction() as tx:
        assert not await tx.orders.ask_now(queued.id, BOB, NOW)
        assert not await tx.orders.ask_now(queued.id + 1_000, BOB, NOW)


async def test_viewed(store: Store) -> None:
    """A message shows one order at a time, and can be forgotten; the orders of others stay as they are."""
    await arrange(store)
    first, second = await queue_orders(store, 2)
    [other] = await queue_orders(store, 1, BOB)
    async with store.transaction() as tx:
        await tx.orders.set_view(first.id, ANN, 5)
        await tx.orders.set_view(other.id, BOB, 5)
        await tx.orders.set_view(second.id, ANN, 5)
    async with store.snapshot() as tx:
        assert await tx.orders.find(first.id, ANN) == first
        assert await tx.orders.find(second.id, ANN) == replace(second, view_message_id=5)
    async with store.transaction() as tx:
        await tx.orders.forget_view(ANN, 5)
        assert await tx.orders.find(second.id, ANN) == second
        assert await tx.orders.find(other.id, BOB) == replace(other, view_message_id=5)


async def test_counted_by_state(store: Store) -> None:
    """The operator sees how many orders of everybody are in which state."""
    await arrange(store)
    await place_orders(store, 3)
    await queue_orders(store, 2, BOB)
    async with store.snapshot() as tx:
        assert dict(await tx.orders.count_by_state()) == {OrderState.PLACED: 3, OrderState.QUEUED: 2}


async def test_many_ids(store: Store) -> None:
    """More ids than a statement takes are read all the same."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    async with store.snapshot() as tx:
        assert await tx.orders.get_many(range(order.id + 40_000)) == {order.id: order}


async def test_hostile_order(store: Store) -> None:
    """Links and parameters of any characters are kept, without what no database takes."""
    service = await arrange(store)
    submission = Submission(service=service.row.panel_id, target=HOSTILE, parameters={"comments": "é\n'\\"})
    async with store.transaction() as tx:
        order = await tx.orders.insert(new_order(service, "t", submission=submission, service_name=HOSTILE))
    assert order is not None
    assert order.new.submission == replace(submission, target=HOSTILE_STORED)
    assert order.new.service_name == HOSTILE_STORED


async def test_no_quantity_no_charge(store: Store) -> None:
    """What an order does not have stays absent."""
    new = new_order(
        await arrange(store), "t", quantity=None, expected_charge=None, currency=None, card_message_id=None, cancel=None
    )
    async with store.transaction() as tx:
        order = await tx.orders.insert(new)
    assert order is not None
    assert order.new == new


@pytest.mark.parametrize(
    ("charge", "stored"),
    [
        ("0.27819", "0.27819"),
        ("0.0000125", "0.000012"),
        ("-3.5", "-3.5"),
        ("123456789012.345678", "123456789012.345678"),
    ],
)
async def test_expected_charge(store: Store, charge: str, stored: str) -> None:
    """Money is kept to the millionth, exactly, and never as a binary fraction."""
    new = new_order(await arrange(store), "t", expected_charge=Decimal(charge))
    async with store.transaction() as tx:
        order = await tx.orders.insert(new)
    assert order is not None
    assert order.new.expected_charge == Decimal(stored)
