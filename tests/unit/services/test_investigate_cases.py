"""Operators are told of uncertain orders with the evidence, and the panel is looked through for them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.operators import operator_notice
from bot.domain.catalogue import Balance, PanelOrderId
from bot.domain.errors import PanelRefused, PanelUnreachable
from bot.domain.order import Order, OrderState, Verdict, placed, submitting, uncertain
from bot.services.investigate_cases import InvestigateCases
from bot.services.offers import read_offer
from bot.services.refresh_balance import RefreshBalance
from bot.services.settle_order import SettleOrder
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import ManualClock, idle
from tests.unit.chat.telegram_rules import shown
from tests.unit.services.arrange import (
    ANN,
    BOB,
    BOSS,
    OWNER,
    arrange,
    get_order,
    later,
    owed_now,
    queue_orders,
    report,
)

PARTNER = 901
DAY = 86_400


@pytest.fixture
async def investigate(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> InvestigateCases:
    """The loop's round, for two operators."""
    await arrange(store)
    return InvestigateCases(store=store, panel=panel, clock=clock, owner=OWNER, operators=[BOSS, PARTNER])


async def send(store: MemoryStore, at: float, user_id: int = ANN, **changes: Any) -> Order:
    """Let an order be on its way to the panel."""
    await queue_orders(store, 1, user_id, **changes)
    async with store.transaction() as tx:
        (order,) = await tx.orders.claim_queued("sender", later(DAY), 60, 1)
        sent = submitting(order, later(at))
        await tx.orders.mark_submitting(sent, "sender")
    return sent


async def lose(store: MemoryStore, order: Order, at: float) -> Order:
    """Let the answer be lost."""
    async with store.transaction() as tx:
        await tx.orders.save([uncertain(order, later(at))], "sender")
        await tx.cases.open(order.id, later(at))
    return await get_order(store, order)


async def take(store: MemoryStore, order: Order, name: str) -> None:
    """Let the panel take an order long before."""
    async with store.transaction() as tx:
        await tx.orders.save([placed(order, PanelOrderId(name), later(-490), later(DAY))], "sender")


async def told(store: MemoryStore, topic: str) -> list[tuple[int, dict[str, Any]]]:
    """List what operators are owed about something."""
    rows = [row.new for row in await owed_now(store)]
    return [(row.chat_id, dict(row.payload)) for row in rows if row.payload.get("operator") == topic]


async def wish(store: MemoryStore, order: Order, first: str | None = None) -> None:
    """Let an operator ask for a look at the panel."""
    async with store.transaction() as tx:
        await tx.cases.ask_search(order.id, first and PanelOrderId(first), BOSS)


