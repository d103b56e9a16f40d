"""Orders as the loops see them: one worker an order, and only while it holds the lease."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.order import Order, OrderState, placed, requeued, submitting, uncertain
from bot.ports import OrderFilter, Store
from tests.contract.samples import (
    ANN,
    LEASE,
    NOW,
    OTHER,
    OWNER,
    arrange,
    ids_of,
    later,
    place_orders,
    queue_orders,
    report,
)


async def _claim_queued(store: Store, owner: str, limit: int, seconds: float = 0) -> Sequence[Order]:
    async with store.transaction() as tx:
        return await tx.orders.claim_queued(owner, later(seconds), LEASE, limit)


async def _claim_due(store: Store, owner: str, limit: int, seconds: float = 0) -> Sequence[Order]:
    async with store.transaction() as tx:
        return await tx.orders.claim_due(owner, later(seconds), LEASE, limit)


async def test_oldest_first(store: Store) -> None:
    """The order that waits longest is claimed first, whole and unchanged."""
    await arrange(store)
    made = await queue_orders(store, 5)
    assert list(await _claim_queued(store, OWNER, 3)) == made[:3]
    assert list(await _claim_queued(store, OWNER, 3)) == made[3:]
    assert list(await _claim_queued(store, OWNER, 3)) == []


async def test_not_due_yet(store: Store) -> None:
    """An order that was put off is not claimed before its time."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    async with store.transaction() as tx:
        assert list(await tx.orders.save([requeued(order, later(30))], OWNER)) == [order.id]
    assert list(await _claim_queued(store, OTHER, 1, seconds=29.999999)) == []
    assert list(await _claim_queued(store, OTHER, 1, seconds=30)) == [requeued(order, later(30))]


async def test_lease_runs_out(store: Store) -> None:
    """Another worker takes an order over when its lease has run out, not before."""
    await arrange(store)
    await queue_orders(store, 1)
    await _claim_queued(store, OWNER, 1)
    assert list(await _claim_queued(store, OTHER, 1, seconds=LEASE - 0.000001)) == []
    assert len(await _claim_queued(store, OTHER, 1, seconds=LEASE)) == 1


@pytest.mark.parametrize("kind", ["queued", "due"])
async def test_claims_at_once(store: Store, kind: str) -> None:
    """Workers that claim at the same time never get the same order, and together get all."""
    await arrange(store)
    made = await (queue_orders if kind == "queued" else place_orders)(store, 40)
    claim = _claim_queued if kind == "queued" else _claim_due

    async def work(owner: str) -> list[int]:
        mine: list[int] = []
        while claimed := await claim(store, owner, 3):
            mine += [order.id for order in claimed]
        return mine

    shares = await asyncio.gather(*(work(f"worker-{number}") for number in range(4)))
    assert sorted(order_id for share in shares for order_id in share) == [order.id for order in made]


async def test_marked_submitting(store: Store) -> None:
    """The intent is stored while the lease is held, and the order is claimed by nobody meanwhile."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    intent = submitting(order, later(1))
    async with store.transaction() as tx:
        assert await tx.orders.mark_submitting(intent, OWNER)
        assert await tx.orders.find(order.id, ANN) == intent
        assert await ids_of(tx.orders.claim_queued) == []
        assert await ids_of(tx.orders.claim_interrupted) == []


async def test_marked_submitting_without_the_lease(store: Store) -> None:
    """A worker that lost its lease, or never had it, does not get to send."""
    await arrange(store)
    await queue_orders(store, 2)
    lost, _ = await _claim_queued(store, OWNER, 2)
    assert len(await _claim_queued(store, OTHER, 1, seconds=LEASE)) == 1
    async with store.transaction() as tx:
        assert not await tx.orders.mark_submitting(submitting(lost, NOW), OWNER)
        assert await tx.orders.find(lost.id, ANN) == lost


async def test_claimed_twice_by_one_worker(store: Store) -> None:
    """A worker that claims an order anew, after its own lease ran out, cannot send it twice."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    [again] = await _claim_queued(store, OWNER, 1, seconds=LEASE)
    async with store.transaction() as tx:
        assert await tx.orders.mark_submitting(submitting(order, NOW), OWNER)
    async with store.transaction() as tx:
        assert not await tx.orders.mark_submitting(submitting(again, NOW), OWNER)


