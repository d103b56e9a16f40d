"""A user's orders narrowed down, searched, read in parts and summed up; what orders of a service took."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.catalogue import PanelOrderId, Service
from bot.domain.order import Order, Submission, placed, refused
from bot.domain.usual_time import PastOrder
from bot.ports import OrderFilter, OrderScope, Spent, Store
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
    report,
    service_row,
)


async def insert(store: Store, service: Service, token: str, user_id: int = ANN, **facts: Any) -> Order:
    """Store a queued order, for a link of its own where one is given."""
    link = facts.pop("link", "https://a.example")
    submission = Submission(service=service.row.panel_id, target=link, parameters=facts.pop("parameters", {}))
    async with store.transaction() as tx:
        order = await tx.orders.insert(new_order(service, token, user_id, submission=submission, **facts))
    assert order is not None
    return order


async def end(store: Store, order: Order, word: str | None, **facts: Any) -> Order:
    """Let an order be placed under its own id, and be reported so."""
    async with store.transaction() as tx:
        claimed = {one.id: one for one in await tx.orders.claim_queued(OWNER, later(10**6), LEASE, 1000)}
        taken = placed(claimed[order.id], PanelOrderId(f"p{order.id}"), NOW, NOW)
        said = None if word is None else report(word, **facts.pop("said", {}))
        ended = replace(taken, report=said, **facts)
        await tx.orders.save([ended], OWNER)
        await tx.orders.release(None)
    return ended


async def listed(store: Store, which: OrderFilter = OrderFilter.ALL, user_id: int = ANN, **scope: Any) -> Sequence[int]:
    """List the ids of a user's orders; counted, and read in parts, they are the same."""
    within = OrderScope(**scope)
    async with store.snapshot() as tx:
        page = await tx.orders.page(user_id, which, 0, 100, within)
        assert await tx.orders.count(user_id, which, within) == len(page)
        in_parts: list[Order] = []
        while part := await tx.orders.list_before(user_id, which, in_parts[-1].id if in_parts else None, 2, within):
            in_parts += part
        assert in_parts == list(page)
    return [order.id for order in page]


async def test_endings(store: Store) -> None:
    """Partial and canceled are parts of what is done; refused orders are among the canceled ones."""
    service = await arrange(store)
    made = [await insert(store, service, str(number)) for number in range(7)]
    words = ["Completed", "Partial", "Canceled", "Refunded", "Failed", "In progress"]
    for order, word in zip(made, words, strict=False):
        await end(store, order, word)
    async with store.transaction() as tx:
        [last] = await tx.orders.claim_queued(OWNER, NOW, LEASE, 9)
        await tx.orders.save([refused(last, "Bad link", NOW)], OWNER)
    ids = [order.id for order in made]
    assert await listed(store, OrderFilter.PARTIAL) == [ids[1]]
    assert await listed(store, OrderFilter.CANCELED) == [ids[6], ids[4], ids[3], ids[2]]
    assert await listed(store, OrderFilter.DONE) == [ids[6], *reversed(ids[:5])]
    assert await listed(store, OrderFilter.OPEN) == [ids[5]]
    assert await listed(store, OrderFilter.PARTIAL, BOB) == []


async def test_by_service_and_link(store: Store) -> None:
    """A list has one service's orders, one link's, or those of both; nobody else's."""
    await arrange(store)
    async with store.transaction() as tx:
        await tx.catalogue.replace([service_row("1"), service_row("2")], NOW)
        first, second = await tx.catalogue.list_all()
    a = await insert(store, first, "a")
    b = await insert(store, second, "b")
    c = await insert(store, second, "c", link="https://c.example/x")
    await insert(store, second, "d", BOB, link="https://c.example/x")
    assert await listed(store, service_id=second.id) == [c.id, b.id]
    assert await listed(store, service_id=first.id) == [a.id]
    assert await listed(store, target="https://c.example/x") == [c.id]
    assert await listed(store, target="https://c.example") == []
    assert await listed(store, OrderFilter.OPEN, service_id=second.id, target="https://a.example") == [b.id]
    assert await listed(store, OrderFilter.DONE, service_id=second.id) == []


