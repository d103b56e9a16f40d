"""Uncertain orders as the operators' matter, and what they are decided by."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.evidence import BalanceReading
from bot.domain.order import Order, OrderState, Verdict, adopted, not_taken, placed, sent_again, submitting, uncertain
from bot.ports import Store
from tests.contract.samples import ANN, BOB, LEASE, NOW, OTHER, OWNER, arrange, later, place_orders, queue_orders

OPERATOR = 5_000_000_009


async def make_uncertain(store: Store, count: int = 1) -> list[Order]:
    """Store orders that the panel may or may not have taken, each with its case."""
    await queue_orders(store, count)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_queued(OWNER, NOW, LEASE, count)
        lost = [uncertain(submitting(order, NOW), later(20)) for order in claimed]
        await tx.orders.save(lost, OWNER)
        for order in lost:
            await tx.cases.open(order.id, NOW)
    return lost


async def state_of(store: Store, order: Order) -> Order:
    async with store.snapshot() as tx:
        return (await tx.orders.get_many([order.id]))[order.id]


async def test_opened_once(store: Store) -> None:
    """An order has one open case, however often it is opened; it lists oldest order first, by pages."""
    await arrange(store)
    first, second, third = await make_uncertain(store, 3)
    async with store.transaction() as tx:
        await tx.cases.open(second.id, later(5))
        assert await tx.cases.count_open() == 3
        assert [case.order_id for case in await tx.cases.list_open(0, 2)] == [first.id, second.id]
        assert [case.order_id for case in await tx.cases.list_open(2, 2)] == [third.id]
        found = await tx.cases.find_open(second.id)
        assert found is not None
        assert (found.order_id, found.opened_at, found.told_at, found.search_by) == (second.id, NOW, None, None)
        assert await tx.cases.find_open(999) is None
        assert await tx.cases.opened_since(NOW)
        assert not await tx.cases.opened_since(later(1))


async def test_closed_once_and_opened_anew(store: Store) -> None:
    """A case is closed once; the same order may become uncertain again, which is another case."""
    await arrange(store)
    (order,) = await make_uncertain(store)
    async with store.transaction() as tx:
        assert await tx.cases.close(order.id, Verdict.SEND_AGAIN, OPERATOR, later(30))
        assert not await tx.cases.close(order.id, Verdict.NOT_TAKEN, OPERATOR, later(31))
        assert await tx.cases.count_open() == 0
        assert not await tx.cases.opened_since(NOW)
        assert not await tx.cases.ask_search(order.id, None, OPERATOR)
        await tx.cases.open(order.id, later(40))
        again = await tx.cases.find_open(order.id)
        assert again is not None
        assert again.opened_at == later(40)


async def test_untold_is_claimed_once(store: Store) -> None:
    """A case nobody was told of is claimed once while the lease holds, and not after it was told."""
    await arrange(store)
    await make_uncertain(store)
    async with store.transaction() as tx:
        (case,) = await tx.cases.claim_untold(OWNER, NOW, LEASE, 10)
        assert await tx.cases.claim_untold(OTHER, NOW, LEASE, 10) == []
        assert not await tx.cases.mark_told(case.id, NOW, OTHER)
        assert await tx.cases.mark_told(case.id, NOW, OWNER)
        assert await tx.cases.claim_untold(OWNER, later(LEASE + 1), LEASE, 10) == []


@pytest.mark.parametrize("first", [PanelOrderId("23501"), None])
async def test_sought_is_claimed_once(store: Store, first: PanelOrderId | None) -> None:
    """A case that is to be looked up is claimed once while the lease holds, and not after that was done."""
    await arrange(store)
    (order,) = await make_uncertain(store)
    async with store.transaction() as tx:
        assert await tx.cases.claim_sought(OWNER, NOW, LEASE, 10) == []
        assert await tx.cases.ask_search(order.id, first, OPERATOR)
        (wanted,) = await tx.cases.claim_sought(OTHER, NOW, LEASE, 10)
        assert (wanted.search_from, wanted.search_by, wanted.told_at) == (first, OPERATOR, None)
        assert await tx.cases.claim_sought(OWNER, NOW, LEASE, 10) == []
        assert not await tx.cases.end_search(wanted, OWNER)
        assert await tx.cases.end_search(wanted, OTHER)
        assert await tx.cases.claim_sought(OWNER, later(LEASE + 1), LEASE, 10) == []


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        (None, PanelOrderId("900"), OPERATOR),
        (PanelOrderId("900"), None, OPERATOR),
        (PanelOrderId("1"), PanelOrderId("2"), OPERATOR),
        (PanelOrderId("1"), PanelOrderId("1"), OPERATOR + 1),
        (None, None, OPERATOR + 1),
    ],
)
async def test_a_look_up_asked_for_meanwhile_stays(
    store: Store, first: PanelOrderId | None, second: PanelOrderId | None, by: int
) -> None:
    """What is asked for while another look-up is served, or the case is told, is claimed after that."""
    await arrange(store)
    (order,) = await make_uncertain(store)
    async with store.transaction() as tx:
        (told,) = await tx.cases.claim_untold(OWNER, NOW, LEASE, 10)
        await tx.cases.ask_search(order.id, first, OPERATOR)
        assert await tx.cases.mark_told(told.id, NOW, OWNER)
        (served,) = await tx.cases.claim_sought(OWNER, NOW, LEASE, 10)
        assert served.search_from == first
        await tx.cases.ask_search(order.id, second, by)
        assert await tx.cases.end_search(served, OWNER)
        (left,) = await tx.cases.claim_sought(OWNER, NOW, LEASE, 10)
        assert (left.search_from, left.search_by, left.told_at) == (second, by, NOW)


async def test_decided_while_held(store: Store) -> None:
    """A case that is decided while it is held is not told any more, and nothing found is."""
    await arrange(store)
    untold, sought = await make_uncertain(store, 2)
    async with store.transaction() as tx:
        await tx.cases.ask_search(sought.id, None, OPERATOR)
        (wanted,) = await tx.cases.claim_sought(OWNER, NOW, LEASE, 10)
        (new,) = await tx.cases.claim_untold(OWNER, NOW, LEASE, 10)
        for order in (untold, sought):
            assert await tx.cases.close(order.id, Verdict.NOT_TAKEN, OPERATOR, later(30))
        assert not await tx.cases.mark_told(new.id, later(40), OWNER)
        assert not await tx.cases.end_search(wanted, OWNER)


@pytest.mark.parametrize("owner", [OWNER, None])
async def test_leases_end(store: Store, owner: str | None) -> None:
    """What a worker held is free when its leases are ended, or have run out."""
    await arrange(store)
    await make_uncertain(store, 2)
    async with store.transaction() as tx:
        assert len(await tx.cases.claim_untold(OWNER, NOW, LEASE, 1)) == 1
        assert len(await tx.cases.claim_untold(OTHER, NOW, LEASE, 9)) == 1
        await tx.cases.release(owner)
        assert len(await tx.cases.claim_untold("third", NOW, LEASE, 9)) == (1 if owner else 2)
        assert len(await tx.cases.claim_untold("fourth", later(LEASE), LEASE, 9)) == 2


async def test_settled_once(store: Store) -> None:
    """A decision changes an uncertain order, and nothing that is uncertain no more."""
    await arrange(store)
    one, two, three = await make_uncertain(store, 3)
    async with store.transaction() as tx:
        assert await tx.orders.settle(adopted(one, PanelOrderId("23501"), later(60)))
        assert not await tx.orders.settle(not_taken(one, later(61)))
        assert await tx.orders.settle(not_taken(two, later(60)))
        assert await tx.orders.settle(sent_again(three, later(60)))
    kept = await state_of(store, one)
    assert (kept.state, kept.panel_order_id, kept.verdict) == (OrderState.PLACED, "23501", Verdict.ADOPTED)
    assert kept.due_at == later(60)
    kept = await state_of(store, two)
    assert (kept.state, kept.verdict, kept.due_at, kept.is_open) == (OrderState.REFUSED, Verdict.NOT_TAKEN, None, False)
    kept = await state_of(store, three)
    assert (kept.state, kept.verdict, kept.submitted_at, kept.attempts) == ("queued", Verdict.SEND_AGAIN, None, 0)
    async with store.transaction() as tx:
        assert [order.id for order in await tx.orders.claim_queued(OWNER, later(60), LEASE, 9)] == [three.id]


async def test_settled_with_an_id_that_is_taken(store: Store) -> None:
    """An id that another order has is refused, and nothing of the transaction stays."""
    await arrange(store)
    (taken,) = await place_orders(store, 1, BOB)
    (order,) = await make_uncertain(store)
    assert taken.panel_order_id is not None
    with pytest.raises(PanelOrderIdTaken):
        async with store.transaction() as tx:
            await tx.orders.settle(adopted(order, taken.panel_order_id, later(60)))
    assert (await state_of(store, order)).state is OrderState.UNCERTAIN


async def test_known_ids(store: Store) -> None:
    """Ids of anybody's orders are known, others not; no ids are none."""
    await arrange(store)
    (anns,) = await place_orders(store, 1, ANN)
    (bobs,) = await place_orders(store, 1, BOB)
    ids = [anns.panel_order_id, bobs.panel_order_id]
    async with store.snapshot() as tx:
        asked = [PanelOrderId("777"), *(one for one in ids if one is not None)]
        assert await tx.orders.known_ids(asked) == set(ids)
        assert await tx.orders.known_ids([]) == set()


