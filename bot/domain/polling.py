"""When an order is asked about, and what an answer changes.

Due times fall on common ticks, so that orders due together fill whole requests (design law 10).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, Report
from bot.domain.status import Status, is_final

YOUNG = timedelta(hours=1)  # after a change: asked about at every tick, however short the interval
SLOWEST = timedelta(hours=1)
# An order that has not changed for T, longer than that, is asked about every T/30: told at most about 3 % late.
_QUIET_SHARE = 30
SECOND_LOOK = timedelta(hours=20)  # a final status can still be changed by the panel's staff: look once more


def next_due(now: datetime, changed_at: datetime, interval_seconds: int) -> datetime:
    """Return the tick at which an open order is asked about next.

    Young orders get the very next tick, so a change is seen within one interval; quiet ones wait longer.
    """
    quiet = now - changed_at
    wait = quiet / _QUIET_SHARE if quiet > YOUNG else timedelta(0)
    ticks = max(1, int(min(wait, SLOWEST).total_seconds() // interval_seconds))
    return _tick_before(now, interval_seconds) + timedelta(seconds=ticks * interval_seconds)


def _tick_before(now: datetime, interval_seconds: int) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // interval_seconds * interval_seconds, UTC)


def observe(
    order: Order, report: Report, now: datetime, interval_seconds: int, ticks_from: datetime | None = None
) -> tuple[Order, list[OrderEvent]]:
    """Fold what the panel says into an order.

    Orders asked about together have one `ticks_from`, so that they fall due together again although their answers
    come one by one and a tick may lie between them; by itself it is `now`.
    Returns the order with its next due time, and an event exactly when the status changed; the first "Pending" is none.
    """
    changed = report.status != order.status
    kept = _keep_known(order.report, report)
    seen = replace(order, report=kept, checked_at=now)
    if changed:
        seen = replace(seen, changed_at=now, finished_at=now if is_final(report.status) else None)
    seen = replace(seen, due_at=_due_after(seen, now, interval_seconds, ticks_from or now))
    return seen, [_status_event(order, seen)] if changed and _is_news(order, report) else []


def unanswered(order: Order, now: datetime, interval_seconds: int, ticks_from: datetime | None = None) -> Order:
    """Set when an order is asked about next of which the panel said nothing; all else stays as it was."""
    return replace(order, due_at=_due_after(order, now, interval_seconds, ticks_from or now))


def _is_news(before: Order, report: Report) -> bool:
    """Tell a change from the first look at an order that simply waits, as the placed card already says."""
    return before.report is not None or report.status != Status.PENDING


def _keep_known(before: Report | None, report: Report) -> Report:
    """Keep facts that this answer leaves out: a missing number is not news.

    But what remained under another status is no fact of this one.
    """
    if before is None:
        return report
    return replace(
        report,
        remains=before.remains if report.remains is None and report.status == before.status else report.remains,
        start_count=before.start_count if report.start_count is None else report.start_count,
        charge=before.charge if report.charge is None else report.charge,
        charge_text=before.charge_text if report.charge is None else report.charge_text,
        currency=report.currency or before.currency,
        children=report.children or before.children,
    )


def _due_after(seen: Order, now: datetime, interval_seconds: int, ticks_from: datetime) -> datetime | None:
    """Return when to ask next; about a finished order once more, however often somebody asks in between."""
    if seen.finished_at is None:
        together = next_due(ticks_from, seen.changed_at, interval_seconds)
        return together if together > now else next_due(now, seen.changed_at, interval_seconds)
    second_look = _tick_before(seen.finished_at + SECOND_LOOK, interval_seconds)
    return second_look if second_look > now else None


def _status_event(before: Order, after: Order) -> OrderEvent:
    assert after.report is not None
    return OrderEvent(
        kind=EventKind.STATUS_CHANGED,
        order_id=after.id,
        status=after.report.status,
        before=before.status,
        remains=after.report.remains,
        final=is_final(after.report.status),
    )
