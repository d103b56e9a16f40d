"""The catalogue and the balance: read rarely, kept when the panel fails; and what is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.catalogue import Balance, PanelOrderId
from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelError,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelResting,
    PanelUnreachable,
)
from bot.domain.inbox import StoredUpdate
from bot.domain.order import Verdict, placed, submitting
from bot.services.keep_house import KeepHouse
from bot.services.place_order import CURRENCY
from bot.services.refresh_balance import RefreshBalance
from bot.services.refresh_catalogue import CATALOGUE, RefreshCatalogue
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_panel import FakePanel
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, arrange, later, queue_orders, recall, service_row

FAILURES = [
    PanelUnreachable("no connection"),
    PanelOutcomeUnknown("no answer in time"),
    PanelAnswerMalformed("<html>"),
    PanelRefused("Invalid API key"),
    (),
]


@pytest.fixture
def refresh(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> RefreshCatalogue:
    """A catalogue loop's round; the panel lists one service."""
    panel.listed = [service_row()]
    return RefreshCatalogue(store, panel, clock)


async def balance(store: MemoryStore, at: datetime) -> tuple[Decimal, datetime]:
    """Return the stored balance of then, and when it was answered."""
    async with store.snapshot() as tx:
        reading = await tx.balances.before(at)
    assert reading is not None
    return reading.amount, reading.answered_at


async def names(store: MemoryStore) -> list[str]:
    async with store.snapshot() as tx:
        return [service.row.name for service in await tx.catalogue.list_all()]


async def test_the_list_is_taken_over(refresh: RefreshCatalogue, store: MemoryStore) -> None:
    """The first round reads the list, and says that there is no more to do."""
    assert not await refresh()
    assert await names(store) == ["Followers"]
    assert await recall(store, CATALOGUE) == ("1", NOON)


