"""Mass orders and presets in every store."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.batch import BatchState
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import placed
from bot.ports import Store
from tests.contract.samples import ANN, BOB, LEASE, NOW, OWNER, arrange, new_order


async def test_closed_once(store: Store) -> None:
    """A mass order is found by its user's token alone, and confirmed or left once."""
    await arrange(store)
    async with store.transaction() as tx:
        batch = await tx.batches.insert(ANN, ANN, "t1", "1 | x | 5", NOW)
        assert await tx.batches.find("t1", ANN) == batch
        assert await tx.batches.find("t1", BOB) is None
        assert await tx.batches.find("t2", ANN) is None
        assert not await tx.batches.close(batch.id, BOB, BatchState.CONFIRMED, {})
        assert await tx.batches.close(batch.id, ANN, BatchState.CONFIRMED, {"3": "why"})
        assert not await tx.batches.close(batch.id, ANN, BatchState.LEFT, None)
        kept = await tx.batches.find("t1", ANN)
    assert kept == replace(batch, state=BatchState.CONFIRMED, rejected={"3": "why"})


async def test_finished_once_none_is_on_its_way(store: Store) -> None:
    """It is done when its last order has left the queue, and that is told once; an open one never is."""
    service = await arrange(store)
    async with store.transaction() as tx:
        batch = await tx.batches.insert(ANN, ANN, "t1", "…", NOW)
        assert not await tx.batches.finish(batch.id)
        await tx.batches.close(batch.id, ANN, BatchState.CONFIRMED, None)
        for line in (2, 1):
            await tx.orders.insert(new_order(service, f"t1:{line}", batch_id=batch.id, batch_line=line))
        await tx.orders.insert(new_order(service, "alone"))
        assert [order.new.batch_line for order in await tx.orders.list_batch(batch.id, ANN)] == [1, 2]
        assert await tx.orders.list_batch(batch.id, BOB) == []
        claimed = await tx.orders.claim_queued(OWNER, NOW, LEASE, 9)
        for number, order in enumerate(order for order in claimed if order.new.batch_id):
            assert not await tx.batches.finish(batch.id)
            await tx.orders.save([placed(order, PanelOrderId(str(number)), NOW, NOW)], OWNER)
        assert await tx.batches.finish(batch.id)
        assert not await tx.batches.finish(batch.id)
        kept = await tx.batches.find("t1", ANN)
    assert kept == replace(batch, state=BatchState.DONE)


async def test_pruned(store: Store) -> None:
    """Old ones that were not confirmed go; of confirmed ones only the text, and why lines were not ordered stays."""
    await arrange(store)
    async with store.transaction() as tx:
        for state in BatchState:
            for age in (1, 5):
                made = await tx.batches.insert(ANN, ANN, f"{state}{age}", "1 | x | 5", NOW - timedelta(days=age))
                if state is not BatchState.OPEN:
                    first = BatchState.CONFIRMED if state is BatchState.DONE else state
                    await tx.batches.close(made.id, ANN, first, {"3": "why"})
                if state is BatchState.DONE:
                    assert await tx.batches.finish(made.id)
        await tx.batches.prune(NOW - timedelta(days=2), NOW - timedelta(days=4))
        names = [f"{state}{age}" for state in BatchState for age in (1, 5)]
        kept = {name: await tx.batches.find(name, ANN) for name in names}
    texts = {name: found.content for name, found in kept.items() if found}
    whole = ["open1", "confirmed1", "done1", "left1"]
    assert texts == {**dict.fromkeys(whole, "1 | x | 5"), "confirmed5": "", "done5": ""}
    assert [found.rejected for name, found in kept.items() if found and name.startswith("done")] == [{"3": "why"}] * 2


async def test_presets(store: Store) -> None:
    """Presets are their user's own, in the order they were made."""
    await arrange(store)
    async with store.transaction() as tx:
        first = await tx.presets.insert(ANN, "Start", "1 | 100", NOW)
        second = await tx.presets.insert(ANN, "More", "1 | 100\n2 | 5", NOW)
        await tx.presets.insert(BOB, "Bob's", "3 | 1", NOW)
        assert [(one.id, one.name, one.content) for one in await tx.presets.list_of(ANN)] == [
            (first, "Start", "1 | 100"),
            (second, "More", "1 | 100\n2 | 5"),
        ]
        assert await tx.presets.find(first, BOB) is None
        assert not await tx.presets.delete(first, BOB)
        assert await tx.presets.delete(first, ANN)
        assert not await tx.presets.delete(first, ANN)
        assert [one.id for one in await tx.presets.list_of(ANN)] == [second]
