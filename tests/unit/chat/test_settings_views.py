"""Settings: what is chosen is marked, and each other choice is a button."""

from zoneinfo import ZoneInfo

import pytest

from bot.chat.paging import Page
from bot.chat.texts import texts_for
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
