"""When an order is asked about, and what an answer changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.catalogue import PanelOrderId
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order
from bot.domain.polling import SECOND_LOOK, next_due, observe, unanswered
from tests.unit.domain.samples import NOON, make_order, make_report, patient

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=NOON.tzinfo))  # noqa: DTZ001  the zone follows
_INTERVALS = st.integers(1, 7200)


def _see(order: Order, *words: str, at: datetime = NOON + MINUTE) -> tuple[Order, list[OrderEvent]]:
    """Fold reports with these words, a minute apart."""
    events: list[OrderEvent] = []
    for number, word in enumerate(words):
        order, new = observe(order, make_report(word), at + number * MINUTE, 60)
        events += new
    return order, events


@given(_MOMENTS, st.timedeltas(-DAY, 400 * DAY), _INTERVALS)
@example(NOON, timedelta(0), 60)
@patient
def test_the_next_look_is_a_tick_ahead(now: datetime, quiet: timedelta, interval: int) -> None:
    """The next look is in the future, on a tick that all orders share, and at most an hour or one interval away."""
    due = next_due(now, now - quiet, interval)
    assert now < due <= now + max(HOUR, timedelta(seconds=interval))
    assert due.microsecond == 0
    assert due.timestamp() % interval == 0
    assert due.utcoffset() == timedelta(0)


@given(_MOMENTS, st.timedeltas(-DAY, HOUR), _INTERVALS)
@patient
def test_a_young_order_is_asked_about_at_the_very_next_tick(now: datetime, quiet: timedelta, interval: int) -> None:
    """Within an hour of a change, or when the clock went back, no tick is left out, however short the interval."""
    assert next_due(now, now - quiet, interval) - now <= timedelta(seconds=interval)


@given(_MOMENTS, st.timedeltas(timedelta(0), 400 * DAY), st.timedeltas(timedelta(0), 400 * DAY), _INTERVALS)
@patient
def test_the_quieter_the_rarer(now: datetime, quiet: timedelta, more: timedelta, interval: int) -> None:
    """An order that has been quiet for longer is never asked about sooner."""
    assert next_due(now, now - quiet, interval) <= next_due(now, now - quiet - more, interval)


@pytest.mark.parametrize(
    ("quiet", "interval", "seconds"),
    [
        (timedelta(0), 60, 60),
        (HOUR, 60, 60),
        (HOUR + MINUTE, 60, 120),
        (10 * HOUR, 60, 1200),
        (30 * HOUR, 60, 3600),
        (300 * DAY, 60, 3600),
        (300 * DAY, 7, 3598),
        (300 * DAY, 3600, 3600),
        (300 * DAY, 7200, 7200),
        (HOUR, 1, 1),
    ],
)
def test_waits_grow_to_an_hour(quiet: timedelta, interval: int, seconds: int) -> None:
    """At a thirtieth of its quiet time, an order's change is told about 3 % late at most, and within the hour."""
    tick = datetime.fromtimestamp(NOON.timestamp() // interval * interval, NOON.tzinfo)
    assert next_due(tick, tick - quiet, interval) == tick + timedelta(seconds=seconds)


def test_orders_of_any_moment_meet_on_one_tick() -> None:
    """What was placed at different moments of an interval is asked about together."""
    moments = [NOON + timedelta(seconds=n, microseconds=n * 7) for n in range(60)]
    assert {next_due(at, at, 60) for at in moments} == {NOON + MINUTE}


def test_a_change_is_told_once() -> None:
    """One event for each change, none for the same word again or in another spelling."""
    order, events = _see(make_order(), "In progress", "in_progress", "Inprogress", "Completed", "COMPLETED")
    assert [(event.before, event.status, event.final) for event in events] == [
        (None, "In progress", False),
        ("In progress", "Completed", True),
    ]
    assert {(event.kind, event.order_id) for event in events} == {(EventKind.STATUS_CHANGED, order.id)}


def test_the_first_pending_is_no_news() -> None:
    """That a placed order waits is on its card; that it waits again is news."""
    order, events = _see(make_order(), "Pending", "Pending")
    assert events == []
    assert order.status == "Pending"
    _, events = _see(order, "Processing", "Pending")
    assert [event.status for event in events] == ["Processing", "Pending"]


def test_an_order_first_seen_finished_is_told() -> None:
    """An order that is done before it was ever asked about is told as done."""
    order, events = _see(make_order(), "Completed")
    assert [(event.before, event.final) for event in events] == [(None, True)]
    assert order.finished_at == NOON + MINUTE


def test_an_unknown_word_is_told_and_is_not_final() -> None:
    """A status in words of the panel's own is told as it is, and the order is asked about again."""
    order, events = _see(make_order(), "On hold", "On hold")
    assert [(event.status, event.final) for event in events] == [("On hold", False)]
    assert (order.is_open, order.finished_at, order.due_at) == (True, None, NOON + 3 * MINUTE)


def test_a_change_makes_an_order_young_again() -> None:
    """After a change an order is asked about at the next tick; while nothing changes, its age counts on."""
    old = make_order(report=make_report("In progress"), changed_at=NOON - 30 * DAY)
    same, _ = _see(old, "In progress", at=NOON)
    assert (same.changed_at, same.due_at, same.checked_at) == (old.changed_at, NOON + HOUR, NOON)
    changed, _ = _see(old, "Processing", at=NOON)
    assert (changed.changed_at, changed.due_at, changed.checked_at) == (NOON, NOON + MINUTE, NOON)


def test_missing_numbers_keep_what_was_known() -> None:
    """An answer that leaves a number out does not wipe it."""
    full = make_report(
        "In progress",
        remains=157,
        start_count=3572,
        charge=Decimal("0.27819"),
        charge_text="0.27819",
        currency="USD",
        children=(PanelOrderId("5"),),
    )
    order, _ = observe(make_order(), full, NOON, 60)
    assert order.report == full
    order, events = observe(order, make_report("In progress"), NOON, 60)
    assert (order.report, events) == (full, [])


def test_new_numbers_replace_old_ones() -> None:
    """A number that is told counts, zero and negative ones too, and changes no status."""
    before = make_report("In progress", remains=157, start_count=5, charge=Decimal(1), charge_text="1", currency="USD")
    after = make_report("In progress", remains=-3, start_count=0, charge=Decimal(0), charge_text="0", currency="EUR")
    order, events = observe(make_order(report=before), after, NOON, 60)
    assert (order.report, events) == (after, [])


def test_what_remained_before_a_change_is_not_told_after_it() -> None:
    """Nobody is told that so much remains of a partial order when the panel has not said so."""
    order = make_order(report=make_report("In progress", remains=400, start_count=5))
    silent, [event] = observe(order, make_report("Partial"), NOON, 60)
    assert silent.report is not None
    assert (event.remains, silent.report.remains, silent.report.start_count) == (None, None, 5)
    _, [event] = observe(order, make_report("Partial", remains=157), NOON, 60)
    assert event.remains == 157


def test_a_finished_order_is_looked_at_once_more_and_then_never() -> None:
    """A final status is asked about again within a day, on a tick, and never after that."""
    done, _ = _see(make_order(), "Completed", at=NOON + timedelta(seconds=7))
    assert done.due_at is not None
    assert done.due_at == NOON + SECOND_LOOK
    assert done.due_at - NOON < DAY
    again, events = _see(done, "Completed", at=done.due_at)
    assert (again.due_at, events) == (None, [])
    assert again.finished_at == done.finished_at


def test_an_early_look_does_not_cost_the_second_one() -> None:
    """Somebody who refreshes a finished order's card does not end its being watched."""
    done, _ = _see(make_order(), "Completed", at=NOON)
    refreshed, _ = _see(done, "Completed", at=NOON + HOUR)
    assert refreshed.due_at == done.due_at


def test_a_final_status_that_changes_is_told_again() -> None:
    """What the panel's staff change afterwards is told, and watched for another day."""
    done, _ = _see(make_order(), "Completed", at=NOON)
    partial, events = _see(done, "Partial", at=NOON + SECOND_LOOK)
    assert [(event.before, event.status, event.final) for event in events] == [("Completed", "Partial", True)]
    assert (partial.finished_at, partial.due_at) == (NOON + SECOND_LOOK, NOON + 2 * SECOND_LOOK)


def test_a_finished_order_that_goes_on_is_open_again() -> None:
    """A status that is no longer final puts an order back among the young ones."""
    done, _ = _see(make_order(), "Completed", at=NOON)
    going, events = _see(done, "In progress", at=NOON + SECOND_LOOK)
    assert [event.final for event in events] == [False]
    assert (going.finished_at, going.due_at) == (None, NOON + SECOND_LOOK + MINUTE)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Pending", "In progress", "On hold", "Completed", "Partial", "Refunded"]),
            st.timedeltas(-HOUR, 3 * DAY),
        ),
        max_size=8,
    ),
    _INTERVALS,
)
@patient
def test_any_history(history: list[tuple[str, timedelta]], interval: int) -> None:
    """Whatever is reported whenever, the clock stepping back included: one event a change, no look in the past."""
    order, now = make_order(), NOON
    for word, passed in history:
        now += passed
        before, (order, events) = order, observe(order, make_report(word), now, interval)
        is_first_pending = before.report is None and word == "Pending"
        assert len(events) == (before.status != order.status and not is_first_pending)
        assert order.due_at is None or order.due_at > now
        assert (order.finished_at is None) == order.is_open
        assert (order.due_at is None) <= (order.finished_at is not None)
        assert (
            replace(order, report=None, changed_at=NOON, checked_at=None, finished_at=None, due_at=None) == make_order()
        )


def test_orders_asked_together_fall_due_together() -> None:
    """Answers that come before and after a tick set the same next tick, as long as that is still to come."""
    asked = datetime(2026, 5, 4, 12, 0, 0, 500_000, tzinfo=UTC)
    order = make_order(changed_at=asked)
    first, _ = observe(order, make_report("Pending"), asked + timedelta(seconds=0.2), 1, asked + timedelta(seconds=0.5))
    last, _ = observe(order, make_report("Pending"), asked + timedelta(seconds=0.9), 1, asked + timedelta(seconds=0.5))
    assert first.due_at == last.due_at == datetime(2026, 5, 4, 12, 0, 2, tzinfo=UTC)
    late = unanswered(order, asked + timedelta(seconds=5), 1, asked + timedelta(seconds=0.5))
    assert late.due_at == datetime(2026, 5, 4, 12, 0, 6, tzinfo=UTC)
