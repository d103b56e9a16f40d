"""The storm's checks find what they look for: each is shown books in order, and the same with one thing wrong."""

from dataclasses import replace
from typing import Any

import pytest

from bot.demo.panel.book import Entry
from tests.e2e.storm import audit
from tests.e2e.storm.evidence import Evidence, PanelOrder, Row, Shown
from tests.e2e.storm.record import Confirm, Kill, Record
from tests.e2e.storm.walker import FIRST_WALKER, link_of

ANN, BOB = FIRST_WALKER, FIRST_WALKER + 1
ONE, TWO, THREE = link_of(ANN, 1), link_of(ANN, 2), link_of(BOB, 1)
PLACED = Row(1, ANN, "t1", ONE, "placed", "23501", "Completed")
UNCERTAIN = Row(2, ANN, "t2", TWO, "uncertain", None, None)
REFUSED = Row(3, BOB, "t3", THREE, "refused", None, None)
FIRST, SECOND = PanelOrder("23501", ONE, "Completed"), PanelOrder("23502", TWO, "Pending")
CHATS = {
    ANN: [
        Shown(11, True, f"#23501 {ONE}"),
        Shown(12, False, f"could not confirm {TWO}"),
        Shown(13, True, "#23501: Completed"),
    ],
    BOB: [Shown(14, False, f"{THREE} The panel refused this order")],
}


def add(link: str, fault: str = "") -> Entry:
    """Make a request that the panel saw."""
    return Entry(
        number=1, at=0, method="POST", action="add", parameters={"url": link}, code=200, answer="", fault=fault
    )


def books(**changes: Any) -> Evidence:
    """Make the books of two people's three orders, all in order, and change something."""
    record = Record()
    record.confirms = [Confirm(row.user, row.link, row.token, 5) for row in (PLACED, UNCERTAIN, REFUSED)]
    record.ended = {23501: 12}
    record.kills = [Kill(frozenset(), {1: ("placed", "23501"), 2: ("submitting", None)})]
    return replace(
        Evidence(
            record=record,
            rows=[PLACED, UNCERTAIN, REFUSED],
            drafts={"t1": (ANN, False), "t2": (ANN, False), "t3": (BOB, False)},
            panel_orders=[FIRST, SECOND],
            adds=[add(ONE, "too_many"), add(ONE), add(TWO, "cut_after"), add(THREE)],
            shown=CHATS,
        ),
        **changes,
    )


@pytest.mark.parametrize("check", audit.CHECKS, ids=lambda check: check.__name__)
def test_books_in_order(check: Any) -> None:
    """Nothing is found where nothing is wrong."""
    assert check(books()) == []


def chats(**changes: list[Shown]) -> dict[str, Any]:
    """Change what Ann's or Bob's chat shows."""
    return {"shown": CHATS | {{"ann": ANN, "bob": BOB}[name]: chat for name, chat in changes.items()}}


WRONG = [
    (audit.every_confirm_has_its_order, {"rows": [PLACED, UNCERTAIN]}),
    (audit.every_order_was_confirmed, {"rows": [PLACED, PLACED._replace(id=4, token="t4"), UNCERTAIN, REFUSED]}),
    (audit.every_order_was_confirmed, {"drafts": {"t1": (ANN, True), "t2": (ANN, False), "t3": (BOB, False)}}),
    (audit.every_order_was_confirmed, {"drafts": {"t1": (BOB, False), "t2": (ANN, False), "t3": (BOB, False)}}),
    (audit.every_outcome_is_shown, chats(ann=CHATS[ANN][1:2])),
    (audit.every_outcome_is_shown, chats(ann=[Shown(11, True, "#235011"), CHATS[ANN][1]])),
    (audit.every_outcome_is_shown, chats(bob=[])),
    (audit.every_outcome_is_shown, {"rows": [PLACED, UNCERTAIN._replace(state="queued"), REFUSED]}),
    (audit.nothing_is_ordered_twice, {"panel_orders": [FIRST, SECOND, PanelOrder("23503", TWO, "Pending")]}),
    (audit.nothing_is_ordered_twice, {"panel_orders": [FIRST, SECOND, PanelOrder("23503", THREE, "Pending")]}),
    (audit.nothing_is_ordered_twice, {"panel_orders": [FIRST._replace(id="23509"), SECOND]}),
    (
        audit.nothing_is_ordered_twice,
        {"panel_orders": [FIRST, SECOND, PanelOrder("23503", link_of(BOB, 9), "Pending")]},
    ),
    (audit.nothing_is_invented, {"panel_orders": [SECOND]}),
    (audit.nothing_is_sent_twice, {"adds": [add(TWO, "cut_before"), add(TWO)]}),
    (audit.nothing_is_sent_twice, {"adds": [add(ONE), add(ONE, "too_many")]}),
    (audit.every_end_is_told, chats(ann=CHATS[ANN][:2])),
    (audit.every_end_is_told, chats(ann=[*CHATS[ANN][:2], Shown(13, False, "#23501: Completed")])),
    (audit.every_end_is_told, {"rows": [PLACED._replace(status="In progress"), UNCERTAIN, REFUSED]}),
    (audit.nobody_sees_anothers, chats(bob=[*CHATS[BOB], Shown(15, True, "#23501")])),
    (audit.nobody_sees_anothers, chats(bob=[*CHATS[BOB], Shown(15, True, ONE)])),
    (audit.no_end_is_taken_back, {"rows": [PLACED._replace(panel_id="23509"), UNCERTAIN, REFUSED]}),
    (audit.no_end_is_taken_back, {"rows": [PLACED, UNCERTAIN._replace(state="placed", panel_id="23502"), REFUSED]}),
]


@pytest.mark.parametrize(
    ("check", "changes"), WRONG, ids=[f"{check.__name__}-{n}" for n, (check, _) in enumerate(WRONG)]
)
def test_one_thing_wrong(check: Any, changes: dict[str, Any]) -> None:
    """The check finds it."""
    assert check(books(**changes))


def test_every_check_is_shown_something_wrong() -> None:
    """No check goes untried."""
    assert {check for check, _ in WRONG} == set(audit.CHECKS)


@pytest.mark.parametrize(("came_back", "wrong"), [(None, False), (10, True), (12, False)])
def test_who_had_blocked_the_bot(*, came_back: int | None, wrong: bool) -> None:
    """Whoever is away need not be told; whoever had come back, and had been answered, before an order ended must be."""
    found = books(**chats(ann=CHATS[ANN][:2]))
    found.record.blocked.add(ANN)
    if came_back is not None:
        found.record.returned[ANN] = came_back
    assert bool(audit.every_end_is_told(found)) is wrong
