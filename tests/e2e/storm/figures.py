"""What the storm did, in figures."""

from collections import Counter

from tests.e2e.house import House
from tests.e2e.storm.evidence import Evidence


def figures(seed: str, users: int, found: Evidence, house: House, seconds: float) -> str:
    """Tell in a few lines what happened; the seed first, to repeat it."""
    hits = ", ".join(f"{state} {count}" for state, count in sorted(found.record.hits().items()))
    lines = (
        f"storm, seed {seed}: {seconds:.0f} s, {users} users, {found.record.counts['kills']} kills",
        f"kills that hit: {hits}",
        _people(found),
        _orders(found),
        _servers(found, house),
    )
    return "\n  ".join(lines)


def _people(found: Evidence) -> str:
    counts = found.record.counts
    return (
        f"{counts['texts']} texts, {counts['presses']} presses, {counts['updates given again']} updates given again, "
        f"{len(found.record.blocked)} users blocked the bot, {len(found.record.returned)} came back"
    )


def _orders(found: Evidence) -> str:
    states = Counter(row.state for row in found.rows)
    confirmed = {(one.user, one.token) for one in found.record.confirms}
    return (
        f"{len(confirmed)} orders confirmed: {states['placed']} placed, {states['refused']} refused, "
        f"{states['uncertain']} uncertain; the panel has {len(found.panel_orders)} of them, from {len(found.adds)} "
        f"requests"
    )


def _servers(found: Evidence, house: House) -> str:
    struck = sum(entry.fault != "" for entry in house.sandbox.book.entries)
    failed = sum(call.fault is not None for call in house.world.calls.calls)
    return (
        f"panel: {house.sandbox.book.written} requests, {struck} of them struck by a fault, "
        f"{found.record.counts['outages of the panel']} outages; Telegram: {house.world.calls.count} calls, "
        f"{failed} struck by a fault; {repeated_notices(found)} notices repeated"
    )


def repeated_notices(found: Evidence) -> int:
    """Count new messages that say of an order what an earlier one in the same chat said."""
    told = Counter(
        (user, shown.text)
        for user, chat in found.shown.items()
        for shown in chat
        if shown.is_new and "Show the order" in shown.text
    )
    return sum(count - 1 for count in told.values())