async def test_told_once_with_the_balance_on_both_sides(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Every operator is told once, with the balance before the order left and after its answer was lost."""
    await RefreshBalance(store, panel, clock).read()
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(31))
    panel.left = Balance(Decimal("12.40"), "12.40", "USD")
    assert await investigate()
    assert not await investigate()
    both = await told(store, "uncertain")
    assert [chat for chat, _ in both] == [BOSS, PARTNER]
    facts = both[0][1]
    assert (facts["before"], facts["after"], facts["others"]) == ("12.5", "12.4", 0)
    assert (facts["before_at"], facts["after_at"]) == (later(0).isoformat(), later(31).isoformat())
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN


async def test_others_on_the_way_are_counted(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """An order that was sent or answered between the two readings spoils the evidence; one long before does not."""
    await take(store, await send(store, -500, BOB), "1")
    await RefreshBalance(store, panel, clock).read()
    await send(store, 5, BOB)
    await lose(store, await send(store, 10), 30)
    clock.set(later(31))
    await investigate()
    assert (await told(store, "uncertain"))[0][1]["others"] == 1


async def test_a_panel_that_does_not_tell_its_balance(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Operators are told all the same, at once, without what is not known."""
    await lose(store, await send(store, 10), 30)
    clock.set(later(31))
    panel.left = PanelUnreachable("no connection")
    assert await investigate()
    (first, _) = await told(store, "uncertain")
    assert "before" not in first[1]
    assert "after" not in first[1]


async def test_candidates(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The ids after the last known one are asked about; what answers and is not ours is a candidate, fitting first."""
    for name in ("1", "2"):
        await take(store, await send(store, -500, BOB), name)
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    await wish(store, order)
    strange = {"3": "0.05", "7": "0.1", "90": None}
    for name, charge in strange.items():
        panel.reports[PanelOrderId(name)] = report("Pending", charge=charge and Decimal(charge))
    panel.reports[PanelOrderId("5")] = PanelRefused("Incorrect order ID")
    panel.asked.clear()
    assert await investigate()
    assert panel.asked == [("status", [str(number) for number in range(3, 103)])]
    ((chat, facts),) = await told(store, "found")
    assert chat == BOSS
    assert [(one["id"], one["charge"]) for one in facts["candidates"]] == [("7", "0.1"), ("3", "0.05"), ("90", None)]
    assert (facts["first"], facts["last"], facts["more"]) == ("3", "102", 0)
    assert not await investigate()


async def test_a_look_is_bounded(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Five requests of a hundred, from the id that was named, when nothing fits; ours are no candidates."""
    await take(store, await send(store, -500, BOB), "1")
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    panel.reports[PanelOrderId("1")] = report("Pending", charge=Decimal("0.1"))
    await wish(store, order, "1")
    panel.asked.clear()
    await investigate()
    assert [len(ids) for _, ids in panel.asked] == [100] * 5  # type: ignore[arg-type]
    ((_, facts),) = await told(store, "found")
    assert (facts["candidates"], facts["first"], facts["last"]) == ([], "1", "500")


async def test_a_charge_that_is_told_nowhere_fits_nothing(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """An order priced by future posts has no expected charge: a candidate without one is no reason to stop."""
    await take(store, await send(store, -500, BOB), "1")
    by_posts: dict[str, Any] = {"quantity": None, "expected_charge": None, "rate_per_post": Decimal(2)}
    order = await lose(store, await send(store, 10, **by_posts), 30)
    clock.set(later(40))
    await investigate()
    panel.reports[PanelOrderId("9")] = report("Active")
    await wish(store, order)
    panel.asked.clear()
    await investigate()
    assert len(panel.asked) == 5


async def test_an_order_from_a_backup(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """It may have been sent at any time: ids count from before it was confirmed, and the balance tells nothing."""
    await take(store, await send(store, -500, BOB), "100")
    await RefreshBalance(store, panel, clock).read()
    sent = await send(store, 10)
    order = await lose(store, replace(sent, submitted_at=None), 30)
    clock.set(later(40))
    await investigate()
    ((_, facts), _) = await told(store, "uncertain")
    assert "before" not in facts
    assert "after" not in facts
    await wish(store, order)
    await investigate()
    ((_, facts),) = await told(store, "found")
    assert facts["first"] == "101"


async def test_no_number_to_count_from(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Without an earlier order the panel is not asked, and the operator is told how to name a number."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    panel.asked.clear()
    await wish(store, order)
    await investigate()
    assert panel.asked == []
    ((_, facts),) = await told(store, "found")
    assert facts["problem"] == "no_start"


async def test_a_panel_that_fails_while_looking(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The operator is told why; what waits for a word goes on waiting, and can be looked for again."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    panel.status_faults.append(PanelUnreachable("no connection"))
    await wish(store, order, "100")
    assert await investigate()
    ((_, facts),) = await told(store, "found")
    assert (facts["problem"], facts["words"], facts["first"]) == ("panel", "no connection", "100")


async def test_reminded_daily(investigate: InvestigateCases, store: MemoryStore, clock: ManualClock) -> None:
    """A day after they were told, and each day from then on, until nothing waits any more."""
    order = await lose(store, await send(store, 10), 30)
    reminders = []
    for hour in range(1, 24 * 4):
        clock.set(later(40 + 3600 * hour))
        await investigate()
        reminders.append(len(await told(store, "reminder")))
    assert reminders[22:26] == [0, 0, 2, 2]
    assert reminders[-1] == 2 * 3
    async with store.transaction() as tx:
        await tx.cases.close(order.id, Verdict.NOT_TAKEN, BOSS, clock.now())
    clock.set(clock.now() + timedelta(days=2))
    assert not await investigate()
    assert len(await told(store, "reminder")) == 6


async def test_a_look_up_asked_for_during_another(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Both who asked are answered, each from the number that they named; a new case is told before the second look."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    panel.on_wire = wait
    await wish(store, order, "100")
    looking = asyncio.create_task(investigate())
    await idle()
    async with store.transaction() as tx:
        assert await tx.cases.ask_search(order.id, PanelOrderId("900"), PARTNER)
    new = await lose(store, await send(store, 50), 60)
    gate.set()
    await looking
    assert await investigate()
    assert [(chat, facts["first"]) for chat, facts in await told(store, "found")] == [(BOSS, "100"), (PARTNER, "900")]
    rows = [row.new for row in await owed_now(store)]
    topics = [row.payload["operator"] for row in rows if row.chat_id == PARTNER or row.order_id == new.id]
    assert topics == ["uncertain", "uncertain", "uncertain", "found"]


async def test_new_cases_are_told_before_any_look(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """However many look-ups stand before it, what is new is told while the first of them still takes its time."""
    older = [await lose(store, await send(store, 10 * at), 10 * at + 5) for at in range(1, 5)]
    clock.set(later(60))
    await investigate()
    for order in older:
        await wish(store, order, "100")
    new = await lose(store, await send(store, 70), 80)
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    panel.on_wire = wait
    looking = asyncio.create_task(investigate())
    await idle()
    assert [row.new.chat_id for row in await owed_now(store) if row.new.order_id == new.id] == [BOSS, PARTNER]
    gate.set()
    await looking


async def test_decided_while_the_balance_is_read(
    investigate: InvestigateCases, store: MemoryStore, clock: ManualClock, panel: FakePanel
) -> None:
    """An order that an operator settles in that moment is not said to wait for anybody's word."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    settle = SettleOrder(clock=clock, make_token=lambda: "t", operators=[BOSS, PARTNER])
    read = panel.balance

    class Settling(FakePanel):
        async def balance(self) -> Balance:
            async with store.transaction() as tx:
                await settle.ask(tx, BOSS, order, Verdict.NOT_TAKEN)
                assert await settle.answer(tx, BOSS, "t", yes=True)
            return await read()

    await replace(investigate, panel=Settling())()
    assert await told(store, "uncertain") == []
    assert [chat for chat, _ in await told(store, "settled")] == [PARTNER]


@pytest.mark.parametrize("name", ["ord_01H", "a:1", "ord_" + "9" * 60, "9" * 19, "№7"])
async def test_an_opaque_id(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock, name: str
) -> None:
    """It alone is asked about, and offered by a button that only its operator has, for this order."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    panel.asked.clear()
    panel.reports[PanelOrderId(name)] = report("Pending", charge=Decimal("0.1"))
    await wish(store, order, name)
    await investigate()
    assert panel.asked == [("status", [name])]
    ((_, facts),) = await told(store, "found")
    said = shown(operator_notice(facts, order, texts_for("en")))
    assert f"I looked at #{name}." in said.text
    assert said.titles[0][0].startswith(f"It is #{name[:40]}")  # what is longer than a button is cut there
    (offer,) = [one["offer"] for one in facts["candidates"]]
    async with store.snapshot() as tx:
        assert await read_offer(tx, BOSS, order.id, offer) == name
        assert await read_offer(tx, PARTNER, order.id, offer) is None
        assert await read_offer(tx, BOSS, order.id + 1, offer) is None
        assert await read_offer(tx, BOSS, order.id, name) is None  # written by hand into a button


async def test_an_opaque_id_that_the_panel_does_not_know(
    investigate: InvestigateCases, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """That is told, with a way to look elsewhere, also when the panel cannot be asked."""
    order = await lose(store, await send(store, 10), 30)
    clock.set(later(40))
    await investigate()
    for fault, words in ((None, "knows no order of yours"), (PanelUnreachable("no connection"), "could not be asked")):
        panel.status_faults.append(fault)
        await wish(store, order, "ord:01H" + "x" * 50)
        await investigate()
        facts = (await told(store, "found"))[-1][1]
        said = shown(operator_notice(facts, order, texts_for("en")))
        assert words in said.text
        assert said.titles[0] == ["Look for it at the panel"]