async def test_it_is_read_every_quarter_of_an_hour_across_restarts(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """However often the loop goes round, and however often the process starts, 15 minutes lie between two reads."""
    for seconds in range(0, 3600, 30):
        clock.set(later(seconds))
        await RefreshCatalogue(store, panel, clock)()
        await refresh()
    assert len(panel.asked) == 4


async def test_the_version_changes_with_the_list_alone(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """An unchanged list only becomes younger; a changed, a new and a missing row make a new version."""
    versions = []
    for number, listed in enumerate(
        [[service_row()], [service_row()], [service_row(name="Fans")], [service_row(name="Fans"), service_row("2")]]
    ):
        panel.listed = listed
        clock.set(later(900 * number))
        await refresh()
        kept = await recall(store, CATALOGUE)
        assert kept is not None
        versions.append(kept[0])
        assert kept[1] == clock.now()
    assert versions == ["1", "1", "2", "3"]


async def told(store: MemoryStore) -> list[tuple[str, str, object]]:
    async with store.snapshot() as tx:
        found = await tx.changes.page(NOON - timedelta(days=365), 0, 100)
    return [(one.service.row.panel_id, one.kind, dict(one.facts)) for one in reversed(found)]


async def test_what_a_new_list_changed_is_kept(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """New, gone, dearer, cheaper, other limits; the first list is no news, a new name alone is none either."""
    row = service_row("1", rate=Decimal("0.90"))
    panel.listed = [row, service_row("2")]
    await refresh()
    assert await told(store) == []
    lists = [
        [replace(row, rate=Decimal("1.10"), minimum=20), service_row("2", name="Fans")],
        [replace(row, rate=Decimal("1.05"), minimum=20)],
        [replace(row, rate=Decimal("1.05"), minimum=20), service_row("2")],
    ]
    for number, listed in enumerate(lists, 1):
        clock.set(later(900 * number))
        panel.listed = listed
        await refresh()
    assert await told(store) == [
        ("1", "dearer", {"old": "0.90", "new": "1.10"}),
        ("1", "limits", {"old": [10, 10_000], "new": [20, 10_000]}),
        ("2", "gone", {}),
        ("1", "cheaper", {"old": "1.10", "new": "1.05"}),
        ("2", "new", {}),
    ]


@pytest.mark.parametrize("failure", FAILURES, ids=["unreachable", "unknown", "malformed", "refused", "empty"])
async def test_the_stored_list_survives(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock, failure: object
) -> None:
    """A failure and an empty answer are raised, and leave the list and its age as they were."""
    await refresh()
    clock.set(later(900))
    panel.listed = failure  # type: ignore[assignment]
    with pytest.raises(PanelError):
        await refresh()
    assert await names(store) == ["Followers"]
    assert await recall(store, CATALOGUE) == ("1", NOON)


async def test_a_panel_that_fails_is_asked_ever_more_rarely(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Some panels allow ten reads an hour: a failing one gets fewer, restarts included, and rounds between fail too."""
    panel.listed = PanelUnreachable("too many requests")
    for seconds in range(0, 3600, 30):
        clock.set(later(seconds))
        with pytest.raises(PanelUnreachable):
            await refresh()
        await RefreshCatalogue(store, panel, clock)()
    assert 5 <= len(panel.asked) <= 10
    clock.set(later(3600 + 900))
    panel.listed = [service_row()]
    await refresh()
    await refresh()
    assert await names(store) == ["Followers"]


async def test_a_panel_that_is_left_alone_was_not_asked(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Rounds that a resting panel never heard of do not make the next read later."""
    panel.listed = PanelResting("left alone", retry_after_seconds=5)
    for seconds in range(0, 3600, 30):
        clock.set(later(seconds))
        with pytest.raises(PanelResting):
            await refresh()
    panel.listed = [service_row()]
    await refresh()
    assert await names(store) == ["Followers"]


async def test_the_first_list_is_soon_asked_for_again(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """A bot with nothing to sell does not wait a quarter of an hour for a panel that was away for a moment."""
    panel.listed = PanelUnreachable("no connection")
    with pytest.raises(PanelUnreachable):
        await refresh()
    panel.listed = [service_row()]
    clock.set(later(30))
    await refresh()
    assert await names(store) == ["Followers"]


async def test_failures_long_ago_do_not_count(
    refresh: RefreshCatalogue, store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """After a list has been read, the next failure is the first again."""
    panel.listed = PanelUnreachable("no connection")
    for seconds in (0, 30, 90, 210):
        clock.set(later(seconds))
        with pytest.raises(PanelUnreachable):
            await refresh()
    panel.listed = [service_row()]
    clock.set(later(450))
    await refresh()
    panel.listed = PanelUnreachable("no connection")
    for seconds in (1350, 1380):
        clock.set(later(seconds))
        with pytest.raises(PanelUnreachable):
            await refresh()
    assert len(panel.asked) == 7


async def test_the_balance_is_kept_with_its_age(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> None:
    """Read every five minutes; the currency is kept beside it for services that name none."""
    refresh = RefreshBalance(store, panel, clock)
    for seconds in range(0, 900, 30):
        clock.set(later(seconds))
        assert not await refresh()
    assert len(panel.asked) == 3
    assert await balance(store, later(900)) == (Decimal("12.50"), later(600))
    assert await recall(store, CURRENCY) == ("USD", later(600))


async def test_the_stored_balance_survives(store: MemoryStore, panel: FakePanel, clock: ManualClock) -> None:
    """A failing panel changes neither the balance nor its age; an answer with no currency keeps the known one."""
    refresh = RefreshBalance(store, panel, clock)
    await refresh()
    clock.set(later(300))
    panel.left = PanelUnreachable("no connection")
    with pytest.raises(PanelUnreachable):
        await refresh()
    assert await balance(store, later(900)) == (Decimal("12.50"), NOON)
    panel.left = Balance(Decimal("1E+3"), "1000", None)
    await refresh()
    assert await recall(store, CURRENCY) == ("USD", NOON)
    assert await balance(store, later(900)) == (Decimal(1000), later(300))


async def test_the_balance_is_read_again_soon_after_an_order(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Fifteen seconds after the last reading, when an order was sent since; otherwise every five minutes."""
    await arrange(store)
    refresh = RefreshBalance(store, panel, clock)
    await refresh()
    await queue_orders(store)
    clock.set(later(5))
    async with store.transaction() as tx:
        (order,) = await tx.orders.claim_queued("w", clock.now(), 60, 1)
        await tx.orders.save([placed(submitting(order, later(5)), PanelOrderId("1"), later(6), later(60))], "w")
    for seconds in (10, 14, 15, 30, 60, 299):
        clock.set(later(seconds))
        await refresh()
    assert len(panel.asked) == 2
    assert await balance(store, later(299)) == (Decimal("12.50"), later(15))


async def test_the_balance_is_watched_after_an_order_that_could_not_be_confirmed(
    store: MemoryStore, panel: FakePanel, clock: ManualClock
) -> None:
    """Every minute for ten minutes after its case was opened, as long as that is open; then every five minutes."""
    await arrange(store)
    order, again = await queue_orders(store, 2)
    async with store.transaction() as tx:
        await tx.cases.open(order.id, NOON)
    refresh = RefreshBalance(store, panel, clock)
    for seconds in range(0, 900, 30):
        clock.set(later(seconds))
        await refresh()
    assert len(panel.asked) == 11
    async with store.transaction() as tx:
        await tx.cases.close(order.id, Verdict.NOT_TAKEN, 900, later(900))
        await tx.cases.open(again.id, later(900))
        await tx.cases.close(again.id, Verdict.NOT_TAKEN, 900, later(900))
    for seconds in range(900, 1200, 30):
        clock.set(later(seconds))
        await refresh()
    assert len(panel.asked) == 12


async def test_closed_drafts_are_forgotten_after_two_days(store: MemoryStore, clock: ManualClock) -> None:
    """What was answered in a draft that was confirmed or left is kept for two days, in however many rounds it goes."""
    service = await arrange(store)
    async with store.transaction() as tx:
        for number in range(700):
            await tx.drafts.open(ANN, ANN, service.id, str(number), NOON)
    keep_house = KeepHouse(store, clock)
    clock.set(NOON + timedelta(hours=47))
    assert not await keep_house()
    clock.set(NOON + timedelta(hours=49))
    assert [await keep_house() for _ in range(4)] == [True, True, True, False]
    async with store.transaction() as tx:
        assert await tx.drafts.prune(clock.now(), 700) == 0
        left = await tx.drafts.find_open(ANN)
    assert left is not None
    assert left.token == "699"


async def test_updates_are_forgotten_when_telegram_has_forgotten_them(store: MemoryStore, clock: ManualClock) -> None:
    """Handled updates are kept for two days, unhandled ones for ever."""
    waiting = StoredUpdate(2, 5, {}, NOON)
    async with store.transaction() as tx:
        await tx.inbox.store([replace(waiting, update_id=1), waiting], 3)
        await tx.inbox.mark_handled(1, NOON)
    keep_house = KeepHouse(store, clock)
    clock.set(NOON + timedelta(hours=47))
    assert not await keep_house()
    async with store.transaction() as tx:
        assert await tx.inbox.store([replace(waiting, update_id=1)], None) == []
    clock.set(NOON + timedelta(hours=49))
    await keep_house()
    async with store.transaction() as tx:
        assert await tx.inbox.list_unhandled() == [waiting]
        assert len(await tx.inbox.store([replace(waiting, update_id=1)], None)) == 1
