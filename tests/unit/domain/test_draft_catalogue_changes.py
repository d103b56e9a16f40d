"""The catalogue changes under a draft: nothing is ordered that was not confirmed, and there is a way on."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain import draft as steps
from bot.domain.draft import SUMMARY, Draft, aligned, answer, ask_drip_feed, back, current_field, quote, submission
from bot.domain.errors import AnswerRejected, QuantityOutOfRange, QuantityUnreadable, ServiceGone, ServiceUnsupported
from tests.unit.domain.samples import LINK, NOON, change, make_draft
from tests.unit.domain.walks import ALL, WALKS


def _dripping() -> Draft:
    return answer(answer(ask_drip_feed(make_draft("Default", LINK, "1000")), "5"), "60")


@pytest.mark.parametrize("kind_and_walk", ALL, ids=lambda pair: pair[0])
def test_where_nothing_changed_a_draft_is_left_alone(kind_and_walk: tuple) -> None:  # type: ignore[type-arg]
    """A draft at any of its questions fits already."""
    kind, walk = kind_and_walk
    for given in range(len(walk.texts) + 1):
        draft = make_draft(kind, *walk.texts[:given])
        assert aligned(draft) == draft


_OPERATIONS: list[Callable[[Draft], object]] = [
    lambda draft: answer(replace(draft, step="quantity"), "100"),
    back,
    ask_drip_feed,
    steps.drop_drip_feed,
    lambda draft: steps.ask_optional(draft, "posts"),
    current_field,
    aligned,
    quote,
    submission,
    lambda draft: submission(replace(draft, step="quantity")),
]


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_a_service_that_is_gone(operation: Callable[[Draft], object]) -> None:
    """Whatever is done with a draft of a service that is no longer sold says so."""
    with pytest.raises(ServiceGone):
        operation(change(_dripping(), gone_at=NOON))


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_a_type_that_is_not_known_any_more(operation: Callable[[Draft], object]) -> None:
    """Whatever is done with a draft whose service became of an unknown type says that it is not supported."""
    with pytest.raises(ServiceUnsupported):
        operation(change(_dripping(), type="Telegram Stars"))


@pytest.mark.parametrize(("limits", "quantity"), [({"minimum": 2000}, 1000), ({"maximum": 999}, 1000)])
def test_limits_that_no_longer_hold_the_quantity(limits: dict[str, int], quantity: int) -> None:
    """A confirm is refused with the new limits, and the quantity is what is to be asked."""
    draft = change(make_draft("Default", LINK, "1000"), **limits)
    with pytest.raises(QuantityOutOfRange) as refusal:
        submission(draft)
    assert refusal.value.quantity == quantity
    assert aligned(draft) == replace(draft, step="quantity")


def test_a_stale_summary_is_answered_and_left_as_the_question_it_has_become() -> None:
    """What is done at a summary that no longer holds is done at the question that is to be asked in its place."""
    draft = change(make_draft("Default", LINK, "1000"), maximum=500)
    assert submission(answer(draft, "500")).parameters == {"quantity": "500"}
    assert back(draft) == replace(draft, step="link")
    for ask in (ask_drip_feed, lambda stale: steps.ask_optional(stale, "posts")):
        with pytest.raises(AnswerRejected):
            ask(draft)


def test_a_maximum_that_no_longer_holds_the_total() -> None:
    """A confirm is refused for the total of all runs."""
    draft = change(_dripping(), maximum=4999)
    with pytest.raises(QuantityOutOfRange) as refusal:
        submission(draft)
    assert (refusal.value.quantity, refusal.value.runs) == (5000, 5)
    assert aligned(draft).step == "quantity"
    assert quote(answer(aligned(draft), "999")).total == 4995


def test_a_changed_link_leads_to_the_quantity_that_no_longer_fits() -> None:
    """A good answer is taken though another one has gone stale, and that one is asked for next."""
    draft = change(replace(make_draft("Default", LINK, "1000"), step="link"), maximum=500)
    draft = answer(draft, "example.com/other")
    assert (draft.step, draft.answers["link"]) == ("quantity", "https://example.com/other")
    assert submission(answer(draft, "500")).parameters == {"quantity": "500"}


def test_limits_of_lines_and_of_subscriptions() -> None:
    """Counted lines and the least and most of a subscription are held against new limits too."""
    comments = change(make_draft("Custom Comments", *WALKS["Custom Comments"].texts), maximum=9)
    subscription = change(make_draft("Subscriptions", *WALKS["Subscriptions"].texts), minimum=101)
    for draft, step in ((comments, "comments"), (subscription, "min")):
        with pytest.raises(QuantityOutOfRange):
            submission(draft)
        assert aligned(draft).step == step


def test_a_rate_that_changed_is_quoted_anew() -> None:
    """The price is always the rate's of now."""
    assert quote(change(_dripping(), rate=Decimal("4.5"))).charge == Decimal("22.5")


