"""Settings: what is chosen is marked, and each other choice is a button."""

from zoneinfo import ZoneInfo

import pytest

from bot.chat.paging import Page
from bot.chat.texts import languages, texts_for
from bot.chat.views import settings as views
from bot.domain.people import NoticeWish, User
from tests.unit.chat.telegram_rules import shown

T = texts_for("en")
ANN = User(id=501, name="Ann")


@pytest.mark.parametrize(
    ("wishes", "titles", "words"),
    [
        ({}, [["✓ Every change", "Only the final ones"], ["Once a day"]], "every change"),
        ({"notices": NoticeWish.FINAL}, [["Every change", "✓ Only the final ones"], ["Once a day"]], "only the final"),
        ({"digest_hour": 21}, [["Every change", "Only the final ones"], ["✓ Once a day"]], "once a day, at 9:00"),
    ],
)
def test_notices(wishes: dict[str, object], titles: list[list[str]], words: str) -> None:
    """One of the three ways to be told is chosen."""
    said = shown(views.settings(User(id=501, name="Ann", **wishes), T))  # type: ignore[arg-type]
    first = next(at for at, row in enumerate(said.titles) if titles[0][0] in row)
    assert said.titles[first : first + 2] == titles
    assert words in said.text
    assert "✓ English" in said.buttons
    assert said.titles[-1] == ["Menu"]


def test_hours_and_zone() -> None:
    """Quiet hours and the time zone are told as the language writes them."""
    said = shown(views.settings(User(id=501, name="Ann", quiet_from=22, quiet_to=8, zone="Asia/Kolkata"), T))
    assert "Quiet hours: 10:00 PM to 8:00 AM" in said.text.replace("\u202f", " ")
    assert "Time zone: Kolkata" in said.text
    said = shown(views.settings(ANN, T))
    assert "Quiet hours: none" in said.text
    assert "Time zone: UTC" in said.text


def test_zones() -> None:
    """Every zone is one there is, with a name of its own, and a page shows eight; the chosen one is marked."""
    assert all(ZoneInfo(zone) for zone in views.ZONES)
    names = {views.zone_name(zone, T) for zone in views.ZONES}
    assert len(names) == len(views.ZONES)
    said = shown(views.ask_zone(User(id=501, name="Ann", zone="UTC"), Page(1, 7), T))
    assert len([button for row in said.titles[:-2] for button in row]) == views.ZONES_PAGE
    assert "✓ UTC" in said.buttons


def test_any_hour_of_the_digest() -> None:
    """The day's notices can come at any hour: 24 buttons, four in a row, the chosen one marked."""
    said = shown(views.ask_digest(User(id=501, name="Ann", digest_hour=5), T))
    assert [len(row) for row in said.titles] == [4, 4, 4, 4, 4, 4, 1]
    assert said.titles[1] == ["4 AM", "✓ 5 AM", "6 AM", "7 AM"]
    assert [button["callback_data"] for row in said.rows[:-1] for button in row] == [f"1:setd:{n}" for n in range(24)]


def test_any_quiet_hours() -> None:
    """Beside the usual spans any can be chosen: where they begin, then, at the same places, where they end."""
    ann = User(id=501, name="Ann", quiet_from=1, quiet_to=5)
    usual = shown(views.ask_quiet(ann, T))
    assert [len(row) for row in usual.titles] == [2, 2, 1, 1, 1]
    assert [title for title in usual.buttons if title.startswith("✓")] == ["✓ Other hours"]
    begin, end = shown(views.ask_quiet_start(ann, T)), shown(views.ask_quiet_end(ann, 1, T))
    assert begin.data_of("✓ 1 AM") == "1:setq:1"
    assert end.data_of("✓ 5 AM") == "1:setq:1:5"
    assert [len(row) for row in begin.titles] == [len(row) for row in end.titles] == [4, 4, 4, 4, 4, 4, 1]
    assert (begin.rows[-1][0]["callback_data"], end.rows[-1][0]["callback_data"]) == ("1:setq", "1:setq:other")
    other = shown(views.ask_quiet_end(ann, 2, T))
    assert not [title for title in other.buttons if title.startswith("✓")]


@pytest.mark.parametrize("language", languages())
def test_hours_fit_into_a_row(language: str) -> None:
    """In each language an hour is short enough for four of them to stand beside each other on a phone."""
    said = shown(views.ask_quiet_start(ANN, texts_for(language)))
    hours = [title for row in said.titles[:-1] for title in row]
    assert len(set(hours)) == 24
    assert max(map(len, hours)) <= 6
