"""The way of a draft through each service type, forward and back, to what the panel is sent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.draft import (
    MAX_INTERVAL_MINUTES,
    SUMMARY,
    answer,
    ask_drip_feed,
    ask_optional,
    back,
    current_field,
    quote,
    sent_fields,
    submission,
)
from bot.domain.errors import (
    AnswerRejected,
    OrderRefused,
    QuantityOutOfRange,
    QuantityUnreadable,
    TargetRejected,
)
from bot.domain.service_types import SERVICE_TYPES
from tests.unit.domain.samples import LINK, make_draft
from tests.unit.domain.walks import ALL, REFERRED, SEARCHED, WALKS, Walk

every_type = pytest.mark.parametrize(("kind", "walk"), ALL, ids=[f"{kind}-{len(walk.asked)}" for kind, walk in ALL])


def test_there_is_a_walk_for_every_type() -> None:
    """No type is left untried."""
    assert set(WALKS) == set(SERVICE_TYPES)


@every_type
def test_a_walk_asks_its_questions_and_sends_its_parameters(kind: str, walk: Walk) -> None:
    """Each type asks for what the panel needs, in order, and sends exactly that."""
    draft, asked = make_draft(kind), []
    for text in walk.texts:
        asked.append(draft.step)
        field = current_field(draft)
        assert (field.name if field else "link") == draft.step
        draft = answer(draft, text)
    assert asked == walk.questions
    assert (draft.step, current_field(draft)) == (SUMMARY, None)
    sent = submission(draft)
    assert (sent.service, sent.target, dict(sent.parameters)) == ("77", LINK, walk.sent)
    assert [item.name for item in sent_fields(draft)] == [name for name in walk.sent if name != "quantity"]


@every_type
def test_a_walk_is_priced_exactly(kind: str, walk: Walk) -> None:
    """The quote says what the submission orders, at the rate of its type."""
    priced = quote(make_draft(kind, *walk.texts))
    assert (priced.charge, priced.total, priced.quantity, priced.runs) == (walk.price, walk.total, walk.total, 1)
    assert priced.per_post is (kind == "Subscriptions")


@every_type
def test_back_goes_through_every_question_in_reverse(kind: str, walk: Walk) -> None:
    """Back leads one question back, answers kept, and out of the draft from the first one."""
    draft = make_draft(kind, *walk.texts)
    for step in reversed(walk.questions):
        earlier = back(draft)
        assert earlier == replace(draft, step=step)
        draft = earlier
    assert back(draft) is None


@every_type
def test_after_back_the_new_answer_counts_and_the_rest_is_kept(kind: str, walk: Walk) -> None:
    """Whoever went back to a question and answers it stands at the summary again, or at what is new to ask."""
    complete = make_draft(kind, *walk.texts)
    for step, text in zip(walk.questions, walk.texts, strict=True):
        assert answer(replace(complete, step=step), text) == complete


@every_type
def test_nothing_is_submitted_before_the_summary(kind: str, walk: Walk) -> None:
    """A confirm at a question, or with an answer missing, orders nothing."""
    for given in range(len(walk.texts)):
        early = make_draft(kind, *walk.texts[:given])
        for step in (early.step, SUMMARY):
            with pytest.raises(AnswerRejected, match="incomplete"):
                submission(replace(early, step=step))
        assert quote(early).charge >= 0


@every_type
def test_at_the_summary_no_text_is_expected(kind: str, walk: Walk) -> None:
    """Text at the summary changes nothing."""
    with pytest.raises(AnswerRejected, match="nothing_asked"):
        answer(make_draft(kind, *walk.texts), "1000")


def test_a_price_follows_the_rate_to_the_last_digit() -> None:
    """A rate with many places is not rounded on the way to the charge."""
    draft = make_draft("Default", LINK, "11", rate=Decimal("0.0123456789"))
    assert quote(draft).charge == Decimal("0.0001358024679")


@pytest.mark.parametrize(
    ("kind", "step", "text", "refusal"),
    [
        ("Default", "link", "no link", TargetRejected),
        ("Default", "quantity", "many", QuantityUnreadable),
        ("Default", "quantity", "0", QuantityUnreadable),
        ("Default", "quantity", "9", QuantityOutOfRange),
        ("Default", "quantity", "10001", QuantityOutOfRange),
        ("Default", "quantity", "1m", QuantityOutOfRange),
        ("Custom Comments", "comments", "\n\n", AnswerRejected),
        ("Custom Comments", "comments", "nine\n" * 9, QuantityOutOfRange),
        ("Custom Comments", "comments", "x\n" * 10_001, AnswerRejected),
        ("Mentions", "quantity", "9", QuantityOutOfRange),
        ("Mentions Custom List", "usernames", "one", QuantityOutOfRange),
        ("Mentions Hashtag", "hashtag", "one\ntwo", AnswerRejected),
        ("Mentions Media Likers", "media", "media", TargetRejected),
        ("Poll", "answer_number", "first", QuantityUnreadable),
        ("Subscriptions", "min", "9", QuantityOutOfRange),
        ("Subscriptions", "max", "10001", QuantityOutOfRange),
        ("Subscriptions", "max", "99", AnswerRejected),
        ("Subscriptions", "delay", "7", AnswerRejected),
        ("Web Traffic", "device", "6", AnswerRejected),
        ("Web Traffic", "type_of_traffic", "0", AnswerRejected),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(kind: str, step: str, text: str, refusal: type[OrderRefused]) -> None:
    """A wrong answer is refused by its kind, and the draft stays at its question."""
    walk = WALKS[kind]
    draft = make_draft(kind, *walk.texts[: walk.questions.index(step)])
    with pytest.raises(refusal):
        answer(draft, text)
    assert draft.step == step


@pytest.mark.parametrize(("text", "quantity"), [("10", "10"), ("10k", "10000")])
def test_the_limits_themselves_are_inside(text: str, quantity: str) -> None:
    """The least and the most that the service takes are taken."""
    assert submission(make_draft("Default", LINK, text)).parameters == {"quantity": quantity}


@pytest.mark.parametrize("quantity", [9, 10_001])
def test_a_quantity_outside_names_the_limits(quantity: int) -> None:
    """The refusal says what was read and what would do, and nothing of runs that nobody asked for."""
    with pytest.raises(QuantityOutOfRange) as refusal:
        make_draft("Default", LINK, str(quantity))
    facts = refusal.value
    assert (facts.quantity, facts.minimum, facts.maximum, facts.runs) == (quantity, 10, 10_000, None)


def test_a_package_has_no_limits_to_check() -> None:
    """A package is one, whatever numbers the panel lists beside it."""
    assert submission(make_draft("Package", LINK, minimum=1000, maximum=1000)).parameters == {"quantity": "1"}


def test_long_lists_beside_a_quantity_are_not_counted() -> None:
    """The usernames of a mentions order are no quantity."""
    draft = make_draft("Mentions", LINK, "50", "x\n" * 200, maximum=100)
    assert submission(draft).parameters["quantity"] == "50"


def test_a_changed_choice_takes_its_follow_up_out() -> None:
    """A keyword that is no longer needed is not sent, and the referrer that is needed now is asked for."""
    draft = make_draft("Web Traffic", *SEARCHED.texts)
    draft = answer(replace(draft, step="type_of_traffic"), "2")
    assert draft.step == "referring_url"
    draft = answer(draft, "example.org")
    assert submission(draft).parameters == REFERRED.sent
    plain = answer(replace(draft, step="type_of_traffic"), "3")
    assert submission(plain).parameters == WALKS["Web Traffic"].sent
    assert [item.name for item in sent_fields(plain)] == ["country", "device", "type_of_traffic"]


def test_a_choice_taken_back_brings_its_follow_up_back() -> None:
    """The keyword given before is still there when the choice becomes what it was."""
    draft = make_draft("Web Traffic", *SEARCHED.texts)
    draft = answer(replace(draft, step="type_of_traffic"), "3")
    draft = answer(replace(draft, step="type_of_traffic"), "1")
    assert submission(draft).parameters == SEARCHED.sent


def test_a_least_above_the_most_asks_for_the_most_again() -> None:
    """Raising the least of a subscription over its most leaves the most to be answered."""
    draft = make_draft("Subscriptions", *WALKS["Subscriptions"].texts)
    draft = answer(replace(draft, step="min"), "2000")
    assert draft.step == "max"
    with pytest.raises(AnswerRejected, match="max_below_min"):
        answer(draft, "1999")
    assert submission(answer(draft, "2000")).parameters["max"] == "2000"


@pytest.mark.parametrize(
    ("name", "text", "sent"), [("posts", "10", "10"), ("old_posts", "3", "3"), ("expiry", "31.12.2027", "31/12/2027")]
)
def test_an_optional_field_is_asked_from_the_summary(name: str, text: str, sent: str) -> None:
    """What a subscription may have besides is sent when it was given, and Back leaves it out."""
    draft = make_draft("Subscriptions", *WALKS["Subscriptions"].texts)
    asked = ask_optional(draft, name)
    assert asked.step == name
    assert back(asked) == draft
    given = answer(asked, text)
    assert given.step == SUMMARY
    assert submission(given).parameters == {**WALKS["Subscriptions"].sent, name: sent}
    assert [item.name for item in sent_fields(given)][-1] == name


def test_an_expiry_in_the_past_is_refused() -> None:
    """A subscription cannot end before the day on which it was last worked on; around midnight the user is right."""
    draft = ask_optional(make_draft("Subscriptions", *WALKS["Subscriptions"].texts), "expiry")
    with pytest.raises(AnswerRejected, match="date_past"):
        answer(draft, "02/05/2026")
    assert answer(draft, "03/05/2026").answers["expiry"] == "03/05/2026"
    assert answer(replace(draft, updated_at=None), "01/01/2000").answers["expiry"] == "01/01/2000"


@pytest.mark.parametrize("name", ["posts", "quantity", "runs", "link", "summary", "", "nonsense"])
def test_an_optional_field_of_another_type_is_not_asked(name: str) -> None:
    """Only what the type has can be asked for, and only at the summary."""
    with pytest.raises(AnswerRejected, match="nothing_asked"):
        ask_optional(make_draft("Default", LINK, "100"), name)
    with pytest.raises(AnswerRejected, match="nothing_asked"):
        ask_optional(make_draft("Subscriptions", LINK), "posts")


def test_drip_feed_of_web_traffic_is_sent_with_the_rest() -> None:
    """Runs and interval come beside the type's own parameters."""
    draft = ask_drip_feed(make_draft("Web Traffic", *REFERRED.texts))
    draft = answer(answer(draft, "5"), str(MAX_INTERVAL_MINUTES))
    assert submission(draft).parameters == {**REFERRED.sent, "runs": "5", "interval": str(MAX_INTERVAL_MINUTES)}
    assert (quote(draft).total, quote(draft).charge) == (5000, 10)