async def test_search(store: Store) -> None:
    """Words of the service's name, parts of the link and the panel's ids find one's own orders."""
    service = await arrange(store)
    a = await insert(store, service, "a", link="https://www.instagram.com/Some.Name/", service_name="Подписчики Real")
    b = await insert(store, service, "b", link="https://t.me/x_100%", service_name="Likes 100%")
    await insert(store, service, "c", BOB, link="https://instagram.com/some.name")
    await end(store, a, None)
    assert await listed(store, query="instagram.com/some") == [a.id]
    assert await listed(store, query="ПОДПИСЧИКИ real") == [a.id]
    assert await listed(store, query="подписчики likes") == []
    assert await listed(store, query=f"#p{a.id}") == [a.id]
    assert await listed(store, query=f"p{a.id} nothing") == [a.id]
    assert await listed(store, query="e") == [b.id, a.id]
    assert await listed(store, OrderFilter.DONE, query="e") == []


@pytest.mark.parametrize("query", ["%", "_", "100%", "x_1", "likes\\", "", "///", "'; --", HOSTILE, "\x00"])
async def test_search_for_signs(store: Store, query: str) -> None:
    """Signs that mean something to a database mean themselves; what says nothing finds nothing."""
    service = await arrange(store)
    plain = await insert(store, service, "a", link="https://a.example/x-1", service_name="Likes")
    signs = await insert(store, service, "b", link="https://a.example/x_1", service_name="Likes 100%")
    found = await listed(store, query=query)
    assert plain.id not in found
    assert found == ([signs.id] if query in {"%", "_", "100%", "x_1"} else [])


async def test_spent(store: Store) -> None:
    """What the panel charged counts, and until it says so what was expected; only placed orders of the span do."""
    service = await arrange(store)
    facts = {"expected_charge": Decimal("1.5"), "currency": "USD"}
    charged = await insert(store, service, "a", created_at=NOW, **facts)
    expected = await insert(store, service, "b", created_at=later(5), **facts)
    euro = await insert(store, service, "c", created_at=later(9), expected_charge=None, currency=None)
    for order, said in ((charged, {"charge": Decimal("0.25")}), (expected, {}), (euro, {"currency": "EUR"})):
        await end(store, order, "Pending", said=said)
    await end(store, await insert(store, service, "late", created_at=later(10), **facts), "Pending")
    await end(store, await insert(store, service, "early", created_at=later(-1), **facts), "Pending")
    await end(store, await insert(store, service, "bob", BOB, created_at=NOW, **facts), "Pending")
    await insert(store, service, "queued", created_at=later(3), **facts)
    async with store.snapshot() as tx:
        assert await tx.orders.spent(ANN, NOW, later(10)) == [
            Spent("USD", 2, Decimal("1.75")),
            Spent("EUR", 1, Decimal(0)),
        ]
        assert await tx.orders.spent(ANN, later(11), later(20)) == []


async def test_spent_per_post(store: Store) -> None:
    """A rate for each future post is no money spent: such an order counts, and costs what the panel says or nothing."""
    service = await arrange(store)
    facts = {"quantity": None, "expected_charge": None, "rate_per_post": Decimal("0.9"), "currency": "USD"}
    untold = await insert(store, service, "a", created_at=NOW, **facts)
    told = await insert(store, service, "b", created_at=NOW, **facts)
    assert (untold.new.expected_charge, untold.new.rate_per_post) == (None, Decimal("0.9"))
    await end(store, untold, "Active")
    await end(store, told, "Active", said={"charge": Decimal("0.25")})
    async with store.snapshot() as tx:
        assert await tx.orders.spent(ANN, NOW, later(1)) == [Spent("USD", 2, Decimal("0.25"))]


async def test_completed(store: Store) -> None:
    """The last completed orders of a service say how long they took, whoever's they are; runs are left out."""
    await arrange(store)
    async with store.transaction() as tx:
        await tx.catalogue.replace([service_row("1"), service_row("2")], NOW)
        first, second = await tx.catalogue.list_all()
    for number, (service, user, word) in enumerate(
        [
            (first, ANN, "Completed"),
            (first, BOB, "Completed"),
            (first, ANN, "Partial"),
            (second, ANN, "Completed"),
            (first, ANN, "Completed"),
        ]
    ):
        parameters = {"runs": "2"} if number == 4 else {}
        order = await insert(store, service, str(number), user, quantity=10 * (number + 1), parameters=parameters)
        await end(store, order, word, finished_at=later(60 * (number + 1)))
    async with store.snapshot() as tx:
        assert await tx.orders.list_completed(first.id, 9) == [
            PastOrder(20, timedelta(seconds=120)),
            PastOrder(10, timedelta(seconds=60)),
        ]
        assert await tx.orders.list_completed(first.id, 2) == [PastOrder(20, timedelta(seconds=120))]


