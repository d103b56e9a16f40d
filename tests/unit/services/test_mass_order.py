"""Mass orders: checked line by line, confirmed once, reported when the last order has been sent."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.chat.texts import texts_for
from bot.chat.views import batch
from bot.domain.batch import BatchState, Checked
from bot.domain.errors import (
    AnswerRejected,
    DraftGone,
    OrderRefused,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelUnreachable,
    PriceChanged,
)
from bot.domain.events import EventKind
from bot.domain.order import OrderState, Verdict
from bot.services.mass_order import MassOrder, Shown
from bot.services.settle_order import SettleOrder
from bot.services.submit_orders import SubmitOrders
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel, Unsent
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOB, BOSS, OWNER, arrange, change_catalogue, later, owed_now, service_row

LINK = "https://example.com/p"
LINES = f"""77 | {LINK}1 | 100
77 | {LINK}2 | 9
78 | {LINK}3
99 | {LINK}4 | 100
77 | not a link | 100
80 | {LINK}5 | 100
77 | {LINK}6
nonsense
77 | {LINK}7 | 2k"""
BAD = {
    2: "QuantityOutOfRange",
    4: "unknown_service",
    5: "TargetRejected",
    6: "asks_more",
    7: "quantity_missing",
    8: "not_a_line",
}


@pytest.fixture
async def mass(store: MemoryStore, clock: ManualClock) -> MassOrder:
    """The use case, with three services on sale."""
    await arrange(store, service_row(), service_row("78", type="Package"), service_row("80", type="Custom Comments"))
    tokens = iter(range(100))
    return MassOrder(clock, lambda: f"b{next(tokens)}")


def words(checked: Checked) -> dict[str, str]:
    return {str(one.line.number): _reason(one.refusal) for one in checked.bad}


def _reason(refusal: OrderRefused) -> str:
    return refusal.reason if isinstance(refusal, AnswerRejected) else type(refusal).__name__


async def propose(mass: MassOrder, store: MemoryStore, text: str = LINES) -> tuple[str, Checked]:
    async with store.transaction() as tx:
        made, checked = await mass.propose(tx, ANN, ANN, text)
    return made.token, checked


async def confirm(mass: MassOrder, store: MemoryStore, token: str, seen: Shown, user: int = ANN) -> Any:
    async with store.transaction() as tx:
        return await mass.confirm(tx, user, token, seen, words)


def submitter(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> SubmitOrders:
    return SubmitOrders(
        store=store, panel=panel, clock=clock, owner=OWNER, operators=[BOSS], interval_seconds=60, jitter=lambda: 0.0
    )


async def settle(store: MemoryStore, clock: ManualClock, verdict: Verdict) -> None:
    """Let the operator decide about the one uncertain order."""
    use_case = SettleOrder(clock=clock, make_token=lambda: "decision", operators=[BOSS])
    async with store.transaction() as tx:
        [case] = await tx.cases.list_open(0, 9)
        order = (await tx.orders.get_many([case.order_id]))[case.order_id]
        await use_case.ask(tx, BOSS, order, verdict)
        await use_case.answer(tx, BOSS, "decision", yes=True)


async def test_each_line_is_checked_by_itself(mass: MassOrder, store: MemoryStore) -> None:
    """Good lines have their price, bad ones their reason, and nothing is ordered yet."""
    _, checked = await propose(mass, store)
    assert [(one.line.number, one.quote.total, one.quote.charge) for one in checked.good] == [
        (1, 100, Decimal("0.2")),
        (3, 1, Decimal(2)),
        (9, 2000, Decimal(4)),
    ]
    assert {int(number): why for number, why in words(checked).items()} == BAD
    assert checked.total == Decimal("6.2")
    async with store.snapshot() as tx:
        assert await tx.orders.count_by_state() == {}


async def test_confirmed_once(mass: MassOrder, store: MemoryStore) -> None:
    """Each good line becomes one order, with exactly its parameters; a second Confirm makes none."""
    token, checked = await propose(mass, store)
    made, _, is_new = await confirm(mass, store, token, Shown.of(checked))
    assert is_new
    _, _, again = await confirm(mass, store, token, Shown.of(checked))
    assert not again
    async with store.snapshot() as tx:
        orders = await tx.orders.list_batch(made.id, ANN)
        assert await tx.orders.list_batch(made.id, BOB) == []
        kept = await tx.batches.find(token, ANN)
    assert kept is not None
    assert [(one.new.batch_line, one.new.submission.parameters, one.state) for one in orders] == [
        (1, {"quantity": "100"}, OrderState.QUEUED),
        (3, {"quantity": "1"}, OrderState.QUEUED),
        (9, {"quantity": "2000"}, OrderState.QUEUED),
    ]
    assert [one.new.submission.target for one in orders] == [f"{LINK}1", f"{LINK}3", f"{LINK}7"]
    assert kept.state is BatchState.CONFIRMED
    assert kept.rejected is not None
    assert {int(number) for number in kept.rejected} == set(BAD)


@pytest.mark.parametrize("change", [{"rate": Decimal(3)}, {"minimum": 101}])
async def test_a_catalogue_that_changed(mass: MassOrder, store: MemoryStore, change: dict[str, Any]) -> None:
    """When price or number of what can be ordered is not what was shown, nothing is ordered."""
    token, checked = await propose(mass, store)
    await change_catalogue(store, replace(service_row(), **change), service_row("78", type="Package"))
    with pytest.raises(PriceChanged):
        await confirm(mass, store, token, Shown.of(checked))
    async with store.snapshot() as tx:
        assert await tx.orders.count_by_state() == {}


@pytest.mark.parametrize(
    "rows",
    [
        [{"type": "Package"}, {}],
        [{"rate": Decimal("3.5")}, {"rate": Decimal("0.5")}],
        [{"name": "Likes"}, {}],
    ],
    ids=["another-type", "prices-that-cancel-out", "another-name"],
)
async def test_a_change_that_costs_the_same(mass: MassOrder, store: MemoryStore, rows: list[dict[str, Any]]) -> None:
    """What is not what was shown is not ordered, though it is as many lines at the same price in all."""
    await change_catalogue(store, service_row(), service_row("78"))
    token, checked = await propose(mass, store, f"77 | {LINK} | 1000\n78 | {LINK} | 1000")
    first, second = rows
    await change_catalogue(store, service_row(**first), service_row("78", **second))
    with pytest.raises(AnswerRejected, match="lines_changed"):
        await confirm(mass, store, token, Shown.of(checked))
    async with store.snapshot() as tx:
        assert await tx.orders.count_by_state() == {}
        _, again = await mass.check(tx, ANN, token)
    await confirm(mass, store, token, Shown.of(again))
    async with store.snapshot() as tx:
        assert await tx.orders.count_by_state() == {OrderState.QUEUED: 2}


async def test_somebody_elses(mass: MassOrder, store: MemoryStore) -> None:
    """A mass order is its user's alone: others neither see, confirm nor leave it."""
    token, checked = await propose(mass, store)
    with pytest.raises(DraftGone):
        await confirm(mass, store, token, Shown.of(checked), BOB)
    async with store.transaction() as tx:
        with pytest.raises(DraftGone):
            await mass.check(tx, BOB, token)
        assert not await mass.leave(tx, BOB, token)
        assert await mass.leave(tx, ANN, token)
        assert not await mass.leave(tx, ANN, token)
    _, _, is_new = await confirm(mass, store, token, Shown.of(checked))
    assert not is_new


