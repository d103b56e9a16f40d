"""Workers that die, are stopped, or lose their lease while an order is on its way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.order import OrderState
from bot.domain.outbox import OwedKind
from bot.panel.pace import LONGEST_REST_SECONDS
from bot.services.panel_lease import answer_seconds, lease_seconds
from bot.services.submit_orders import SubmitOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import ManualClock, idle
from tests.unit.services.arrange import BOSS, OWNER, arrange, get_order, owed_now, queue_orders


def make_submit(store: MemoryStore, panel: FakePanel, clock: ManualClock, **facts: Any) -> SubmitOrders:
    plain: dict[str, Any] = {"owner": OWNER, "operators": [BOSS], "interval_seconds": 60, "jitter": lambda: 1.0}
    return SubmitOrders(store=store, panel=panel, clock=clock, **(plain | facts))


@pytest.fixture(autouse=True)
async def _arranged(store: MemoryStore) -> None:
    await arrange(store)


async def for_ever() -> None:
    """Wait for an answer that does not come."""
    await asyncio.Event().wait()


async def cut(submit: SubmitOrders) -> None:
    """End a worker's calls, as the end of its process does when there is no time left."""
    finishing = asyncio.create_task(submit.finish())
    await asyncio.sleep(0)
    finishing.cancel()
    await asyncio.gather(finishing, return_exceptions=True)


async def stop(task: asyncio.Task[Any]) -> None:
    """Cancel a round, as the supervisor does with one that is late."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_worker_that_died_after_the_first_byte(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Its order is uncertain once its lease has run out: told to its user, a case for operators, never sent again."""
    [order] = await queue_orders(store)
    panel.on_wire = for_ever
    dying = asyncio.create_task(make_submit(store, panel, clock, owner="dead")())
    await idle()
    panel.on_wire = None
    heir = make_submit(store, panel, clock, owner="heir")
    assert not await heir()
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    await clock.advance(lease_seconds(20) + 1)
    assert await heir()
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    owed = [(row.new.chat_id, row.new.kind) for row in await owed_now(store)]
    user_id = order.new.user_id
    assert owed == [(user_id, OwedKind.CARD), (user_id, OwedKind.NOTICE)]
    async with store.snapshot() as tx:
        assert await tx.cases.count_open() == 1
    await clock.advance(86_400)
    assert not await heir()
    assert len(panel.taken) == 1
    await stop(dying)


