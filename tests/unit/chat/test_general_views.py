"""The menu, help, settings, the operators' views, and words for people who may not order."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.chat.commands import commands_for
from bot.chat.texts import texts_for
from bot.chat.views import general as views
from bot.chat.views import people
from bot.domain.people import User
from tests.unit.chat.telegram_rules import shown
from tests.unit.domain.samples import NOON, make_draft

T = texts_for("en")
ANN = User(id=501, name="Ann & <Co>")


def test_start() -> None:
    """The menu greets and offers the first steps."""
    said = shown(views.start(None, T))
    assert said.text.startswith("Welcome!")
    assert said.titles == [
        ["New order"],
        ["My orders", "Search"],
        ["Mass order", "Presets"],
        ["Settings", "Help"],
    ]


def test_start_with_an_order_begun() -> None:
    """An order that was begun is offered first."""
    assert shown(views.start(make_draft(), T)).titles[0] == ["Go on: Followers"]


@pytest.mark.parametrize("operator", [True, False])
def test_help(operator: bool) -> None:
    """Help lists exactly the commands one may use, and asks to keep to the platforms' terms."""
    listed = commands_for(T, operator=operator)
    said = shown(views.help_text(listed, T))
    assert all(f"/{name} – {what}" in said.text for name, what in listed)
    assert ("/admin" in said.text) is operator
    assert "terms of the platforms" in said.text


@pytest.mark.parametrize(
    ("tag", "name"), [("en", "English"), ("pt_BR", "Português (Brasil)"), ("ru", "Русский"), ("ar", "العربية")]
)
def test_language_names(tag: str, name: str) -> None:
    """A language is named in itself."""
    assert views.language_name(tag) == name


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "0 minutes ago"),
        (timedelta(seconds=61), "1 minute ago"),
        (timedelta(hours=2), "120 minutes ago"),
        (timedelta(seconds=-90), "0 minutes ago"),
    ],
)
def test_balance(age: timedelta, words: str) -> None:
    """The balance is told exactly, with the age of the figure, which is never less than nothing."""
    said = shown(views.balance(Decimal("1234.56789"), "USD", NOON, NOON + age, T))
    assert said.text == f"Balance at the panel: 1,234.56789 USD\nAs of May 4, 2026, 12:00 UTC, {words}"


def test_admin() -> None:
    """An operator sees the orders by state in words, those that could not be confirmed too."""
    said = shown(views.admin({"queued": 3, "uncertain": 1200, "placed": 0}, 5, NOON, T, waiting=1200))
    assert "Waiting to be sent: 3\nCould not confirm: 1,200\n" in said.text
    assert "Taken" not in said.text
    assert said.text.endswith("Messages waiting to be sent: 5\nServices last read: May 4, 2026, 12:00 UTC")


def test_admin_with_orders_closed() -> None:
    """Orders refused by the panel and those closed by an operator are counted together, in words true of both."""
    said = shown(views.admin({"refused": 2}, 0, NOON, T))
    assert "Not taken by the panel: 2" in said.text
    assert "efused" not in said.text


def test_admin_while_orders_wait() -> None:
    """An operator is told since when orders wait for the panel."""
    said = shown(views.admin({"queued": 3}, 0, NOON, T, away_since=NOON))
    assert "⚠️ Orders wait since May 4, 2026, 12:00 UTC: the panel cannot be reached" in said.text


def test_admin_of_a_new_bot() -> None:
    """Before anything has happened that is what is said."""
    said = shown(views.admin({}, 0, None, T))
    assert "None yet." in said.text
    assert "not read from the panel yet" in said.text


@pytest.mark.parametrize(("announced", "words"), [(True, "request for access"), (False, "is private; your id")])
def test_stranger(announced: bool, words: str) -> None:
    """A stranger gets one sentence with their id, and nothing untrue about who was told."""
    said = shown(people.stranger(3001, T, announced=announced))
    assert words in said.text
    assert "3001" in said.text
    assert said.text.count(".") == 1
    assert ("operators" in said.text) is announced
    assert said.buttons == []


def test_decided() -> None:
    """An operator reads what became of somebody."""
    assert shown(people.decided(ANN, T, allow=True)).text == "✅ Ann & <Co> (501) may order now."
    assert shown(people.decided(ANN, T, allow=False)).text == "Ann & <Co> (501) is ignored."


def test_slow_down() -> None:
    """Somebody who floods is asked to slow down, and told that nothing is lost."""
    said = shown(views.slow_down(T)).text
    assert "slow down" in said
    assert "Nothing is lost" in said


def test_apology() -> None:
    """When something fails here, it is said that nothing was ordered by it."""
    assert "Nothing was ordered by it" in shown(views.apology(T)).text
