"""Notices: a change, told with the order's id, its service and its link."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.notices import is_still_true, notice
from bot.chat.views.operators import operator_notice
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState, Verdict
from bot.domain.status import FINAL, Status
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import LINK, NOON, make_order, make_report

T = texts_for("en")
ABOUT = f"\n\nFollowers\n{LINK}"


def tell(kind: EventKind, order: Order | None = None, **facts: Any) -> Shown:
    event = OrderEvent(kind=kind, order_id=9, **facts)
    return shown(notice(asdict(event), order or make_order(), T))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PARTIAL])
def test_status(status: Status) -> None:
    """Each status is told by its word, with #id, service and link, and a way to the order."""
    said = tell(EventKind.STATUS_CHANGED, status=status, remains=5)
    assert f"#23501: {status.value}{ABOUT}" in said.text
    assert said.titles == [["Show the order"]]
    assert said.data_of("Show the order") == "1:oc:9"


@pytest.mark.parametrize("status", Status)
def test_ways_on_from_an_end(status: Status) -> None:
    """An end offers to order again, and a refill where something was delivered; what goes on offers its card."""
    said = tell(EventKind.STATUS_CHANGED, make_order(report=make_report(status)), status=status)
    again = [["Show the order", "Order again"]] if status in FINAL else [["Show the order"]]
    refill = [["Refill"]] if status in (Status.COMPLETED, Status.PARTIAL) else []
    assert said.titles == again + refill
    if refill:
        assert (said.data_of("Order again"), said.data_of("Refill")) == ("1:oa:9", "1:rq:refill:9")


def test_ways_on_are_those_of_now() -> None:
    """An order that goes on after all is not offered anew, nor is a refill where the service has none."""
    on = make_order(report=make_report("In progress"))
    assert tell(EventKind.STATUS_CHANGED, on, status="Completed").titles == [["Show the order"]]
    done = make_order(report=make_report("Completed"))
    fixed = replace(done, new=replace(done.new, refill=False))
    assert tell(EventKind.STATUS_CHANGED, fixed, status="Completed").titles == [["Show the order", "Order again"]]
    assert tell(EventKind.REFILL_ACCEPTED, done).titles == [["Show the order"]]


@pytest.mark.parametrize(
    ("kind", "state", "titles"),
    [
        (EventKind.REFUSED, OrderState.REFUSED, [["Show the order", "Order again"]]),
        (EventKind.NOT_TAKEN, OrderState.REFUSED, [["Show the order", "Order again"]]),
        (EventKind.UNCERTAIN, OrderState.UNCERTAIN, [["Show the order"]]),
        (EventKind.NOT_TAKEN, OrderState.UNCERTAIN, [["Show the order"]]),
    ],
)
def test_ways_on_from_what_was_not_ordered(kind: EventKind, state: OrderState, titles: list[list[str]]) -> None:
    """What the panel has not taken can be ordered again; what it may have taken is not offered."""
    assert tell(kind, make_order(state)).titles == titles


@pytest.mark.parametrize(
    ("remains", "line"), [(57, "Remains: 57 of 100"), (0, "Remains: 0 of 100"), (157, "Remains: 157"), (-1, "-1")]
)
def test_partial(remains: int, line: str) -> None:
    """A Partial tells what remains."""
    said = tell(EventKind.STATUS_CHANGED, status="Partial", remains=remains)
    assert said.text.startswith("🌗 #23501: Partial\n")
    assert f"{line}{ABOUT}" in said.text


def test_partial_without_remains() -> None:
    """A Partial of which the panel does not say what remains claims nothing about it."""
    assert tell(EventKind.STATUS_CHANGED, status="Partial").text == f"🌗 #23501: Partial{ABOUT}"


def test_unknown_status() -> None:
    """A word that nobody foresaw is told as it is."""
    assert "#23501: Zurück<gestellt>" in tell(EventKind.STATUS_CHANGED, status="Zurück<gestellt>").text


def test_as_it_was_when_it_happened() -> None:
    """A notice tells the change it is about, whatever has happened to the order since."""
    since = make_order(report=make_report("Completed"))
    assert "In progress" in tell(EventKind.STATUS_CHANGED, since, status="In progress").text


