"""What somebody who blocked the bot hears when they are back."""

from dataclasses import replace

from bot.domain.events import EventKind
from bot.domain.order import not_taken, uncertain
from bot.domain.outbox import OwedKind
from bot.domain.request import RequestKind, RequestState, answered
from bot.services.tell_missed import tell_missed
from bot.store.in_memory import MemoryStore
from tests.unit.services.arrange import ANN, BOB, arrange, later, owed_now, place_orders, queue_orders, report


async def come_back(store: MemoryStore) -> list[tuple[str, int | None]]:
    """Let Ann be back after a block that began at second 5; return what she is told about which order."""
    async with store.transaction() as tx:
        await tx.users.mark_blocked(ANN, later(5))
        user = await tx.users.find(ANN)
        assert user is not None
        await tell_missed(tx, user, later(20))
    news = [row.new for row in await owed_now(store) if row.new.kind is OwedKind.NOTICE]
    assert {row.chat_id for row in news} <= {ANN}
    return [(row.payload["kind"], row.order_id) for row in news]


async def test_closed_by_an_operator(store: MemoryStore) -> None:
    """An order that an operator has closed as not taken is told as that, not as refused by the panel."""
    await arrange(store)
    await queue_orders(store)
    async with store.transaction() as tx:
        [order] = await tx.orders.claim_queued("sender", later(1), 60, 1)
        await tx.orders.save([uncertain(order, later(2))], "sender")
        await tx.orders.settle(not_taken(order, later(10)))
    assert await come_back(store) == [(EventKind.NOT_TAKEN, order.id)]


async def test_everything_that_ended_meanwhile(store: MemoryStore) -> None:
    """However many orders ended meanwhile, and however old they are, each is told once; what ended before is not."""
    await arrange(store)
    placed = await place_orders(store, 450)
    await place_orders(store, 1, BOB)
    async with store.transaction() as tx:
        await tx.orders.claim_due("poller", later(1), 60, 999)
        done = [
            replace(order, report=report("Completed"), changed_at=at, finished_at=at)
            for number, order in enumerate(placed)
            for at in [later(1 if number in (7, 440) else 10 + number // 100)]
        ]
        assert len(done) == 450
        await tx.orders.save(done, "poller")
    told = await come_back(store)
    assert [order_id for _, order_id in told] == [one.id for one in placed if one.id not in (8, 441)]


async def test_what_the_panel_said_of_a_refill(store: MemoryStore) -> None:
    """A refill that was answered meanwhile is told, and stands on the order's card anew; one of before is not."""
    await arrange(store)
    first, second = await place_orders(store, 2)
    async with store.transaction() as tx:
        for order in (first, second):
            await tx.requests.insert(order.id, ANN, RequestKind.REFILL, later(1))
        for request in await tx.requests.claim_queued("sender", later(2), 60, 9):
            at = later(3 if request.order_id == first.id else 10)
            await tx.requests.save(answered(request, RequestState.REFUSED, None, at), "sender")
    assert await come_back(store) == [(EventKind.REFILL_REFUSED, second.id)]
    assert [row.new.order_id for row in await owed_now(store) if row.new.kind is OwedKind.CARD] == [second.id]
