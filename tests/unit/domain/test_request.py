"""What comes of a refill or a cancel, and for how long that is looked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.request import (
    FOLLOWED,
    REFILL_EVERY,
    Acceptance,
    Outcome,
    Request,
    RequestKind,
    RequestState,
    answered,
    cancel_outcome,
    ended,
    look_again,
    refill_again_at,
    refill_outcome,
)
from tests.unit.domain.samples import NOON


def make(kind: RequestKind = RequestKind.REFILL) -> Request:
    return Request(id=1, order_id=9, user_id=501, kind=kind, created_at=NOON, due_at=NOON)


def accept(kind: RequestKind, panel_id: str | None = None) -> Request:
    return answered(make(kind), RequestState.ACCEPTED, Acceptance("Thanks", panel_id), NOON)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (None, None),
        ("In progress", None),
        ("Something new", None),
        ("Canceled", Outcome.DONE),
        ("Partial", Outcome.DONE),
        ("Refunded", Outcome.DONE),
        ("Completed", Outcome.REJECTED),
    ],
)
def test_cancel_shows_in_the_orders_status(status: str | None, outcome: Outcome | None) -> None:
    """A cancel is done when the order ended early, and rejected when it was completed instead."""
    assert cancel_outcome(status) is outcome


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Pending", None),
        ("in_progress", None),
        ("who knows", None),
        ("Completed", Outcome.DONE),
        ("rejected", Outcome.REJECTED),
        ("Cancelled", Outcome.REJECTED),
    ],
)
def test_refills_have_words_of_their_own(word: str, outcome: Outcome | None) -> None:
    """The panel's word ends a refill; an unknown one does not."""
    assert refill_outcome(word) is outcome


def test_what_is_followed() -> None:
    """A cancel is followed by its order, a refill by its id; without one there is nothing to look at."""
    assert accept(RequestKind.CANCEL).due_at == NOON + timedelta(minutes=1)
    assert accept(RequestKind.REFILL, "12").due_at == NOON + timedelta(minutes=1)
    assert accept(RequestKind.REFILL).due_at is None
    assert answered(make(RequestKind.CANCEL), RequestState.REFUSED, Acceptance("no"), NOON).due_at is None


@pytest.mark.parametrize("kind", RequestKind)
def test_what_could_not_be_confirmed_is_not_followed(kind: RequestKind) -> None:
    """Of a request that the panel may never have heard of nothing is expected, so nothing can be told of it."""
    unsure = answered(make(kind), RequestState.UNCERTAIN, None, NOON)
    assert (unsure.due_at, unsure.is_followed, unsure.is_pending) == (None, False, False)
    from_before = replace(unsure, due_at=NOON)  # earlier versions looked for its outcome
    assert (from_before.is_followed, from_before.is_pending) == (False, False)


def test_looked_at_ever_more_rarely() -> None:
    """The longer nothing is heard, the rarer the looks; after a week there is none any more."""
    request = accept(RequestKind.REFILL, "12")
    waits = [look_again(request, NOON + age) for age in (timedelta(0), timedelta(hours=5), FOLLOWED / 2)]
    gaps = [(one.due_at or NOON) - NOON for one in waits]
    assert gaps[0] == timedelta(minutes=1)
    assert gaps[1] == timedelta(hours=5, minutes=30)
    assert gaps[2] == FOLLOWED / 2 + timedelta(hours=6)
    given_up = look_again(request, NOON + FOLLOWED)
    assert (given_up.due_at, given_up.is_pending, given_up.outcome) == (None, False, None)


def test_pending() -> None:
    """Something is expected until it was refused or something came of it."""
    accepted = accept(RequestKind.CANCEL)
    assert make().is_pending
    assert accepted.is_pending
    assert not ended(accepted, Outcome.DONE, NOON).is_pending
    assert not answered(make(), RequestState.REFUSED, Acceptance("no"), NOON).is_pending


def test_one_refill_a_day() -> None:
    """After a refill that was not refused the next one waits for a day."""
    assert refill_again_at(accept(RequestKind.REFILL)) == NOON + REFILL_EVERY
    assert refill_again_at(answered(make(), RequestState.REFUSED, Acceptance("no"), NOON)) is None
