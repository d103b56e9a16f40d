"""Asking the panel about orders that are due, and telling what changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOutcomeUnknown, PanelRefused, PanelUnreachable, StoreError
from bot.domain.order import Order
from bot.domain.outbox import OwedKind
from bot.services.poll_orders import PollOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.failing_store import FailingStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, CARD, OWNER, arrange, get_order, later, owed_now, place_orders, report

INTERVAL = 60


@pytest.fixture
async def poll(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> PollOrders:
    """A poll loop's round, and a service on sale."""
    await arrange(store)
    return make_poll(store, panel, clock)


def make_poll(store: MemoryStore, panel: FakePanel, clock: ManualClock, owner: str = OWNER) -> PollOrders:
    return PollOrders(store=store, panel=panel, clock=clock, owner=owner, interval_seconds=INTERVAL)


def answer(panel: FakePanel, orders: Sequence[Order], word: str = "In progress", **facts: Any) -> None:
    """Let the panel say this of orders."""
    for order in orders:
        assert order.panel_order_id is not None
        panel.reports[order.panel_order_id] = report(word, **facts)


async def told(store: MemoryStore) -> list[tuple[OwedKind, object]]:
    return [(row.new.kind, row.new.payload.get("status")) for row in await owed_now(store)]


async def forget_owed(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        await tx.outbox.drop_chat(ANN)


async def test_230_orders_are_three_requests(poll: PollOrders, store: MemoryStore, panel: FakePanel) -> None:
    """Orders due together are asked about a hundred at a time, none singly, each once."""
    orders = await place_orders(store, 230)
    answer(panel, orders)
    assert not await poll()
    asked = [ids for _, ids in panel.asked]
    assert [len(ids) for ids in asked] == [100, 100, 30]  # type: ignore[arg-type]
    assert {panel_id for ids in asked for panel_id in ids} == {order.panel_order_id for order in orders}  # type: ignore[attr-defined]
    assert not await poll()
    assert len(panel.asked) == 3


async def test_they_stay_together_from_tick_to_tick(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The next sweep is three requests again, when the answers came at different moments too."""
    orders = await place_orders(store, 230)
    answer(panel, orders)

    async def take_a_while() -> None:
        await clock.sleep(len(panel.asked))

    panel.on_wire = take_a_while
    for sweep in range(1, 4):
        await clock.finish(poll())
        assert len(panel.asked) == 3 * sweep
        clock.set(later(sweep * INTERVAL))


async def test_more_than_ten_batches_are_asked_at_once_again(
    poll: PollOrders, store: MemoryStore, panel: FakePanel
) -> None:
    """A round that took all it may says that there is more."""
    await place_orders(store, 1001)
    assert await poll()
    assert not await poll()
    assert [len(ids) for _, ids in panel.asked] == [100] * 10 + [1]  # type: ignore[arg-type]


async def test_a_change_is_told_once(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A new status owes the card and a notice; the same status later owes nothing."""
    [order] = await place_orders(store)
    answer(panel, [order], "In progress", remains=40)
    await poll()
    assert await told(store) == [(OwedKind.CARD, None), (OwedKind.NOTICE, "In progress")]
    await forget_owed(store)
    clock.set(later(INTERVAL))
    await poll()
    assert await told(store) == []
    clock.set(later(2 * INTERVAL))
    answer(panel, [order], "Completed", remains=0)
    await poll()
    assert await told(store) == [(OwedKind.CARD, None), (OwedKind.NOTICE, "Completed")]
    assert (await get_order(store, order)).finished_at == later(2 * INTERVAL)


async def test_an_unchanged_order_writes_nothing_but_its_due_time(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Of an answer that says nothing new only the next due time is stored."""
    [order] = await place_orders(store)
    answer(panel, [order], remains=40)
    await poll()
    before = await get_order(store, order)
    clock.set(later(INTERVAL))
    await poll()
    assert await get_order(store, order) == replace(before, due_at=later(2 * INTERVAL))


async def test_a_new_number_brings_the_card_up_to_date(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """What remains is shown on the card, without a notice."""
    [order] = await place_orders(store)
    answer(panel, [order], remains=40)
    await poll()
    await forget_owed(store)
    clock.set(later(INTERVAL))
    answer(panel, [order], remains=20)
    await poll()
    assert await told(store) == [(OwedKind.CARD, None)]


async def test_bad_rows_spoil_nothing(poll: PollOrders, store: MemoryStore, panel: FakePanel) -> None:
    """Absent and refused rows are asked about later, and the rows beside them are told."""
    absent, refused, odd, good = await place_orders(store, 4)
    panel.reports[refused.panel_order_id or PanelOrderId("")] = PanelRefused("Incorrect order ID")
    answer(panel, [odd], "Verschollen", remains=-(10**30), charge=None)
    answer(panel, [good], "Completed")
    await poll()
    for order in (absent, refused):
        assert await get_order(store, order) == replace(order, due_at=later(INTERVAL))
    assert (await get_order(store, odd)).status == "Verschollen"
    assert (await get_order(store, good)).status == "Completed"
    assert [status for kind, status in await told(store) if kind is OwedKind.NOTICE] == ["Verschollen", "Completed"]


async def test_a_failed_request_is_raised_and_asked_again_at_a_tick(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Of two requests one fails: its orders are due at the next tick with the rest, the other's answers are kept."""
    orders = await place_orders(store, 150)
    answer(panel, orders, "Completed")
    clock.set(later(7))
    panel.status_faults.append(PanelOutcomeUnknown("no answer in time"))
    with pytest.raises(PanelOutcomeUnknown):
        await poll()
    found = [await get_order(store, order) for order in orders]
    assert {order.due_at for order in found[:100]} == {later(INTERVAL)}
    assert {order.status for order in found[100:]} == {"Completed"}
    clock.set(later(INTERVAL))
    await poll()
    assert {(await get_order(store, order)).status for order in orders} == {"Completed"}
    assert len(panel.asked) == 3


async def test_a_rest_that_the_panel_asks_for_is_kept(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """After a 429 the orders are due at the first tick after the panel's rest."""
    [order] = await place_orders(store)
    panel.status_faults.append(PanelUnreachable("too many requests", retry_after_seconds=150))
    with pytest.raises(PanelUnreachable):
        await poll()
    assert (await get_order(store, order)).due_at == later(3 * INTERVAL)


async def test_an_idle_round_does_not_look_like_the_panels_return(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Between a failure and the next tick rounds ask nothing, and fail like the last one that asked."""
    [order] = await place_orders(store)
    answer(panel, [order])
    panel.status_faults.append(PanelUnreachable("no connection"))
    for _ in range(3):
        with pytest.raises(PanelUnreachable):
            await poll()
    assert len(panel.asked) == 1
    clock.set(later(INTERVAL))
    await poll()
    await poll()


async def test_who_asked_now_gets_an_answer(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """After a press on Refresh the card is edited though nothing changed."""
    [order] = await place_orders(store)
    answer(panel, [order])
    await poll()
    await forget_owed(store)
    clock.set(later(10))
    async with store.transaction() as tx:
        assert await tx.orders.ask_now(order.id, ANN, clock.now())
    await poll()
    assert await told(store) == [(OwedKind.CARD, None)]
    assert (await get_order(store, order)).checked_at == later(10)


async def test_who_asks_while_the_panel_is_being_asked_gets_that_answer(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A press on Refresh in the middle of a request is answered by it, and not an hour later."""
    [order] = await place_orders(store)
    answer(panel, [order])
    await poll()
    await forget_owed(store)

    async def press() -> None:
        async with store.transaction() as tx:
            await tx.orders.set_view(order.id, ANN, 99)
            await tx.orders.ask_now(order.id, ANN, clock.now())

    panel.on_wire = press
    clock.set(later(INTERVAL))
    await poll()
    cards = [row.new for row in await owed_now(store)]
    assert [(new.kind, new.message_id) for new in cards] == [(OwedKind.CARD, CARD), (OwedKind.CARD, 99)]
    assert (await get_order(store, order)).checked_at == later(INTERVAL)


async def test_an_early_look_in_vain_does_not_cost_the_second_look(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A finished order of which the panel says nothing when somebody asks is still looked at within a day."""
    [order] = await place_orders(store)
    answer(panel, [order], "Completed")
    await poll()
    second_look = (await get_order(store, order)).due_at
    assert second_look is not None
    panel.reports.clear()
    clock.set(later(3600))
    async with store.transaction() as tx:
        await tx.orders.ask_now(order.id, ANN, clock.now())
    await poll()
    assert (await get_order(store, order)).due_at == second_look
    clock.set(second_look)
    await poll()
    assert (await get_order(store, order)).due_at is None


async def test_a_rollback_leaves_neither_status_nor_notice(panel: FakePanel, clock: ManualClock) -> None:
    """The change and what is owed for it are one transaction; after a rollback it is told later, once."""
    store = FailingStore()
    await arrange(store)
    [order] = await place_orders(store)
    answer(panel, [order], "Completed")

    async def break_down() -> None:
        store.fails_to_commit = True

    panel.on_wire = break_down
    poll = make_poll(store, panel, clock)
    with pytest.raises(StoreError):
        await poll()
    assert ((await get_order(store, order)).status, await told(store)) == (None, [])
    store.fails_to_commit, panel.on_wire = False, None
    clock.set(later(3600))
    await poll()
    await poll()
    assert await told(store) == [(OwedKind.CARD, None), (OwedKind.NOTICE, "Completed")]


async def test_a_lost_lease_tells_nothing(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """When another worker has asked meanwhile, the change is told by it alone."""
    [order] = await place_orders(store)
    answer(panel, [order], "Completed")
    other = make_poll(store, panel, clock, owner="worker-2")

    async def be_overtaken() -> None:
        panel.on_wire = None
        clock.set(later(86_400 / 2))
        await other()

    panel.on_wire = be_overtaken
    await poll()
    assert await told(store) == [(OwedKind.CARD, None), (OwedKind.NOTICE, "Completed")]


async def test_who_holds_the_order_tells_of_it(
    poll: PollOrders, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A late answer about an order that another worker has claimed stores nothing and tells nothing."""
    [order] = await place_orders(store)
    answer(panel, [order], "Completed")

    async def be_overtaken() -> None:
        async with store.transaction() as tx:
            assert await tx.orders.claim_due("worker-2", later(86_400 / 2), 60, 10)

    panel.on_wire = be_overtaken
    await poll()
    assert ((await get_order(store, order)).status, await told(store)) == (None, [])


async def test_nothing_due_asks_nothing(poll: PollOrders, panel: FakePanel) -> None:
    """Without orders the panel is left alone."""
    assert not await poll()
    assert panel.asked == []
    assert poll.clock.now() == NOON
