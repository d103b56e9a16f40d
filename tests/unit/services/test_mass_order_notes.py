"""What a mass order says before its Confirm and after, beside the lines; and what the housekeeping leaves of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.texts import texts_for
from bot.chat.views import batch as views
from bot.domain.batch import Checked
from bot.domain.errors import DraftGone
from bot.services.keep_house import KeepHouse
from bot.services.mass_order import MassOrder, Shown
from bot.services.submit_orders import SubmitOrders
from bot.services.usual_times import UsualTimes
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import (
    ANN,
    BOB,
    BOSS,
    OWNER,
    arrange,
    later,
    owed_now,
    place_orders,
    queue_orders,
    report,
    service_row,
)

LINK = "https://a.example/p"
POST, TIDY = "https://www.instagram.com/p/C1/?igsh=abc", "https://instagram.com/p/C1"


@pytest.fixture
async def mass(store: MemoryStore, clock: ManualClock) -> MassOrder:
    """The use case, with two services on sale."""
    await arrange(store, service_row(), service_row("78"))
    tokens = iter(range(100))
    return MassOrder(clock, lambda: f"b{next(tokens)}", UsualTimes(clock))


async def propose(mass: MassOrder, store: MemoryStore, *lines: str) -> tuple[str, Checked]:
    async with store.transaction() as tx:
        made, checked = await mass.propose(tx, ANN, ANN, "\n".join(lines))
    return made.token, checked


async def confirm(mass: MassOrder, store: MemoryStore, token: str, checked: Checked) -> bool:
    async with store.transaction() as tx:
        *_, is_new = await mass.confirm(
            tx, ANN, token, Shown.of(checked), lambda found: {str(one.line.number): "why" for one in found.bad}
        )
    return is_new


async def test_twins(mass: MassOrder, store: MemoryStore) -> None:
    """Lines of a service and link with an open order are numbered, tidied or not; so are repeats in the list."""
    async with store.transaction() as tx:
        [first, second] = await tx.catalogue.list_all()
    sent = (await queue_orders(store))[0].new.submission
    await queue_orders(store, submission=replace(sent, target=POST))
    await queue_orders(store, submission=replace(sent, target=f"{LINK}/bobs"), user_id=BOB)
    token, checked = await propose(
        mass,
        store,
        f"77 | {LINK} | 100",  # open
        f"78 | {LINK} | 100",  # of another service
        f"77 | {TIDY} | 100",  # open, untidied
        f"77 | {LINK}/bobs | 100",  # somebody else's
        f"77 | {POST} | 200",  # open, and repeats the third
        f"77 | {LINK} | 5",  # cannot be ordered
        f"78 | {LINK} | 100",  # repeats the second
    )
    assert (first.row.panel_id, second.row.panel_id) == ("77", "78")
    assert checked.open_already == [1, 3, 5]
    assert checked.repeated == [5, 7]
    async with store.snapshot() as tx:
        batch = await tx.batches.find(token, ANN)
    assert batch is not None
    text = views.proposal(batch, checked, texts_for("en"), currency=None).text
    assert "2 lines repeat the service and link of a line above them (lines 5, 7)" in text
    assert "For 3 lines you have an open order with the same service and link already (lines 1, 3, 5)" in text


async def test_usual_times(mass: MassOrder, store: MemoryStore, clock: ManualClock) -> None:
    """Each order knows how long its like usually takes, as a single one does, so that it can be late."""
    done = await place_orders(store, 5)
    async with store.transaction() as tx:
        await tx.orders.claim_due("poller", NOON, 60, 9)
        ended = [replace(one, report=report("Completed"), finished_at=later(900)) for one in done]
        await tx.orders.save(ended, "poller")
    token, checked = await propose(mass, store, f"77 | {LINK}1 | 100", f"78 | {LINK}2 | 100")
    assert await confirm(mass, store, token, checked)
    async with store.snapshot() as tx:
        batch = await tx.batches.find(token, ANN)
        assert batch is not None
        made = await tx.orders.list_batch(batch.id, ANN)
    assert [one.new.usual_seconds for one in made] == [900, None]


async def test_report_counts_what_was_not_ordered(
    mass: MassOrder, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """The report tells of every line: those that were sent, and those that became no order."""
    token, checked = await propose(mass, store, f"77 | {LINK}1 | 100", f"77 | {LINK}2 | 5", "nonsense")
    await confirm(mass, store, token, checked)
    submit = SubmitOrders(
        store=store, panel=panel, clock=clock, owner=OWNER, operators=[BOSS], interval_seconds=60, jitter=lambda: 0.0
    )
    await submit()
    [ends] = [row.new.payload["ends"] for row in await owed_now(store) if "ends" in row.new.payload]
    assert ends == {"placed": 1, "not_ordered": 2}
    assert "Lines that were not ordered: 2" in views.report(ends, token, texts_for("en")).text


async def test_as_sent(mass: MassOrder, store: MemoryStore) -> None:
    """Untidied links stay so; the Confirm of tidied ones no longer fits, and nobody else can untidy them."""
    token, checked = await propose(mass, store, f"77 | {POST} | 100")
    assert [one.submission.target for one in checked.good] == [TIDY]
    assert [one.tidied_from for one in checked.tidied] == [POST]
    async with store.transaction() as tx:
        with pytest.raises(DraftGone):
            await mass.use_as_sent(tx, BOB, token)
        for _ in range(2):
            _, untidied = await mass.use_as_sent(tx, ANN, token)
    assert [one.submission.target for one in untidied.good] == [POST]
    assert not untidied.tidied
    assert Shown.of(untidied).mark != Shown.of(checked).mark
    assert await confirm(mass, store, token, untidied)
    async with store.transaction() as tx:
        batch, nothing = await mass.use_as_sent(tx, ANN, token)
        assert [one.new.submission.target for one in await tx.orders.list_batch(batch.id, ANN)] == [POST]
    assert not nothing.good


async def test_housekeeping(mass: MassOrder, store: MemoryStore, clock: ManualClock) -> None:
    """A proposal goes after two days; a confirmed one keeps all but its text, and is still confirmed once only."""
    keep_house = KeepHouse(store, clock)
    left_open, _ = await propose(mass, store, f"77 | {POST} | 100")
    token, checked = await propose(mass, store, f"77 | {LINK} | 100", "nonsense")
    async with store.transaction() as tx:
        await mass.use_as_sent(tx, ANN, left_open)
    await confirm(mass, store, token, checked)
    clock.set(NOON + timedelta(hours=47))
    await keep_house()
    async with store.transaction() as tx:
        _, again = await mass.check(tx, ANN, left_open)
    assert [one.submission.target for one in again.good] == [POST]
    clock.set(NOON + timedelta(hours=49))
    await keep_house()
    async with store.transaction() as tx:
        with pytest.raises(DraftGone):
            await mass.check(tx, ANN, left_open)
        assert await tx.memory.recall(f"links_as_sent:{left_open}") is None
        kept = await tx.batches.find(token, ANN)
    assert kept is not None
    assert kept.content
    clock.set(NOON + timedelta(days=31))
    await keep_house()
    async with store.transaction() as tx:
        batch, _ = await mass.check(tx, ANN, token)
    assert (batch.content, batch.rejected) == ("", {"2": "why"})
    assert not await confirm(mass, store, token, checked)