async def test_interrupted(store: Store) -> None:
    """An order that stayed `submitting` is found when its lease has run out, by one worker."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    async with store.transaction() as tx:
        await tx.orders.mark_submitting(submitting(order, NOW), OWNER)
    async with store.transaction() as tx:
        assert await ids_of(tx.orders.claim_interrupted, later(LEASE - 1), OTHER) == []
        [found] = await tx.orders.claim_interrupted(OTHER, later(LEASE), LEASE, 9)
        assert found == submitting(order, NOW)
        assert list(await tx.orders.save([uncertain(found, NOW)], OWNER)) == []
        assert list(await tx.orders.save([uncertain(found, NOW)], OTHER)) == [order.id]
    async with store.transaction() as tx:
        assert await ids_of(tx.orders.claim_interrupted, later(10 * LEASE)) == []


async def test_released(store: Store) -> None:
    """A worker that leaves gives its orders back at once, and nobody else's."""
    await arrange(store)
    mine, theirs = await queue_orders(store, 2)
    await _claim_queued(store, OWNER, 1)
    await _claim_queued(store, OTHER, 1)
    async with store.transaction() as tx:
        await tx.orders.release(OWNER)
        assert await ids_of(tx.orders.claim_queued) == [mine.id]
        await tx.orders.release(None)
        assert await ids_of(tx.orders.claim_queued) == [mine.id, theirs.id]


async def test_released_while_submitting(store: Store) -> None:
    """A process that has just started ends all leases: what was `submitting` is interrupted at once."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    async with store.transaction() as tx:
        await tx.orders.mark_submitting(submitting(order, NOW), OWNER)
        await tx.orders.release(None)
    async with store.transaction() as tx:
        assert await ids_of(tx.orders.claim_queued) == []
        assert await ids_of(tx.orders.claim_interrupted) == [order.id]


async def test_saved(store: Store) -> None:
    """All that changes in an order's life comes back as it was stored; its beginnings stay."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    told = report(
        "Partial",
        status_word="partial ",
        remains=157,
        start_count=10**15,
        charge=Decimal("0.27819"),
        charge_text="0.27819",
        currency="USD",
        children=(PanelOrderId("7"), PanelOrderId("ord_01H")),
    )
    lived = replace(
        placed(order, PanelOrderId("ord_01H"), later(1), later(2)),
        report=told,
        attempts=3,
        submitted_at=later(3),
        checked_at=later(4),
        finished_at=later(5),
        changed_at=later(6),
        refusal="no",
    )
    async with store.transaction() as tx:
        await tx.orders.set_view(order.id, ANN, 5)
        changed_beginnings = replace(lived, new=replace(lived.new, quantity=1))
        assert list(await tx.orders.save([changed_beginnings], OWNER)) == [order.id]
    async with store.snapshot() as tx:
        assert await tx.orders.find(order.id, ANN) == replace(lived, view_message_id=5)
        assert await tx.orders.count(ANN, OrderFilter.DONE) == 1


async def test_report_of_silence(store: Store) -> None:
    """A report that says nothing but a word is a report; numbers no database has are cut, and spoil nothing."""
    await arrange(store)
    await place_orders(store, 2)
    first, second = await _claim_due(store, OWNER, 2)
    huge = report(remains=10**40, start_count=-(10**40), charge=Decimal("1E+60"), charge_text="1E+60")
    async with store.transaction() as tx:
        await tx.orders.save([replace(first, report=report("Odd")), replace(second, report=huge)], OWNER)
        assert await tx.orders.find(first.id, ANN) == replace(first, report=report("Odd"))
        stored = await tx.orders.find(second.id, ANN)
    assert stored is not None
    assert stored.report is not None
    assert (stored.report.remains, stored.report.charge_text) == (2**63 - 1, "1E+60")


async def test_saved_without_the_lease(store: Store) -> None:
    """Of several orders those are stored whose lease is held; the others are left alone."""
    await arrange(store)
    await place_orders(store, 3)
    kept, lost, never = await _claim_due(store, OWNER, 2), [], []
    kept, lost = list(kept[:1]), list(kept[1:])
    async with store.transaction() as tx:
        never = [one for one in await tx.orders.page(ANN, OrderFilter.ALL, 0, 9) if one not in (*kept, *lost)]
        await tx.orders.postpone([lost[0].id], NOW, OWNER)
        await tx.orders.claim_due(OTHER, later(-1), LEASE, 9)
    async with store.transaction() as tx:
        changed = [replace(one, report=report("Completed")) for one in (*lost, *kept, *never)]
        assert list(await tx.orders.save(changed, OWNER)) == [kept[0].id]
        assert list(await tx.orders.save(changed, OWNER)) == []
        assert await tx.orders.count(ANN, OrderFilter.DONE) == 1


async def test_saved_ends_the_lease(store: Store) -> None:
    """A stored order can be claimed again as soon as it is due."""
    await arrange(store)
    await place_orders(store, 1)
    [order] = await _claim_due(store, OWNER, 1)
    async with store.transaction() as tx:
        await tx.orders.save([replace(order, due_at=later(60))], OWNER)
    assert list(await _claim_due(store, OTHER, 1, seconds=59)) == []
    assert len(await _claim_due(store, OTHER, 1, seconds=60)) == 1