async def test_sent_in_a_span_of_time(store: Store) -> None:
    """Orders are found by when they were sent, both ends included, latest first, as many as wanted."""
    await arrange(store)
    await queue_orders(store, 4)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_queued(OWNER, NOW, LEASE, 4)
        sent = [
            placed(submitting(order, later(10 * place)), PanelOrderId(str(place)), later(10 * place + 1), NOW)
            for place, order in enumerate(claimed[:3], 1)
        ]
        await tx.orders.save(sent, OWNER)
        found = await tx.orders.list_sent(later(10), later(20), 9)
        assert [order.panel_order_id for order in found] == ["2", "1"]
        assert [order.panel_order_id for order in await tx.orders.list_sent(NOW, later(99), 2)] == ["3", "2"]
        assert await tx.orders.next_sent(NOW) == later(10)
        assert await tx.orders.next_sent(later(10)) == later(20)
        assert await tx.orders.next_sent(later(30)) is None


async def test_balances(store: Store) -> None:
    """The readings nearest to a moment on both sides are found; old ones are forgotten."""
    readings = [
        BalanceReading(asked_at=later(at), answered_at=later(at + 2), amount=Decimal(amount))
        for at, amount in ((0, "10.5"), (100, "9.25"), (200, "-3"))
    ]
    async with store.transaction() as tx:
        for reading in readings:
            await tx.balances.note(reading)
        assert await tx.balances.before(later(1)) is None
        assert await tx.balances.before(later(102)) == readings[1]
        assert await tx.balances.before(later(150)) == readings[1]
        assert await tx.balances.after(later(100)) == readings[1]
        assert await tx.balances.after(later(101)) == readings[2]
        assert await tx.balances.after(later(201)) is None
        assert await tx.balances.last_between(later(0), later(999)) == readings[2]
        assert await tx.balances.last_between(later(0), later(202)) == readings[2]
        assert await tx.balances.last_between(later(0), later(201)) == readings[1]
        assert await tx.balances.last_between(later(100), later(102)) == readings[1]
        assert await tx.balances.last_between(later(101), later(201)) is None
        await tx.balances.prune(later(2) + timedelta(microseconds=1))
        assert await tx.balances.before(later(101)) is None


async def test_withdrawn(store: Store) -> None:
    """A case that the panel itself has answered is closed once, and decided by nobody."""
    await arrange(store)
    (order,) = await make_uncertain(store)
    async with store.transaction() as tx:
        assert await tx.cases.withdraw(order.id, later(30))
        assert not await tx.cases.withdraw(order.id, later(31))
        assert not await tx.cases.close(order.id, Verdict.NOT_TAKEN, OPERATOR, later(31))
        assert await tx.cases.count_open() == 0
