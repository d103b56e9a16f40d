"""Refills and cancels on their way to the panel."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import PanelAnswerMalformed, PanelOutcomeUnknown, PanelRefused, PanelResting, PanelUnreachable
from bot.domain.order import Order
from bot.domain.outbox import OwedKind, Settled
from bot.domain.request import REFILL_EVERY, Acceptance, Request, RequestKind, RequestState
from bot.services.panel_lease import lease_seconds
from bot.services.send_requests import SendRequests
from bot.store.in_memory import MemoryStore
from tests.fakes.failing_store import FailingStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock, idle
from tests.unit.services.arrange import ANN, CARD, OWNER, arrange, get_order, later, owed_now, place_orders


def make_send(store: MemoryStore, panel: FakePanel, clock: ManualClock, owner: str = OWNER) -> SendRequests:
    return SendRequests(store=store, panel=panel, clock=clock, owner=owner, jitter=lambda: 1.0)


@pytest.fixture
async def order(store: MemoryStore) -> Order:
    """An order that the panel knows as 1, looked at already, and due in an hour."""
    await arrange(store)
    await place_orders(store)
    async with store.transaction() as tx:
        [due] = await tx.orders.claim_due("looker", NOON, 60, 1)
        looked_at = replace(due, checked_at=NOON, due_at=later(3600))
        await tx.orders.save([looked_at], "looker")
    return looked_at


@pytest.fixture
def send(order: Order, store: MemoryStore, panel: FakePanel, clock: ManualClock) -> SendRequests:
    """A request loop's round."""
    return make_send(store, panel, clock)


async def want(store: MemoryStore, order: Order, kind: RequestKind = RequestKind.REFILL) -> None:
    async with store.transaction() as tx:
        assert await tx.requests.insert(order.id, ANN, kind, NOON) is not None


async def latest(store: MemoryStore, order: Order, kind: RequestKind = RequestKind.REFILL) -> Request:
    async with store.snapshot() as tx:
        found = await tx.requests.latest(order.id, ANN, kind)
    assert found is not None
    return found


async def told(store: MemoryStore) -> list[tuple[OwedKind, object, object]]:
    notices = [row.new for row in await owed_now(store) if row.new.kind is OwedKind.NOTICE]
    return [(new.kind, new.payload["kind"], new.payload.get("words")) for new in notices]


@pytest.mark.parametrize("kind", list(RequestKind))
async def test_accepted_is_told_in_the_panels_words(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order, kind: RequestKind
) -> None:
    """The panel's acceptance is kept and told, and its effect looked for at once."""
    await want(store, order, kind)
    panel.request_outcomes.append(Acceptance("Thank you for patience.", "12345"))
    assert await send()
    done = await latest(store, order, kind)
    assert (done.state, done.words, done.panel_request_id, done.answered_at) == (
        RequestState.ACCEPTED,
        "Thank you for patience.",
        "12345",
        NOON,
    )
    assert panel.asked == [(kind.value, "1")]
    assert await told(store) == [(OwedKind.NOTICE, f"{kind}_accepted", "Thank you for patience.")]
    looked_at = await get_order(store, order)
    assert (looked_at.due_at, looked_at.checked_at) == (NOON, None)
    assert not await send()


@pytest.mark.parametrize("kind", list(RequestKind))
async def test_a_refusal_is_told_in_the_panels_words(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order, kind: RequestKind
) -> None:
    """A refused request is over, and another one may be made."""
    await want(store, order, kind)
    panel.request_outcomes.append(PanelRefused("Refill is not available"))
    await send()
    assert (await latest(store, order, kind)).state is RequestState.REFUSED
    assert await told(store) == [(OwedKind.NOTICE, f"{kind}_refused", "Refill is not available")]
    await want(store, order, kind)


@pytest.mark.parametrize("fault", [PanelOutcomeUnknown("cut"), PanelAnswerMalformed("<html>")])
async def test_what_may_have_been_taken_is_uncertain(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order, fault: Exception
) -> None:
    """A request whose outcome is unknown is told so and not repeated by itself."""
    await want(store, order)
    panel.request_outcomes.append(fault)
    await send()
    assert (await latest(store, order)).state is RequestState.UNCERTAIN
    assert await told(store) == [(OwedKind.NOTICE, "refill_uncertain", None)]
    assert not await send()


@pytest.mark.parametrize("kind", RequestKind)
async def test_when_to_ask_again(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order, kind: RequestKind
) -> None:
    """With what could not be confirmed goes the moment from which on there can be another refill; a cancel has none."""
    await want(store, order, kind)
    panel.request_outcomes.append(PanelOutcomeUnknown("cut"))
    await send()
    [row] = [one for one in await owed_now(store) if one.new.kind is OwedKind.NOTICE]
    again_at = (NOON + REFILL_EVERY).timestamp()
    assert row.new.payload.get("again_at_seconds") == (again_at if kind is RequestKind.REFILL else None)