async def test_panel_id_given_twice(store: Store) -> None:
    """A panel that gives one id to two orders is not believed: the second stays as it was."""
    await arrange(store)
    [first] = await place_orders(store, 1)
    await queue_orders(store, 1, ANN + 1)
    [second] = await _claim_queued(store, OWNER, 1)
    assert first.panel_order_id is not None
    with pytest.raises(PanelOrderIdTaken):
        async with store.transaction() as tx:
            await tx.orders.save([placed(second, first.panel_order_id, NOW, NOW)], OWNER)
    async with store.snapshot() as tx:
        assert await tx.orders.get_many([second.id]) == {second.id: second}


async def test_due(store: Store) -> None:
    """Placed orders are claimed most overdue first; those that are never asked about by themselves are not."""
    await arrange(store)
    placed_orders = await place_orders(store, 4)
    await queue_orders(store, 1, ANN + 1)
    async with store.transaction() as tx:
        claimed = await tx.orders.claim_due(OWNER, NOW, LEASE, 9)
        assert len(claimed) == 4
        for order, due_at in zip(claimed, [later(9), None, later(7), later(8)], strict=True):
            await tx.orders.postpone([order.id], due_at, OWNER)
    ids = [order.id for order in placed_orders]
    async with store.transaction() as tx:
        assert await ids_of(tx.orders.claim_due, later(8.5)) == [ids[2], ids[3]]
        assert await ids_of(tx.orders.claim_due, later(10_000), OTHER) == [ids[2], ids[3], ids[0]]


async def test_postponed(store: Store) -> None:
    """Many orders get one due time at once, and nothing else changes; those of other workers stay."""
    await arrange(store)
    await place_orders(store, 6)
    mine, theirs = await _claim_due(store, OWNER, 4), await _claim_due(store, OTHER, 2)
    async with store.transaction() as tx:
        await tx.orders.postpone([order.id for order in (*mine, *theirs)], later(60), OWNER)
        await tx.orders.postpone([], later(60), OWNER)
        stored = await tx.orders.get_many([order.id for order in (*mine, *theirs)])
    assert list(stored.values()) == [*(replace(one, due_at=later(60)) for one in mine), *theirs]
    assert len(await _claim_due(store, "worker-3", 9, seconds=59)) == 0
    assert len(await _claim_due(store, "worker-3", 9, seconds=60)) == 6


async def test_saved_many_at_once(store: Store) -> None:
    """A whole batch is stored with one call."""
    await arrange(store)
    await place_orders(store, 250)
    claimed = await _claim_due(store, OWNER, 250)
    async with store.transaction() as tx:
        stored = await tx.orders.save([replace(one, report=report("Completed")) for one in claimed], OWNER)
        assert list(stored) == [one.id for one in claimed]
        assert await tx.orders.count(ANN, OrderFilter.DONE) == 250
        assert dict(await tx.orders.count_by_state()) == {OrderState.PLACED: 250}


async def test_taken_further_by_another_task(store: Store) -> None:
    """What one task of a worker has marked, a second one that never did can neither queue nor put off."""
    await arrange(store)
    await queue_orders(store, 1)
    [order] = await _claim_queued(store, OWNER, 1)
    intent = submitting(order, later(1))
    async with store.transaction() as tx:
        await tx.orders.mark_submitting(intent, OWNER)
    async with store.transaction() as tx:
        assert list(await tx.orders.save([requeued(order, later(2))], OWNER, OrderState.QUEUED)) == []
        await tx.orders.postpone([order.id], later(2), OWNER, OrderState.QUEUED)
        assert await tx.orders.find(order.id, ANN) == intent
    async with store.transaction() as tx:
        lost = uncertain(intent, later(3))
        assert list(await tx.orders.save([lost], OWNER, OrderState.SUBMITTING)) == [order.id]
        assert await tx.orders.find(order.id, ANN) == lost


async def test_the_panels_own_word(store: Store) -> None:
    """An order that was given up is placed when the panel names it after all, once, whoever holds it."""
    await arrange(store)
    await queue_orders(store, 2)
    order, other = await _claim_queued(store, OWNER, 2)
    named = placed(submitting(order, NOW), PanelOrderId("23501"), later(1), later(2))
    async with store.transaction() as tx:
        assert await tx.orders.adopt(named)
        assert not await tx.orders.adopt(replace(named, panel_order_id=PanelOrderId("23502")))
        assert await tx.orders.find(order.id, ANN) == named
        assert await ids_of(tx.orders.claim_due, later(2), OTHER) == [order.id]
    with pytest.raises(PanelOrderIdTaken):
        async with store.transaction() as tx:
            await tx.orders.adopt(placed(other, PanelOrderId("23501"), NOW, NOW))
