"""What came of refills and cancels is looked for, and told once."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.domain.errors import PanelOutcomeUnknown, PanelRefused, PanelUnreachable
from bot.domain.order import Order
from bot.domain.outbox import OwedKind
from bot.domain.request import (
    FOLLOWED,
    Acceptance,
    Outcome,
    Request,
    RequestKind,
    RequestState,
)
from bot.services.follow_requests import FollowRequests
from bot.services.poll_orders import PollOrders
from bot.services.send_requests import SendRequests
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, CARD, OWNER, arrange, later, owed_now, place_orders, report

REFILL, CANCEL = RequestKind.REFILL, RequestKind.CANCEL


@pytest.fixture
async def order(store: MemoryStore) -> Order:
    """An order that the panel knows as 1."""
    await arrange(store)
    return (await place_orders(store))[0]


class Scene(NamedTuple):
    """A round of the loop and what it works on."""

    follow: FollowRequests
    store: MemoryStore
    panel: FakePanel
    order: Order
    clock: ManualClock


@pytest.fixture
def scene(order: Order, store: MemoryStore, panel: FakePanel, clock: ManualClock) -> Scene:
    """The loop at noon."""
    return Scene(FollowRequests(store=store, panel=panel, clock=clock, owner=OWNER), store, panel, order, clock)


async def accepted(
    store: MemoryStore, panel: FakePanel, order: Order, kind: RequestKind, panel_id: str | None = None
) -> None:
    """Let the panel accept a request, and forget what was told of that."""
    panel.request_outcomes.append(Acceptance("Thanks", panel_id))
    await sent(store, panel, order, kind)


async def sent(store: MemoryStore, panel: FakePanel, order: Order, kind: RequestKind) -> None:
    """Ask the panel, and forget what was told of that."""
    async with store.transaction() as tx:
        assert await tx.requests.insert(order.id, ANN, kind, NOON) is not None
    clock = ManualClock()
    await SendRequests(store=store, panel=panel, clock=clock, owner=OWNER, jitter=lambda: 1.0)()
    async with store.transaction() as tx:
        await tx.outbox.drop_chat(ANN)
    panel.asked.clear()


async def latest(store: MemoryStore, order: Order, kind: RequestKind) -> Request:
    async with store.snapshot() as tx:
        found = await tx.requests.latest(order.id, ANN, kind)
    assert found is not None
    return found


async def told(store: MemoryStore) -> list[object]:
    return [row.new.payload.get("kind") for row in await owed_now(store) if "kind" in row.new.payload]


@pytest.mark.parametrize(("word", "outcome"), [("Completed", Outcome.DONE), ("Rejected", Outcome.REJECTED)])
async def test_refill_followed_to_its_end(scene: Scene, word: str, outcome: Outcome) -> None:
    """A refill with the panel's id is asked about until the panel says what came of it; that is told once."""
    follow, store, panel, order, clock = scene
    await accepted(store, panel, order, REFILL, "77")
    assert not await follow()
    assert panel.asked == []
    panel.refills["77"] = "In progress"
    clock.set(later(60))
    await follow()
    assert panel.asked == [("refill_status", ["77"])]
    assert await told(store) == []
    panel.refills["77"] = word
    clock.set(later(3600))
    await follow()
    ended = await latest(store, order, REFILL)
    assert (ended.state, ended.outcome, ended.outcome_at) == (RequestState.ACCEPTED, outcome, later(3600))
    assert await told(store) == [f"refill_{outcome}"]
    assert [row.new.message_id for row in await owed_now(store) if row.new.kind is OwedKind.CARD] == [CARD]
    clock.set(later(7200))
    await follow()
    assert len(panel.asked) == 2


@pytest.mark.parametrize("refusal", [PanelRefused("Incorrect request"), None])
async def test_panel_without_refill_status(scene: Scene, refusal: PanelRefused | None) -> None:
    """Where the panel cannot say, nothing is told, and after a week nothing is asked any more."""
    follow, store, panel, order, clock = scene
    await accepted(store, panel, order, REFILL, "77")
    panel.refills["77"] = PanelRefused("Refill not found")
    for age in (timedelta(minutes=1), FOLLOWED, FOLLOWED * 2):
        panel.refill_faults.extend([refusal] if refusal else [])
        clock.set(NOON + age)
        await follow()
    assert len(panel.asked) == 2
    assert await told(store) == []
    assert (await latest(store, order, REFILL)).is_pending is False


@pytest.mark.parametrize("fault", [PanelUnreachable("429", retry_after_seconds=900), PanelOutcomeUnknown("cut")])
async def test_panel_away(scene: Scene, fault: Exception) -> None:
    """A panel that cannot be asked is asked again, no sooner than it says; the rounds until then fail."""
    follow, store, panel, order, clock = scene
    await accepted(store, panel, order, REFILL, "77")
    panel.refill_faults.append(fault)
    clock.set(later(60))
    for _ in range(2):
        with pytest.raises(type(fault)):
            await follow()
    due_at = (await latest(store, order, REFILL)).due_at
    assert due_at == later(60 + (900 if isinstance(fault, PanelUnreachable) else 60))
    panel.refills["77"] = "Completed"
    clock.set(due_at)
    await follow()
    assert await told(store) == ["refill_done"]