def test_drip_feed_that_is_no_longer_offered() -> None:
    """The runs are neither quoted nor sent, so that a price that was confirmed with them no longer agrees."""
    draft = change(_dripping(), drip_feed=False)
    assert (quote(draft).runs, quote(draft).total, quote(draft).charge) == (1, 1000, 2)
    assert steps.sent_fields(draft) == []
    assert submission(draft) == submission(aligned(draft))
    assert submission(draft).parameters == {"quantity": "1000"}
    assert submission(answer(replace(draft, step="quantity"), "10000")).parameters == {"quantity": "10000"}


@pytest.mark.parametrize("texts", [(), ("5",)])
def test_drip_feed_taken_away_while_it_is_asked(texts: tuple[str, ...]) -> None:
    """In the middle of its questions the draft falls back to the summary."""
    draft = ask_drip_feed(make_draft("Default", LINK, "1000"))
    for text in texts:
        draft = answer(draft, text)
    draft = change(draft, drip_feed=False)
    with pytest.raises(AnswerRejected, match="nothing_asked"):
        answer(draft, "5")
    assert current_field(draft) is None
    summary = change(make_draft("Default", LINK, "1000"), drip_feed=False)
    assert aligned(draft) == summary
    assert submission(draft) == submission(summary)
    assert back(draft) == replace(summary, step="quantity")


def test_a_question_that_the_type_no_longer_has() -> None:
    """The first open question of the new type is the one that is asked and answered."""
    draft = change(make_draft("Custom Comments", LINK), type="Default")
    field = current_field(draft)
    assert field is not None
    assert field.name == "quantity"
    with pytest.raises(QuantityUnreadable):
        answer(draft, "nice one")
    assert back(draft) == replace(draft, step="link")
    assert submission(answer(draft, "100")).parameters == {"quantity": "100"}


def test_a_lost_question_of_a_complete_draft_is_its_summary() -> None:
    """Where all is answered, what the summary offers can be asked for though the stored question is gone."""
    draft = replace(make_draft("Subscriptions", *WALKS["Subscriptions"].texts), step="comments")
    assert steps.ask_optional(draft, "posts").step == "posts"
    assert ask_drip_feed(replace(make_draft("Default", LINK, "1000"), step="comments")).step == "runs"


def test_answers_that_the_type_no_longer_has_are_not_sent() -> None:
    """What another type was told stays behind."""
    draft = change(make_draft("Web Traffic", *WALKS["Web Traffic"].texts), type="Default")
    assert submission(draft).parameters == {"quantity": "1000"}
    flat = change(_dripping(), type="Package")
    assert submission(aligned(flat)).parameters == {"quantity": "1"}


def test_a_summary_to_which_the_new_type_adds_a_question() -> None:
    """A confirm is refused, and the new question is asked."""
    draft = change(make_draft("Default", LINK, "100"), type="Poll")
    with pytest.raises(AnswerRejected, match="incomplete"):
        submission(draft)
    assert aligned(draft).step == "answer_number"
    assert submission(answer(aligned(draft), "2")).parameters == {"quantity": "100", "answer_number": "2"}


def test_a_choice_that_the_new_type_does_not_have() -> None:
    """An answer of a field with the same name and other rules is asked for again."""
    draft = make_draft("Comment Replies", *WALKS["Comment Replies"].texts)
    assert aligned(change(draft, type="Custom Comments")).step == SUMMARY
    assert aligned(change(draft, type="Subscriptions")).step == "min"


def test_an_expiry_that_has_passed_meanwhile() -> None:
    """An optional answer that no longer fits is asked for again, not sent."""
    draft = steps.ask_optional(make_draft("Subscriptions", *WALKS["Subscriptions"].texts), "expiry")
    draft = replace(answer(draft, "10/05/2026"), updated_at=NOON.replace(month=7))
    with pytest.raises(AnswerRejected, match="date_past"):
        submission(draft)
    assert aligned(draft).step == "expiry"
