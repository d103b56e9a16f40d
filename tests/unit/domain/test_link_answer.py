"""The answer to the question for the link: given, doubted, decided, told."""

import pytest

from bot.domain import link_answer
from bot.domain.draft import LINK, SUMMARY, answer, back, submission, with_link
from bot.domain.errors import AnswerRejected, LinkOfOtherPlatform, PlatformNotNamed, TargetRejected
from bot.domain.link_answer import DOUBTED, SENT, TOLD
from bot.domain.links import read_link
from tests.unit.domain.samples import make_draft, make_service

SENT_LINK, TIDY = "https://www.instagram.com/p/C1/?igsh=x", "https://instagram.com/p/C1"


def test_tidied() -> None:
    """What was sent is kept for the way back, told of once the next question is answered, and never for the panel."""
    draft = make_draft("Default", SENT_LINK)
    assert (draft.step, draft.answers) == ("quantity", {LINK: TIDY, SENT: SENT_LINK})
    whole = answer(draft, "100")
    assert (whole.step, whole.answers) == (SUMMARY, {LINK: TIDY, SENT: SENT_LINK, TOLD: "y", "quantity": "100"})
    sent = submission(whole)
    assert (sent.target, dict(sent.parameters)) == (TIDY, {"quantity": "100"})


def test_untouched_link_is_not_told() -> None:
    """A link that is not changed, but for a scheme, leaves nothing to tell."""
    assert make_draft("Default", "instagram.com/p/C1").answers == {LINK: TIDY}
    assert make_draft("Default", "example.com/p/?utm_source=x").answers == {LINK: "https://example.com/p/?utm_source=x"}


def test_as_it_was_sent() -> None:
    """The tidying taken back is what the panel gets, and it stays an answer that fits."""
    draft = make_draft("Default", SENT_LINK)
    untidied = with_link(draft, link_answer.as_sent(draft.answers))
    assert (untidied.step, untidied.answers) == ("quantity", {LINK: SENT_LINK})
    assert submission(answer(untidied, "100")).target == SENT_LINK
    whole = answer(draft, "100")
    assert with_link(whole, link_answer.as_sent(whole.answers)).answers == {LINK: SENT_LINK, "quantity": "100"}
    named = make_draft("Default", "@name", name="Instagram Likes")
    assert link_answer.as_sent(named.answers) == {LINK: "https://instagram.com/name"}
    assert link_answer.as_sent({}) == {}


def test_other_platform_is_refused() -> None:
    """A link of another platform is no answer by itself; decided on, it is."""
    draft = make_draft(name="TikTok Likes")
    with pytest.raises(LinkOfOtherPlatform) as refusal:
        answer(draft, SENT_LINK)
    assert (refusal.value.link_platform, refusal.value.service_platforms) == ("Instagram", ("TikTok",))
    doubting = with_link(draft, link_answer.doubted(read_link(SENT_LINK)))
    assert (doubting.step, doubting.answers) == (LINK, {DOUBTED: TIDY, SENT: SENT_LINK})
    with pytest.raises(AnswerRejected):
        submission(doubting)
    used = with_link(doubting, link_answer.anyway(doubting.answers))
    assert (used.step, used.answers) == ("quantity", {LINK: TIDY, SENT: SENT_LINK})
    assert submission(answer(used, "100")).target == TIDY


def test_doubted_link_that_was_told_of() -> None:
    """What was told with a link is not forgotten by using it anyway."""
    answers = link_answer.told(link_answer.doubted(read_link(SENT_LINK)))
    assert link_answer.anyway(answers) == {LINK: TIDY, SENT: SENT_LINK, TOLD: "y"}
    assert link_answer.told({LINK: TIDY}) == {LINK: TIDY}


def test_doubt_ends_with_another_link() -> None:
    """Another link takes the place of the doubted one; so does nothing at all."""
    doubting = with_link(make_draft(name="TikTok Likes"), link_answer.doubted(read_link(SENT_LINK)))
    assert answer(doubting, "https://tiktok.com/@a").answers == {LINK: "https://tiktok.com/@a"}
    assert with_link(doubting, {}).answers == {}
    assert back(doubting) is None


def test_doubted_link_takes_the_place_of_an_earlier_one() -> None:
    """A draft whose link is asked about has no other link to be ordered with, and keeps its other answers."""
    whole = make_draft("Default", "https://tiktok.com/@a", "100", name="TikTok Likes")
    doubting = with_link(whole, link_answer.doubted(read_link(SENT_LINK)))
    assert (doubting.step, doubting.answers) == (LINK, {DOUBTED: TIDY, SENT: SENT_LINK, "quantity": "100"})
    assert with_link(doubting, link_answer.anyway(doubting.answers)).step == SUMMARY


def test_name() -> None:
    """A bare name is a link of the service's platform; without one it is asked for, and only names that can be fit."""
    assert make_draft("Default", "@some_one", name="TikTok Likes").answers == {
        LINK: "https://tiktok.com/@some_one",
        SENT: "",
    }
    with pytest.raises(PlatformNotNamed):
        answer(make_draft(), "@some_one")
    with pytest.raises(TargetRejected):
        answer(make_draft(name="X Likes"), "@a.b")
    doubting = with_link(make_draft(), link_answer.doubted_name("@a.b"))
    assert doubting.step == LINK
    assert link_answer.anyway(doubting.answers) == {}
    assert link_answer.named(doubting.answers, "x") == {DOUBTED: "@a.b"}
    assert link_answer.named(doubting.answers, "instagram") == {LINK: "https://instagram.com/a.b", SENT: ""}
    assert link_answer.named({DOUBTED: TIDY}, "instagram") == {DOUBTED: TIDY}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (TIDY, SENT_LINK, True),
        ("http://t.me/s/durov", "https://t.me/durov", True),
        ("https://example.com/a", "https://example.com/a", True),
        ("https://example.com/a", "https://example.com/a/", False),
        ("https://youtu.be/a", "https://youtu.be/b", False),
        ("no link", "no link", True),
        ("no link", TIDY, False),
    ],
)
def test_same_target(one: str, other: str, is_same: bool) -> None:
    """Two links are of one target when they are alike once they are tidy."""
    assert link_answer.is_same(one, other) is is_same


def test_hint_of_whatever_is_kept() -> None:
    """Nothing is pointed out where there is no link, or what is kept is none."""
    likes = make_service(name="Instagram Likes")
    assert link_answer.hint(likes, {}) is None
    assert link_answer.hint(likes, {LINK: "no link"}) is None
    assert link_answer.hint(likes, {LINK: "https://instagram.com/somebody"}) is not None