async def test_flag_is_no_id(scene: Scene) -> None:
    """A panel that answers 1 to every refill gives no ids: what it says of 1 is told of none of them."""
    follow, store, panel, order, clock = scene
    [other] = await place_orders(store)
    await accepted(store, panel, order, REFILL, "1")
    await accepted(store, panel, other, REFILL, "1")
    panel.refills["1"] = "Completed"
    clock.set(later(60))
    await follow()
    assert panel.asked == []
    assert await told(store) == []


@pytest.mark.parametrize(
    ("word", "outcome"), [("Canceled", Outcome.DONE), ("Partial", Outcome.DONE), ("Completed", Outcome.REJECTED)]
)
async def test_cancel_told_with_the_change(scene: Scene, word: str, outcome: Outcome) -> None:
    """What came of a cancel is told in the notice of the order's end, and not a second time by the loop."""
    follow, store, panel, order, clock = scene
    await accepted(store, panel, order, CANCEL)
    panel.reports[order.panel_order_id or ""] = report(word)
    await PollOrders(store=store, panel=panel, clock=clock, owner=OWNER, interval_seconds=60)()
    [notice] = [row.new.payload for row in await owed_now(store) if "kind" in row.new.payload]
    assert (notice["kind"], notice["status"], notice["cancel"]) == ("status_changed", word, outcome)
    assert (await latest(store, order, CANCEL)).outcome is outcome
    clock.set(later(600))
    await follow()
    assert len(await told(store)) == 1


@pytest.mark.parametrize("word", ["Canceled", "Partial", "Completed"])
async def test_nothing_is_told_of_a_cancel_that_could_not_be_confirmed(scene: Scene, word: str) -> None:
    """The order may have ended so by itself: its status is told, and no outcome of a cancel."""
    follow, store, panel, order, clock = scene
    panel.request_outcomes.append(PanelOutcomeUnknown("no answer in time"))
    await sent(store, panel, order, CANCEL)
    panel.reports[order.panel_order_id or ""] = report(word)
    await PollOrders(store=store, panel=panel, clock=clock, owner=OWNER, interval_seconds=60)()
    [notice] = [row.new.payload for row in await owed_now(store) if "kind" in row.new.payload]
    assert (notice["kind"], notice["status"], notice.get("cancel")) == ("status_changed", word, None)
    for age in (timedelta(minutes=1), timedelta(hours=1), FOLLOWED):
        clock.set(NOON + age)
        await follow()
    assert len(await told(store)) == 1
    assert (await latest(store, order, CANCEL)).outcome is None


async def test_second_cancel_after_one_that_could_not_be_confirmed(scene: Scene) -> None:
    """What the panel accepted at last is followed to its end, and told once."""
    _, store, panel, order, clock = scene
    panel.request_outcomes.append(PanelOutcomeUnknown("no answer in time"))
    await sent(store, panel, order, CANCEL)
    await accepted(store, panel, order, CANCEL)
    panel.reports[order.panel_order_id or ""] = report("Canceled")
    await PollOrders(store=store, panel=panel, clock=clock, owner=OWNER, interval_seconds=60)()
    [notice] = [row.new.payload for row in await owed_now(store) if "kind" in row.new.payload]
    assert notice["cancel"] == Outcome.DONE
    assert (await latest(store, order, CANCEL)).outcome is Outcome.DONE


async def test_cancel_while_the_order_runs(scene: Scene) -> None:
    """A change that does not end the order says nothing of the cancel, which stays pending."""
    follow, store, panel, order, clock = scene
    await accepted(store, panel, order, CANCEL)
    panel.reports[order.panel_order_id or ""] = report("In progress")
    await PollOrders(store=store, panel=panel, clock=clock, owner=OWNER, interval_seconds=60)()
    clock.set(later(60))
    await follow()
    assert ["cancel" in row.new.payload for row in await owed_now(store) if "kind" in row.new.payload] == [False]
    assert (await latest(store, order, CANCEL)).is_pending


async def test_order_that_ended_before_the_acceptance_was_stored(scene: Scene) -> None:
    """A cancel whose order had ended by then is told by the loop."""
    follow, store, panel, order, clock = scene
    async with store.transaction() as tx:
        [claimed] = await tx.orders.claim_due("looker", NOON, 60, 1)
        await tx.orders.save([replace(claimed, report=report("Canceled"), finished_at=NOON)], "looker")
    await accepted(store, panel, order, CANCEL)
    clock.set(later(60))
    await follow()
    assert await told(store) == ["cancel_done"]
