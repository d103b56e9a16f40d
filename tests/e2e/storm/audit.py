"""What must hold after the storm, one check for each promise; each returns what it finds wrong."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from bot.demo.panel.book import Entry
from bot.domain.status import is_final, read_status
from tests.e2e.storm.evidence import Evidence, Row
from tests.e2e.storm.walker import FIRST_WALKER

_LINK = re.compile(r"/s(\d{3})n\d{4}\b")
_ID = re.compile(r"#(\d{5})\b")
_OUTCOME = {
    "placed": lambda row: (f"#{row.panel_id}",),
    "refused": lambda row: (row.link, "refused this order"),
    "uncertain": lambda row: (row.link, "could not confirm"),
}
_CHANGED = "has just changed"
_PUT_OFF = ("too_many", "rate_text")  # the panel provably did not take it


def every_confirm_has_its_order(found: Evidence) -> list[str]:
    """Each Confirm has an order, or was answered with the summary and its new price."""
    ours = {(row.user, row.token) for row in found.rows}
    return [
        f"a Confirm without an order: {one}"
        for one in found.record.confirms
        if (one.user, one.token) not in ours
        and one.user not in found.record.blocked
        and not found.says(one.user, one.link, _CHANGED, after=one.event)
    ]


def every_order_was_confirmed(found: Evidence) -> list[str]:
    """Each order of ours is one confirmed draft of its user, which is closed, and no two are for the same link."""
    confirmed = {(one.user, one.token): one.link for one in found.record.confirms}
    times = Counter(row.link for row in found.rows)
    wrong = [f"two orders of ours for {link}" for link, count in times.items() if count > 1]
    for row in found.rows:
        if confirmed.get((row.user, row.token)) != row.link:
            wrong.append(f"an order that nobody confirmed: {row}")
        if found.drafts.get(row.token) != (row.user, False):
            wrong.append(f"an order whose draft is not its user's, or still open: {row}")
    return wrong


def every_outcome_is_shown(found: Evidence) -> list[str]:
    """The panel's id, the refusal or the doubt stands in the chat of whoever ordered and did not block the bot."""
    return [
        f"its outcome is not shown: {row}"
        for row in found.rows
        if row.user not in found.record.blocked
        and not (row.state in _OUTCOME and found.says(row.user, *_OUTCOME[row.state](row)))
    ]


def nothing_is_ordered_twice(found: Evidence) -> list[str]:
    """The panel has at most one order for each of ours, and none that is not ours: placed, or perhaps uncertain."""
    ours = {row.link: row for row in found.rows}
    wrong = []
    for link, orders in found.by_link().items():
        row = ours.get(link)
        if len(orders) > 1:
            wrong.append(f"ordered twice: {orders}")
        if row is None or not _fits(row, orders[0].id):
            wrong.append(f"the panel has {orders}, and we have {row}")
    return wrong


def _fits(row: Row, panel_id: str) -> bool:
    return row.panel_id == panel_id if row.state == "placed" else row.state == "uncertain" and row.panel_id is None


def nothing_is_invented(found: Evidence) -> list[str]:
    """What we call placed the panel has."""
    theirs = {order.id: order for order in found.panel_orders}
    return [
        f"placed here, and not at the panel: {row}"
        for row in found.rows
        if row.state == "placed" and (row.panel_id not in theirs or theirs[row.panel_id].link != row.link)
    ]


def nothing_is_sent_twice(found: Evidence) -> list[str]:
    """No request follows one for the same link that the panel may have taken."""
    by_link: dict[str, list[Entry]] = defaultdict(list)
    for entry in found.adds:
        by_link[entry.parameters["url"]].append(entry)
    return [
        f"sent again after it may have been taken: {link}, {[entry.fault or entry.code for entry in entries]}"
        for link, entries in by_link.items()
        if any(entry.fault not in _PUT_OFF for entry in entries[:-1])
    ]


def every_end_is_told(found: Evidence) -> list[str]:
    """Each final status was told in a message of its own time to whoever had not blocked the bot then."""
    statuses = {order.id: order.status for order in found.panel_orders}
    wrong = []
    for row in found.rows:
        status = statuses.get(row.panel_id or "")
        if status is None or not _is_there(found, row):
            continue
        if not is_final(read_status(status)) or row.status != status:
            wrong.append(f"at the panel it is {status}: {row}")
        if not found.says(row.user, f"#{row.panel_id}", status, new=True):
            wrong.append(f"nobody told that it is {status}: {row}")
    return wrong


def _is_there(found: Evidence, row: Row) -> bool:
    """Tell whether the bot could know, when an order ended, that its user is there."""
    if row.user not in found.record.blocked:
        return True
    came = found.record.returned.get(row.user)
    if came is None:
        return False
    heard = next((shown.event for shown in found.shown[row.user] if shown.event > came), None)
    return heard is not None and found.record.ended[int(row.panel_id or 0)] > heard


def nobody_sees_anothers(found: Evidence) -> list[str]:
    """No chat shows a link or an id of somebody else's; an id that its user wrote may be named back."""
    own: dict[int, set[str]] = defaultdict(set)
    for row in found.rows:
        own[row.user].add(row.panel_id or "")
    return [
        f"{user} was shown what is not theirs: {shown.text!r}"
        for user, chat in found.shown.items()
        for shown in chat
        if any(int(number) != user - FIRST_WALKER for number in _LINK.findall(shown.text))
        or not set(_ID.findall(shown.text)) <= own[user] | found.record.typed[user]
    ]


def no_end_is_taken_back(found: Evidence) -> list[str]:
    """What a kill found placed, refused or uncertain is so in the end; what it found under way became uncertain."""
    ends = {row.id: (row.state, row.panel_id) for row in found.rows}
    return [
        f"order {order} was {stood} at a kill, and is {ends.get(order)} in the end"
        for kill in found.record.kills
        for order, stood in kill.stood.items()
        if ends.get(order) != (("uncertain", None) if stood[0] == "submitting" else stood)
    ]


CHECKS: Sequence[Callable[[Evidence], list[str]]] = (
    every_confirm_has_its_order,
    every_order_was_confirmed,
    every_outcome_is_shown,
    nothing_is_ordered_twice,
    nothing_is_invented,
    nothing_is_sent_twice,
    every_end_is_told,
    nobody_sees_anothers,
    no_end_is_taken_back,
)