async def test_late(store: Store) -> None:
    """An open order that takes far longer than usual is taken once; what the loops store does not undo it."""
    service = await arrange(store)
    late = await insert(store, service, "late", usual_seconds=7200)
    await end(store, late, "In progress")
    await end(store, await insert(store, service, "done", usual_seconds=7200), "Completed")
    await end(store, await insert(store, service, "unknown"), "In progress")
    async with store.transaction() as tx:
        assert await tx.orders.take_late(later(6 * 3600 - 1), 9) == []
        [claimed, *_] = await tx.orders.claim_due(OWNER, NOW, LEASE, 9)
        [taken] = await tx.orders.take_late(later(6 * 3600), 9)
        assert (taken.id, taken.late_told_at) == (late.id, later(6 * 3600))
        await tx.orders.save([claimed], OWNER)
        assert await tx.orders.take_late(later(10**6), 9) == []
        assert await tx.orders.find(late.id, ANN) == replace(claimed, late_told_at=later(6 * 3600))


async def test_late_in_parts(store: Store) -> None:
    """No more are taken at once than were asked for, those that were late first."""
    await arrange(store)
    service = await _only(store)
    made = [await insert(store, service, str(number), usual_seconds=7200 - number) for number in range(3)]
    for order in made:
        await end(store, order, "Pending")
    async with store.transaction() as tx:
        assert [one.id for one in await tx.orders.take_late(later(10**6), 2)] == [made[1].id, made[2].id]
        assert [one.id for one in await tx.orders.take_late(later(10**6), 2)] == [made[0].id]
    assert await place_orders(store, 1, BOB)


async def _only(store: Store) -> Service:
    async with store.snapshot() as tx:
        return (await tx.catalogue.list_all())[0]


async def test_changed_since(store: Store) -> None:
    """One's own orders that changed at a moment or later come by that, then by id, in parts that leave none out."""
    service = await arrange(store)
    seconds = (5, 3, 5, 1, 5)
    made = [await insert(store, service, f"t{number}") for number in range(len(seconds))]
    await insert(store, service, "bob's", BOB)
    async with store.transaction() as tx:
        claimed = {order.id: order for order in await tx.orders.claim_queued(OWNER, NOW, LEASE, 9)}
        gone = [
            refused(claimed[order.id], "no", NOW + timedelta(seconds=at))
            for order, at in zip(made, seconds, strict=True)
        ]
        await tx.orders.save(gone, OWNER)
        since, after, found = NOW + timedelta(seconds=3), 0, []
        while part := await tx.orders.list_changed(ANN, since, after, 2):
            found += [order.id for order in part]
            since, after = part[-1].changed_at, part[-1].id
    assert found == [made[at].id for at in (1, 0, 2, 4)]


async def test_parents(store: Store) -> None:
    """What the panel has placed under an order leads to it, for its user alone; of two the newer one counts."""
    service = await arrange(store)
    drip, subscription = await insert(store, service, "a"), await insert(store, service, "b")
    plain, bobs = await insert(store, service, "c"), await insert(store, service, "d", BOB)
    for order, children in ((drip, ("24001", "24002")), (subscription, ("24002", HOSTILE_STORED)), (bobs, ("24003",))):
        await end(store, order, "Active", said={"children": tuple(map(PanelOrderId, children))})
    await end(store, plain, "Active")
    asked = [PanelOrderId(one) for one in ("24003", HOSTILE_STORED, "24002", "24001", "2400", f"p{plain.id}", "")]
    async with store.snapshot() as tx:
        found = await tx.orders.find_parents(asked, ANN)
        assert {child: order.id for child, order in found.items()} == {
            HOSTILE_STORED: subscription.id,
            "24002": subscription.id,
            "24001": drip.id,
        }
        assert found[PanelOrderId("24001")] == await tx.orders.find(drip.id, ANN)
        assert list(found) == [HOSTILE_STORED, "24002", "24001"]
        assert list(await tx.orders.find_parents(asked, BOB)) == ["24003"]
        assert await tx.orders.find_parents([], ANN) == {}