def test_placed() -> None:
    """An order that waited is told when the panel has taken it."""
    assert tell(EventKind.PLACED).text == f"📨 #23501: the panel has taken your order.{ABOUT}"


def test_refused() -> None:
    """A refusal is told in the panel's words."""
    said = tell(EventKind.REFUSED, make_order(OrderState.REFUSED), words="Bad link")
    assert "“Bad link”" in said.text
    assert "nothing was ordered" in said.text


def test_uncertain() -> None:
    """What could not be confirmed is told as that."""
    assert "could not confirm" in tell(EventKind.UNCERTAIN, make_order(OrderState.UNCERTAIN)).text


def test_uncertain_that_was_cleared_up() -> None:
    """A late word of an order that is known by now says what is known."""
    said = tell(EventKind.UNCERTAIN, make_order(report=make_report("In progress")))
    assert said.text.startswith("#23501\n🔄 In progress")
    assert "could not confirm" not in said.text


REQUESTS = {
    EventKind.REFILL_ACCEPTED: "accepted the refill request",
    EventKind.CANCEL_ACCEPTED: "accepted the cancel request",
    EventKind.REFILL_REFUSED: "refused the refill",
    EventKind.CANCEL_REFUSED: "refused to cancel",
    EventKind.REFILL_UNCERTAIN: "could not confirm whether the panel has taken the refill request",
    EventKind.CANCEL_UNCERTAIN: "could not confirm whether the panel has taken the cancel request",
}


@pytest.mark.parametrize(("kind", "words"), REQUESTS.items())
def test_answers_to_requests(kind: EventKind, words: str) -> None:
    """An answer to a refill or a cancel is told in the panel's words, and accepted is not said to be done."""
    said = tell(kind, words="Thank you for patience.")
    assert said.text.startswith("#23501: ")
    assert words in said.text
    assert "It says: “Thank you for patience.”" in said.text
    assert not [word for word in ("done", "Canceled", "Completed", "refilled") if word in said.text]
    assert ("Only the request is accepted" in said.text) is kind.endswith("accepted")


def test_cancel_that_could_not_be_confirmed() -> None:
    """It is said that one can ask again while there is something to cancel, and not when the order has ended since."""
    again = "It is not sent again by itself. You can ask again; that does no harm."
    assert again in tell(EventKind.CANCEL_UNCERTAIN).text
    assert "ask again" not in tell(EventKind.CANCEL_UNCERTAIN, make_order(report=make_report("Canceled"))).text


def test_refill_that_could_not_be_confirmed() -> None:
    """It is said from when on one can ask again; a notice of an earlier version does not know that."""
    said = tell(EventKind.REFILL_UNCERTAIN, again_at_seconds=int(NOON.timestamp()))
    assert "It is not sent again by itself. You can ask again from May 4, 2026, 12:00 UTC on." in said.text
    assert "ask again" not in tell(EventKind.REFILL_UNCERTAIN).text


@pytest.mark.parametrize("kind", REQUESTS)
def test_answers_without_words(kind: EventKind) -> None:
    """Where the panel said nothing there is no empty quotation."""
    assert "“" not in tell(kind).text


def test_operators_hear_of_an_uncertain_order() -> None:
    """An operator gets what they need to look for the order at the panel."""
    order = make_order(OrderState.UNCERTAIN, submitted_at=NOON)
    said = shown(operator_notice({"operator": "uncertain"}, order, T))
    assert "could not be confirmed" in said.text
    for fact in ("Followers", "Service id: 77", LINK, "Quantity: 100", "0.20 USD", "User: 501", "Sent: May 4, 2026"):
        assert fact in said.text


@pytest.mark.parametrize("topic", ["uncertain", "found"])
@pytest.mark.parametrize(
    ("verdict", "state", "words"),
    [
        (Verdict.ADOPTED, OrderState.PLACED, "is the panel's #23501"),
        (Verdict.NOT_TAKEN, OrderState.REFUSED, "is closed as not taken"),
        (Verdict.SEND_AGAIN, OrderState.QUEUED, "is sent once more"),
    ],
)
def test_operators_hear_late_of_an_order_that_is_settled(
    topic: str, verdict: Verdict, state: OrderState, words: str
) -> None:
    """What was owed before an order was settled says how it was settled, with no button that would decide anything."""
    order = replace(make_order(state, submitted_at=NOON), verdict=verdict)
    facts = {"operator": topic, "first": "1", "last": "100", "candidates": [{"id": "7", "offer": "7", "status": ""}]}
    said = shown(operator_notice(facts, order, T))
    assert words in said.text
    assert "your word is needed" not in said.text
    assert "All that wait" in said.titles[0]
    assert len(said.titles) == 1
    lost = shown(operator_notice(facts, replace(order, state=OrderState.UNCERTAIN), T))
    assert ["Not taken"] in lost.titles  # sent once more, it may be lost once more