async def test_a_panel_that_is_away_is_asked_later(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order, clock: ManualClock
) -> None:
    """What never left waits ever longer; the round fails, and so do the idle ones until the panel is back."""
    await want(store, order)
    panel.request_outcomes.extend([PanelUnreachable("no connection"), PanelUnreachable("429", retry_after_seconds=50)])
    for due_at in (later(2), later(52)):
        for _ in range(2):
            with pytest.raises(PanelUnreachable):
                await send()
        waiting = await latest(store, order)
        assert (waiting.state, waiting.due_at) == (RequestState.QUEUED, due_at)
        clock.set(due_at)
    assert await send()
    assert not await send()
    assert len(panel.asked) == 3


async def test_submitting_is_committed_before_the_panel_is_asked(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order
) -> None:
    """While the request is under way another reader sees `submitting`."""
    await want(store, order)
    seen = []

    async def look() -> None:
        seen.append((await latest(store, order)).state)

    panel.on_wire = look
    await send()
    assert seen == [RequestState.SUBMITTING]


@pytest.mark.parametrize("kind", RequestKind)
async def test_a_worker_that_died_leaves_an_uncertain_request(
    store: MemoryStore, panel: FakePanel, order: Order, clock: ManualClock, kind: RequestKind
) -> None:
    """Found `submitting` after its lease, or in a restored backup, a request is uncertain, and is not sent again."""
    await want(store, order, kind)

    async def for_ever() -> None:
        await asyncio.Event().wait()

    panel.on_wire = for_ever
    dying = asyncio.create_task(make_send(store, panel, clock, "dead")())
    await idle()
    heir = make_send(store, panel, clock, "heir")
    assert not await heir()
    clock.set(NOON + timedelta(seconds=lease_seconds(20) + 1))
    assert await heir()
    found = await latest(store, order, kind)
    assert (found.state, found.is_pending) == (RequestState.UNCERTAIN, False)
    assert await told(store) == [(OwedKind.NOTICE, f"{kind}_uncertain", None)]
    assert len(panel.asked) == 1
    dying.cancel()


async def test_one_bad_request_spoils_no_other(
    send: SendRequests, store: MemoryStore, panel: FakePanel, order: Order
) -> None:
    """Requests of one round have each its own end; a fault of ours is raised before the panel's."""
    await want(store, order, RequestKind.REFILL)
    await want(store, order, RequestKind.CANCEL)
    outcomes: list[Any] = [PanelUnreachable("x"), Acceptance("ok")]
    panel.request_outcomes.extend(outcomes)
    with pytest.raises(PanelUnreachable):
        await send()
    assert (await latest(store, order, RequestKind.CANCEL)).state is RequestState.ACCEPTED


async def test_a_panel_that_is_left_alone_gets_it_after_its_rest(
    send: SendRequests, store: MemoryStore, panel: FakePanel, clock: ManualClock, order: Order
) -> None:
    """A request that was not tried waits for the end of the rest, however often, and for no longer."""
    await want(store, order)
    for number in range(12):
        panel.request_outcomes.append(PanelResting("left alone", retry_after_seconds=60))
        with pytest.raises(PanelResting):
            await send()
        waiting = await latest(store, order)
        assert (waiting.state, waiting.due_at) == (RequestState.QUEUED, later(60 * (number + 1)))
        clock.set(waiting.due_at or NOON)
    await send()
    assert (await latest(store, order)).state is RequestState.ACCEPTED


async def test_an_acceptance_survives_a_busy_database(panel: FakePanel, clock: ManualClock) -> None:
    """What the panel accepted is told as accepted, although the database fails at first."""
    store = FailingStore()
    await arrange(store)
    [order] = await place_orders(store)
    await want(store, order)

    async def break_down() -> None:
        store.failures = 2

    panel.on_wire = break_down
    await clock.finish(make_send(store, panel, clock)())
    assert (await latest(store, order)).state is RequestState.ACCEPTED
    assert [kind for _, kind, _ in await told(store)] == ["refill_accepted"]


async def test_the_card_is_brought_up_to_date(
    order: Order, store: MemoryStore, panel: FakePanel, send: SendRequests
) -> None:
    """With the panel's answer each message that shows the order is to say so, also one it was opened in meanwhile."""
    await want(store, order)

    async def opened_elsewhere() -> None:
        async with store.transaction() as tx:
            await tx.orders.set_view(order.id, ANN, 99)

    panel.on_wire = opened_elsewhere
    await send()
    owed = [(row.new.kind, row.new.message_id) for row in await owed_now(store)]
    assert sorted(owed, key=str) == [(OwedKind.CARD, CARD), (OwedKind.CARD, 99), (OwedKind.NOTICE, None)]


async def test_the_card_says_that_a_request_waits(
    order: Order, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """When the panel is away, the order's card is to say once that something is asked for it, and offer it no more."""
    await want(store, order)
    send = make_send(store, panel, clock)
    for expected in ([CARD], []):
        panel.request_outcomes.append(PanelUnreachable("refused"))
        with suppress(PanelUnreachable):
            await send()
        async with store.transaction() as tx:
            owed = await tx.outbox.claim_due(OWNER, clock.now(), 60, 9)
            await tx.outbox.settle([Settled(row) for row in owed])
        assert [row.new.message_id for row in owed] == expected
        assert {row.new.kind for row in owed} <= {OwedKind.CARD}
        clock.set(later(3600))
    assert (await latest(store, order)).attempts == 2