async def test_a_worker_that_died_before_the_first_byte(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Its order is still queued, and the next worker sends it, once."""
    [order] = await queue_orders(store)
    async with store.transaction() as tx:
        await tx.orders.claim_queued("dead", clock.now(), lease_seconds(20), 1)
    heir = make_submit(store, panel, clock, owner="heir")
    assert not await heir()
    await clock.advance(lease_seconds(20) + 1)
    assert await heir()
    assert (await get_order(store, order)).state is OrderState.PLACED
    assert len(panel.taken) == 1


async def test_a_round_stopped_while_the_panel_thinks(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> None:
    """A stop in the middle leaves the order `submitting`, and the next start makes it uncertain."""
    [order] = await queue_orders(store)
    panel.on_wire = for_ever
    submit = make_submit(store, panel, clock)
    await submit()
    await cut(submit)
    assert (await get_order(store, order)).state is OrderState.SUBMITTING
    async with store.transaction() as tx:
        await tx.orders.release(None)
    panel.on_wire = None
    await make_submit(store, panel, clock, owner="next")()
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    assert len(panel.taken) == 1


async def test_a_call_that_hangs_holds_up_no_other_order(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """While one order's answer is awaited, others are sent; the hanging one keeps its turn and is not sent again."""
    [slow] = await queue_orders(store)
    panel.on_wire = for_ever
    submit = make_submit(store, panel, clock)
    assert not await submit()
    panel.on_wire = None
    others = await queue_orders(store, 5)
    assert await submit()
    assert await submit()
    assert {(await get_order(store, order)).state for order in others} == {OrderState.PLACED}
    assert (await get_order(store, slow)).state is OrderState.SUBMITTING
    assert len(panel.taken) == 6
    await cut(submit)


async def test_a_stop_lets_the_call_under_way_come_to_its_end(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Finishing waits for the answer and records it."""
    [order] = await queue_orders(store)
    answered = asyncio.Event()
    panel.on_wire = answered.wait
    submit = make_submit(store, panel, clock)
    await submit()
    asyncio.get_running_loop().call_later(0.01, answered.set)
    await submit.finish()
    assert (await get_order(store, order)).state is OrderState.PLACED


async def test_a_stop_at_any_moment_loses_no_answer(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> None:
    """Wherever the stop hits: queued and never sent, `submitting`, or placed with the id that the panel gave."""
    ends = set()
    for turns in range(30):
        [order] = await queue_orders(store)
        sent = len(panel.taken)
        submit = make_submit(store, panel, clock)
        round_ = asyncio.create_task(submit())
        for _ in range(turns):
            await asyncio.sleep(0)
        round_.cancel()
        await asyncio.gather(round_, return_exceptions=True)
        await cut(submit)
        await idle()
        found = await get_order(store, order)
        if len(panel.taken) == sent:
            assert found.state in (OrderState.QUEUED, OrderState.SUBMITTING)
        else:
            # Nothing is awaited between the panel's answer and its recording, so the answer is always stored.
            assert found.state is OrderState.PLACED
        ends.add(found.state)
        async with store.transaction() as tx:  # as at a new start
            await tx.orders.release(None)
        await make_submit(store, panel, clock)()
        await make_submit(store, panel, clock)()
    assert (
        {OrderState.QUEUED, OrderState.SUBMITTING, OrderState.PLACED} >= ends >= {OrderState.QUEUED, OrderState.PLACED}
    )


async def test_a_lost_lease_sends_nothing(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> None:
    """When another worker has taken the order over while this one waited for its turn, it keeps its hands off."""
    [order] = await queue_orders(store)

    class SlowTurn(FakePanel):
        async def add(self, submission: Any, before_sending: Any) -> Any:
            await clock.sleep(lease_seconds(20) + 1)
            return await super().add(submission, before_sending)

    slow = SlowTurn()
    late = asyncio.create_task(make_submit(store, slow, clock, owner="slow")())
    await idle()
    clock.set(clock.now() + timedelta(seconds=lease_seconds(20)))
    await make_submit(store, panel, clock, owner="quick")()
    await clock.advance(lease_seconds(20) + 2)
    await late
    assert (len(slow.taken), len(panel.taken)) == (0, 1)
    assert (await get_order(store, order)).panel_order_id == "23501"


async def test_an_order_taken_over_within_the_lease_is_not_sent(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A process that starts ends all leases: one that still waits for its turn finds that out before the first byte."""
    [order] = await queue_orders(store)

    class SlowTurn(FakePanel):
        async def add(self, submission: Any, before_sending: Any) -> Any:
            await clock.sleep(10)
            return await super().add(submission, before_sending)

    slow = SlowTurn()
    late = asyncio.create_task(make_submit(store, slow, clock, owner="old")())
    await idle()
    async with store.transaction() as tx:
        await tx.orders.release(None)
    await make_submit(store, panel, clock, owner="new")()
    await clock.finish(asyncio.wait_for(late, None))
    assert (len(slow.taken), len(panel.taken)) == (0, 1)
    assert (await get_order(store, order)).panel_order_id == "23501"


@pytest.mark.parametrize("timeout_seconds", [0.1, 20, 300])
def test_a_lease_leaves_time_for_the_turn_and_the_record(timeout_seconds: float) -> None:
    """A lease has room for the panel's rests, four rounds of calls ahead that time out, the answer and its record."""
    assert answer_seconds(timeout_seconds) >= timeout_seconds + 30
    wait = lease_seconds(timeout_seconds) - answer_seconds(timeout_seconds)
    assert wait >= LONGEST_REST_SECONDS + 4 * timeout_seconds


@pytest.mark.parametrize("timeout_seconds", [0.1, 20, 300])
async def test_a_turn_too_late_for_its_lease_sends_nothing(
    store: MemoryStore, clock: ManualClock, timeout_seconds: float
) -> None:
    """An answer may take as long as the settings say: what could outlive the lease goes back and is claimed anew."""
    [order] = await queue_orders(store)
    wait = [lease_seconds(timeout_seconds) - answer_seconds(timeout_seconds) + 1]

    class SlowTurn(FakePanel):
        async def add(self, submission: Any, before_sending: Any) -> Any:
            if wait:
                await clock.sleep(wait.pop())
            return await super().add(submission, before_sending)

    panel = SlowTurn()
    submit = make_submit(store, panel, clock, timeout_seconds=timeout_seconds)
    assert await clock.finish(submit())
    assert (panel.taken, (await get_order(store, order)).state) == ([], OrderState.QUEUED)
    assert await submit()
    assert (await get_order(store, order)).state is OrderState.PLACED


@pytest.mark.parametrize("timeout_seconds", [0.1, 20, 300])
async def test_a_lease_outlives_the_longest_answer(
    store: MemoryStore, panel: FakePanel, clock: ManualClock, timeout_seconds: float
) -> None:
    """However long the panel may take by the settings, no other worker calls the order uncertain meanwhile."""
    [order] = await queue_orders(store)

    async def take_long() -> None:
        await clock.sleep(timeout_seconds)

    class LastTurn(FakePanel):
        async def add(self, submission: Any, before_sending: Any) -> Any:
            await clock.sleep(lease_seconds(timeout_seconds) - answer_seconds(timeout_seconds))
            return await super().add(submission, before_sending)

    last = LastTurn()
    last.on_wire = take_long
    slow = asyncio.create_task(make_submit(store, last, clock, timeout_seconds=timeout_seconds)())
    await clock.advance(lease_seconds(timeout_seconds) - 31)
    heir = make_submit(store, panel, clock, owner="heir", timeout_seconds=timeout_seconds)
    assert not await heir()
    await clock.finish(asyncio.wait_for(slow, None))
    assert (await get_order(store, order)).panel_order_id == "23501"
