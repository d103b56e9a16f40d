"""Drip-feed: asked from the summary, half asked, changed, dropped; on the run and on the total."""

from dataclasses import replace

import pytest

from bot.domain.draft import (
    MAX_INTERVAL_MINUTES,
    MAX_RUNS,
    SUMMARY,
    Draft,
    answer,
    ask_drip_feed,
    back,
    current_field,
    drop_drip_feed,
    quote,
    submission,
)
from bot.domain.errors import AnswerRejected, QuantityOutOfRange, QuantityUnreadable
from bot.domain.service_types import INTERVAL, RUNS
from tests.unit.domain.samples import LINK, make_draft
from tests.unit.domain.walks import WALKS


def _summary(quantity: str = "100") -> Draft:
    return make_draft("Default", LINK, quantity)


def _dripping(quantity: str = "100", runs: str = "5", interval: str = "60") -> Draft:
    return answer(answer(ask_drip_feed(_summary(quantity)), runs), interval)


def test_runs_then_interval_then_the_summary() -> None:
    """Drip-feed is two questions, and both are sent."""
    runs = ask_drip_feed(_summary())
    interval = answer(runs, "5")
    assert (current_field(runs), current_field(interval)) == (RUNS, INTERVAL)
    done = answer(interval, "1k")
    assert done.step == SUMMARY
    assert submission(done).parameters == {"quantity": "100", "runs": "5", "interval": "1000"}


def test_the_charge_follows_the_total() -> None:
    """Five runs of a hundred cost what five hundred cost."""
    priced = quote(_dripping())
    assert (priced.quantity, priced.runs, priced.total, priced.charge) == (100, 5, 500, 1)


@pytest.mark.parametrize("kind", ["Package", "Custom Comments", "Mentions", "Subscriptions", "Poll"])
def test_other_types_have_none(kind: str) -> None:
    """Drip-feed is for the types that the document gives it to."""
    with pytest.raises(AnswerRejected, match="no_drip_feed"):
        ask_drip_feed(make_draft(kind, *WALKS[kind].texts))


def test_a_service_that_says_no_has_none() -> None:
    """Where the panel's flag says no, drip-feed is not asked for."""
    with pytest.raises(AnswerRejected, match="no_drip_feed"):
        ask_drip_feed(make_draft("Default", LINK, "100", drip_feed=False))


def test_it_is_asked_at_the_summary_alone() -> None:
    """Drip-feed comes after the quantity."""
    for early in (make_draft(), make_draft("Default", LINK), ask_drip_feed(_summary())):
        with pytest.raises(AnswerRejected, match="incomplete"):
            ask_drip_feed(early)


def test_back_from_runs_is_the_summary_as_it_was() -> None:
    """Whoever looks at drip-feed and goes back orders all at once."""
    assert back(ask_drip_feed(_summary())) == _summary()


def test_back_from_interval_is_runs_and_then_the_summary_without() -> None:
    """Half a drip-feed is none."""
    interval = answer(ask_drip_feed(_summary()), "5")
    runs = back(interval)
    assert runs is not None
    assert (runs.step, runs.answers["runs"]) == ("runs", "5")
    assert back(runs) == _summary()


def test_a_confirm_while_drip_feed_is_asked_orders_nothing() -> None:
    """Runs without an interval are not sent, nor is the order without them."""
    runs = ask_drip_feed(_summary())
    interval = answer(runs, "5")
    for asked in (runs, interval, replace(interval, step=SUMMARY)):
        with pytest.raises(AnswerRejected, match="incomplete"):
            submission(asked)


def test_dropped_at_any_moment() -> None:
    """Dropping leaves the summary of one single delivery, or the question that is still open."""
    for asked in (_summary(), ask_drip_feed(_summary()), answer(ask_drip_feed(_summary()), "5"), _dripping()):
        assert drop_drip_feed(asked) == _summary()
    assert drop_drip_feed(make_draft()) == make_draft()


def test_asked_again_both_are_asked_again() -> None:
    """Whoever changes the runs is asked for the interval too, and Back keeps what was there."""
    again = ask_drip_feed(_dripping())
    assert back(again) == _dripping()
    changed = answer(again, "7")
    assert changed.step == "interval"
    assert submission(answer(changed, "30")).parameters == {"quantity": "100", "runs": "7", "interval": "30"}


@pytest.mark.parametrize("runs", ["0", "-1", "1.5", "x"])
def test_unreadable_runs(runs: str) -> None:
    """Runs are a whole number."""
    with pytest.raises(QuantityUnreadable):
        answer(ask_drip_feed(_summary()), runs)


def test_too_many_runs_and_too_long_an_interval() -> None:
    """Runs and interval have an end, which itself is inside."""
    runs = ask_drip_feed(_summary("10"))
    with pytest.raises(AnswerRejected, match="too_many"):
        answer(runs, str(MAX_RUNS + 1))
    interval = answer(runs, str(MAX_RUNS))
    with pytest.raises(AnswerRejected, match="too_many"):
        answer(interval, str(MAX_INTERVAL_MINUTES + 1))
    assert answer(interval, str(MAX_INTERVAL_MINUTES)).step == SUMMARY


def test_the_total_may_reach_the_maximum_and_not_pass_it() -> None:
    """The total is held against the maximum, whatever the single run is."""
    runs = ask_drip_feed(_summary("2500"))
    assert quote(answer(answer(runs, "4"), "60")).total == 10_000
    with pytest.raises(QuantityOutOfRange) as refusal:
        answer(runs, "5")
    assert (refusal.value.quantity, refusal.value.maximum, refusal.value.runs) == (12_500, 10_000, 5)


def test_a_run_below_the_minimum_is_refused_though_the_total_is_not() -> None:
    """Panels may check the minimum on the run, so it is held there."""
    with pytest.raises(QuantityOutOfRange) as refusal:
        answer(replace(_dripping(), step="quantity"), "9")
    assert refusal.value.runs is None


def test_a_larger_quantity_whose_total_does_not_fit_is_refused() -> None:
    """A quantity changed after drip-feed is held against the total, and the old one is kept."""
    asked = replace(_dripping(runs="100"), step="quantity")
    with pytest.raises(QuantityOutOfRange) as refusal:
        answer(asked, "101")
    assert (refusal.value.quantity, refusal.value.runs) == (10_100, 100)
    assert quote(answer(asked, "99")).total == 9_900


def test_a_quantity_refused_for_its_runs_can_be_given_without_them() -> None:
    """There is a way out of a total that is too large: drop the runs."""
    asked = replace(_dripping(runs="100"), step="quantity")
    assert quote(answer(replace(drop_drip_feed(asked), step="quantity"), "10000")).total == 10_000


def test_a_changed_link_keeps_drip_feed() -> None:
    """Going back to the link does not touch runs and interval."""
    changed = answer(replace(_dripping(), step="link"), "example.com/other")
    assert submission(changed).parameters == submission(_dripping()).parameters