def test_operators_hear_of_a_refusal() -> None:
    """An operator hears the panel's words about what only they can mend."""
    order = make_order(OrderState.REFUSED)
    said = shown(operator_notice({"operator": "refused", "words": "Not enough funds on balance"}, order, T))
    assert "“Not enough funds on balance”" in said.text


def test_operators_hear_of_a_failure() -> None:
    """An operator hears that something failed here, and where to look."""
    assert "log" in shown(operator_notice({"operator": "failure", "update_id": 5}, None, T)).text


@pytest.mark.parametrize(("username", "named"), [("stan", "Stan (@stan) asks"), (None, "Stan asks")])
def test_operators_are_asked_about_a_stranger(username: str | None, named: str) -> None:
    """An operator decides about a stranger by two buttons."""
    facts = {"operator": "access", "user_id": 3001, "name": "Stan", "username": username}
    said = shown(operator_notice(facts, None, T))
    assert named in said.text
    assert "3001" in said.text
    assert said.titles == [["Allow", "Ignore"]]
    assert said.data_of("Allow") == "1:acc:3001:y"
    assert said.data_of("Ignore") == "1:acc:3001:n"


def test_order_without_an_id() -> None:
    """An order that has no id at the panel is not given one."""
    order = replace(make_order(OrderState.REFUSED), refusal="no")
    assert "#" not in tell(EventKind.REFUSED, order, words="no").text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EventKind.REFILL_DONE, "✅ #23501: the refill that you asked for is done."),
        (EventKind.REFILL_REJECTED, "❌ #23501: the panel has rejected the refill."),
        (EventKind.CANCEL_DONE, "✖️ #23501: the cancel that you asked for is done."),
        (EventKind.CANCEL_REJECTED, "#23501: the cancel that you asked for came too late"),
    ],
)
def test_what_came_of_a_request(kind: EventKind, words: str) -> None:
    """What came of a refill or a cancel is said, and of which order."""
    said = tell(kind)
    assert said.text.startswith(words)
    assert said.text.endswith(ABOUT)


@pytest.mark.parametrize(
    ("status", "cancel", "words"),
    [
        ("Canceled", "done", "The cancel that you asked for is done."),
        ("Completed", "rejected", "The cancel that you asked for came too late."),
        ("Canceled", None, None),
    ],
)
def test_end_of_an_order_that_was_to_be_canceled(status: str, cancel: str | None, words: str | None) -> None:
    """The notice of an order's end says what it means for the cancel that was asked for, if one was."""
    said = tell(EventKind.STATUS_CHANGED, status=status, cancel=cancel)
    assert said.text.split("\n\n")[0].split("\n")[1:] == ([words] if words else [])


def test_late() -> None:
    """A late order is told with its time, the usual time, and what can be done where it can."""
    order = make_order()
    known = replace(order, new=replace(order.new, usual_seconds=3 * 3600))
    said = tell(EventKind.LATE, known, since_seconds=10 * 3600)
    assert said.text.startswith(
        "⏰ #23501 takes longer than usual.\n"
        "The panel has had it for about 10 hours; orders like it are usually done in about 3 hours.\n"
        "You can wait, ask the panel to cancel it"
    )
    fixed = replace(known, new=replace(known.new, cancel=False))
    assert "cancel" not in tell(EventKind.LATE, fixed, since_seconds=10 * 3600).text


def test_late_is_told_while_it_is_true() -> None:
    """That an order is late is not told once it has ended; what else happened to it is."""
    late, changed = ({"kind": kind.value} for kind in (EventKind.LATE, EventKind.STATUS_CHANGED))
    done = make_order(report=make_report("Completed"))
    assert is_still_true(late, make_order())
    assert not is_still_true(late, done)
    assert is_still_true(changed, done)