async def test_reported_when_the_last_has_been_sent(
    mass: MassOrder, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """One report, with every end counted; what was placed is told by it alone."""
    text = "\n".join(f"77 | {LINK}{number} | 100" for number in range(10))
    token, checked = await propose(mass, store, text)
    await confirm(mass, store, token, Shown.of(checked))
    panel.outcomes.extend([PanelRefused("Bad link"), PanelOutcomeUnknown("no answer")])
    submit = submitter(store, panel, clock)
    reports = []
    for _ in range(5):
        await submit()
        rows = [row.new.payload for row in await owed_now(store) if row.new.chat_id == ANN]
        reports.append(sum(row.get("kind") == EventKind.BATCH_DONE for row in rows))
    assert reports == [0, 0, 1, 1, 1]
    told = Counter(row.new.payload.get("kind") for row in await owed_now(store) if row.new.chat_id == ANN)
    assert told == {EventKind.REFUSED: 1, EventKind.UNCERTAIN: 1, EventKind.BATCH_DONE: 1}
    (report,) = [row.new for row in await owed_now(store) if row.new.payload.get("kind") == EventKind.BATCH_DONE]
    assert report.payload["ends"] == {"placed": 8, "refused": 1, "uncertain": 1}
    async with store.snapshot() as tx:
        found = await tx.batches.find(token, ANN)
    assert found is not None
    assert found.state is BatchState.DONE
    assert found.created_at == NOON


async def test_a_line_that_is_sent_again(
    mass: MassOrder, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A line that an operator sends again after the report is told by itself when the panel takes it."""
    token, checked = await propose(mass, store, f"77 | {LINK} | 100")
    await confirm(mass, store, token, Shown.of(checked))
    panel.outcomes.append(PanelOutcomeUnknown("no answer"))
    submit = submitter(store, panel, clock)
    await submit()
    await settle(store, clock, Verdict.SEND_AGAIN)
    await submit()
    told = [row.new.payload.get("kind") for row in await owed_now(store) if row.new.chat_id == ANN]
    assert told == [EventKind.UNCERTAIN, EventKind.BATCH_DONE, EventKind.SENT_AGAIN, EventKind.PLACED]


async def test_a_line_that_an_operator_closes(
    mass: MassOrder, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The report does not count a line that an operator has closed before it as refused by the panel."""
    token, checked = await propose(mass, store, f"77 | {LINK}1 | 100\n77 | {LINK}2 | 100")
    await confirm(mass, store, token, Shown.of(checked))
    panel.outcomes.extend([PanelOutcomeUnknown("no answer"), Unsent(PanelUnreachable("away"))])
    submit = submitter(store, panel, clock)
    with pytest.raises(PanelUnreachable):
        await submit()
    await settle(store, clock, Verdict.NOT_TAKEN)
    clock.set(later(600))
    await submit()
    [ends] = [row.new.payload["ends"] for row in await owed_now(store) if "ends" in row.new.payload]
    assert ends == {"not_taken": 1, "placed": 1}
    assert "Not taken by the panel: 1" in batch.report(ends, token, texts_for("en")).text
