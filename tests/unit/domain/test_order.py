"""A confirmed draft's life: `queued → submitting → placed | refused | uncertain`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import OrderState, placed, put_off, refused, requeued, submitting, uncertain
from tests.unit.domain.samples import NOON, make_order, make_report

LATER = NOON + timedelta(minutes=3)
QUEUED = make_order(OrderState.QUEUED, due_at=NOON)


def test_submitting_is_noted_with_its_moment() -> None:
    """As the first byte leaves, the order says so and since when."""
    assert submitting(QUEUED, LATER) == replace(
        QUEUED, state=OrderState.SUBMITTING, submitted_at=LATER, changed_at=LATER
    )


def test_placed_has_the_panels_id_and_is_asked_about() -> None:
    """A placed order bears its id and the moment at which it is asked about first."""
    sent = submitting(QUEUED, NOON)
    due_at = LATER + timedelta(seconds=60)
    done = placed(sent, PanelOrderId("ord_01H"), LATER, due_at)
    assert done == replace(
        sent,
        state=OrderState.PLACED,
        panel_order_id=PanelOrderId("ord_01H"),
        placed_at=LATER,
        changed_at=LATER,
        due_at=due_at,
    )
    assert (done.status, done.is_open) == (None, True)


def test_refused_keeps_the_panels_words_and_is_over() -> None:
    """A refused order is closed, with the words it was refused with."""
    done = refused(submitting(QUEUED, NOON), "Not enough funds on balance", LATER)
    assert (done.state, done.refusal, done.due_at) == (OrderState.REFUSED, "Not enough funds on balance", None)
    assert not done.is_open


def test_uncertain_is_never_due_again() -> None:
    """An uncertain order is not sent by itself, and is still open: something is to come."""
    done = uncertain(submitting(QUEUED, NOON), LATER)
    assert (done.state, done.due_at, done.changed_at, done.is_open) == (OrderState.UNCERTAIN, None, LATER, True)
    assert done.submitted_at == NOON


def test_requeued_counts_what_was_in_vain() -> None:
    """An order that provably never left waits again, and remembers how often."""
    again = requeued(submitting(requeued(submitting(QUEUED, NOON), NOON), NOON), LATER)
    assert (again.state, again.submitted_at, again.attempts, again.due_at) == (OrderState.QUEUED, None, 2, LATER)


def test_put_off_counts_no_attempt() -> None:
    """An order that was not tried is known to wait from then on, and its waits do not grow."""
    assert (put_off(QUEUED, LATER).attempts, put_off(QUEUED, LATER).due_at) == (1, LATER)
    assert put_off(requeued(requeued(QUEUED, NOON), NOON), LATER).attempts == 2


@pytest.mark.parametrize("state", OrderState)
def test_no_transition_touches_what_was_confirmed(state: OrderState) -> None:
    """Whatever happens to an order, what its user confirmed stays as it was."""
    order = make_order(state)
    ends = [
        submitting(order, LATER),
        placed(order, PanelOrderId("1"), LATER, LATER),
        refused(order, "", LATER),
        uncertain(order, LATER),
        requeued(order, LATER),
        put_off(order, LATER),
    ]
    assert all((end.id, end.new) == (order.id, order.new) for end in ends)


@pytest.mark.parametrize(
    ("word", "is_open"),
    [("Pending", True), ("In progress", True), ("On hold", True), ("Completed", False), ("Partial", False)],
)
def test_a_placed_order_is_open_until_its_status_is_final(word: str, is_open: bool) -> None:
    """What the panel reports decides whether more is expected."""
    assert make_order(report=make_report(word)).is_open is is_open
