"""No dead ends, and the same button in the same place on every screen."""

import pytest

from bot.chat.views import draft
from tests.unit.chat.hostile import VIEWS, T
from tests.unit.chat.telegram_rules import shown
from tests.unit.domain.samples import LINK, make_draft

# A stranger gets one sentence and a group another; operators are told what they do elsewhere.
ENDS = {
    "people.stranger",
    "people.private_only",
    "people.decided",
    "cases.settled_by",
    "operators.operator_notice (refused)",
    "operators.operator_notice",
}
SIDE_BY_SIDE = {("Back", "Cancel"), ("Back",), ("Cancel",), ("My orders",), ("Menu",)}


@pytest.mark.parametrize("view", sorted(set(VIEWS) - ENDS))
def test_way_on(view: str) -> None:
    """Every message offers a next step."""
    assert shown(VIEWS[view]("text", T)).buttons


@pytest.mark.parametrize("view", sorted(ENDS))
def test_end(view: str) -> None:
    """Who has nothing to do here is offered nothing."""
    assert shown(VIEWS[view]("text", T)).buttons == []


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_back_and_cancel_come_last(view: str) -> None:
    """Back and Cancel stand in the last row, Back first; so do the ways to the lists and to the menu."""
    titles = shown(VIEWS[view]("text", T)).titles
    for row in titles[:-1]:
        assert not {"Back", "Cancel", "Menu"} & set(row)
    for title in ("Back", "Cancel"):
        if titles and title in titles[-1]:
            assert tuple(titles[-1]) in SIDE_BY_SIDE


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_no_button_twice(view: str) -> None:
    """No two buttons of one message read alike and do different things."""
    rows = shown(VIEWS[view]("text", T)).rows
    does = [(button["text"], button.get("callback_data")) for row in rows for button in row]
    named = [pair for pair in does if "text" not in pair[0]]  # services may bear one name
    assert len({title for title, _ in named}) == len(set(named))


def test_styles() -> None:
    """Confirm is the button that succeeds, Cancel the one that ends things."""
    rows = draft.summary(make_draft("Default", LINK, "100"), T).rows
    styles = {button.text: button.style for row in rows for button in row}
    assert styles == {"Confirm": "success", "Drip-feed": None, "Back": None, "Cancel": "danger"}
