"""The catalogue as people look through it."""

import json
from dataclasses import replace

import pytest

from bot.chat.markup import MAX_BUTTON_UNITS
from bot.chat.paging import Page
from bot.chat.texts import texts_for
from bot.chat.views import catalogue as views
from bot.chat.views.places import Place
from bot.chat.views.ways import Purpose, at_hand, read_purpose
from bot.domain.catalogue import Category, Service, Shelf
from tests.unit.chat.telegram_rules import shown
from tests.unit.domain.samples import NOON, make_draft, make_service

T = texts_for("en")
LONG = "🇮🇳 Instagram Followers | Refill 30 days | Max 100K | Start 0–1 hour | Speed 5K a day | Real"


def listed(*found: Service, purpose: Purpose = Purpose.ORDER, currency: str | None = None) -> views.View:
    return views.services(
        Category(3, "First", 1), found, Page(0, 1), T, from_page=2, purpose=purpose, currency=currency
    )


def test_categories() -> None:
    """A category's button bears exactly its name and remembers the page it stands on."""
    said = shown(views.categories([Category(n, f"Category  {n}", 1) for n in range(20)], 1, Purpose.LOOK, None, T))
    assert said.text == "Choose a category"
    assert said.titles[0] == ["Category  8"]
    assert said.data_of("Category  8") == "1:cat:8:0:1:l"
    assert said.titles[-3:] == [["«", "‹", "2/3", "›", "»"], ["Search"], ["Back", "Cancel"]]


def test_categories_beside_an_order_that_was_begun() -> None:
    """An open draft is one button away."""
    said = shown(views.categories([Category(1, "C", 1)], 0, Purpose.ORDER, make_draft(), T))
    assert said.titles[0] == ["Go on: Followers"]
    assert said.data_of("Go on: Followers") == "1:drs:t0"


def test_no_catalogue_yet() -> None:
    """Before the panel's list has come one is asked to try again, by a button."""
    said = shown(views.categories([], 0, Purpose.LOOK, None, T))
    assert "try again" in said.text
    assert said.data_of("Try again") == "1:cats:0:l"


@pytest.mark.parametrize(("purpose", "data"), [(Purpose.ORDER, "1:new:7"), (Purpose.LOOK, "1:svc:7:cat:0:2:l")])
def test_services(purpose: Purpose, data: str) -> None:
    """A service's button bears exactly its name, and orders it or shows it."""
    said = shown(views.services(Category(3, "First", 1), [make_service()], Page(0, 1), T, from_page=2, purpose=purpose))
    assert said.text == "First\nChoose a service:\n\nFollowers\n2.00 per 1000 · 10 to 10,000"
    assert said.data_of("Followers") == data


def test_unsupported_service_is_shown_and_not_ordered() -> None:
    """A type that nobody knows leads to the card, not to an order."""
    said = shown(listed(make_service("Mystery")))
    assert said.data_of("Followers") == "1:svc:7:cat:0:2:o"


def test_long_name() -> None:
    """A long name is cut on its button, and whole in the text."""
    said = shown(listed(make_service(name=LONG)))
    assert LONG in said.text
    (title,) = said.titles[0]
    assert title.endswith("…")
    assert LONG.startswith(title[:-1])
    assert len(title) > MAX_BUTTON_UNITS - 4


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("Default", {}, "2.00 USD per 1000 · 10 to 10,000"),
        ("Default", {"currency": "EUR"}, "2.00 EUR per 1000 · 10 to 10,000"),
        ("Default", {"minimum": 100, "maximum": 100}, "2.00 USD per 1000 · 100"),
        ("Package", {}, "2.00 USD for the package · one package"),
        ("Subscriptions", {}, "2.00 USD per 1000 on each post · 10 to 10,000"),
        ("Mystery", {}, "2.00 USD per 1000 · 10 to 10,000"),
    ],
)
def test_price_and_limits(kind: str, row: dict[str, object], words: str) -> None:
    """The price says what it buys, in the service's currency or the panel's."""
    assert shown(listed(make_service(kind, **row), currency="USD")).text.endswith(words)


def test_card() -> None:
    """A card has all that is known; what the panel does not say is not called a no."""
    service = make_service(
        refill=True, cancel=False, average_time="3 hours", description="Fast & <b>safe</b><br>Really"
    )
    said = shown(views.service_card(service, T, currency="USD"))
    assert said.text == (
        "Followers\nFirst Category\n\nType: Default\nPrice: 2.00 USD per 1000\nQuantity: 10 to 10,000\n"
        "Average time: 3 hours\nDrip-feed: the panel does not say; you can try\nRefill: yes\nCancel: no\n"
        "Service id: 77\n\nFast & safe\nReally"
    )
    assert said.titles == [["Order"], ["☆ Favourite", "Copy id"], ["Back", "Cancel"]]
    assert said.data_of("Order") == "1:new:7"


@pytest.mark.parametrize(
    ("kind", "flag", "word"),
    [("Default", True, "yes"), ("Default", False, "no"), ("Default", None, "the panel"), ("Package", True, "no")],
)
def test_drip_feed_on_the_card(kind: str, flag: bool | None, word: str) -> None:
    """Drip-feed is there where both the type and the panel have it."""
    assert f"Drip-feed: {word}" in shown(views.service_card(make_service(kind, drip_feed=flag), T)).text


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (make_service("Mystery"), "not supported"),
        (replace(make_service(), gone_at=NOON), "no longer sells"),
        (replace(make_service(), shelf=Shelf(is_hidden=True)), "users neither find nor order"),
    ],
)
def test_card_of_what_cannot_be_ordered(service: Service, words: str) -> None:
    """What cannot be ordered says why, and has no Order button."""
    said = shown(views.service_card(service, T, link="https://t.me/a_bot?start=s_7"))
    assert words in said.text
    assert said.titles == [["☆ Favourite", "Copy id"], ["Back", "Cancel"]]


@pytest.mark.parametrize(
    ("description", "shown_there"),
    [
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<p class='x'>one</p><p>two</p>", "one\ntwo"),
        ("a&nbsp;b &amp; c", "a\xa0b & c"),
        ("if a < b and c > d, x<y", "if a < b and c > d, x<y"),
        ("one\n\n\n\n two", "one\n\ntwo"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_description(description: str, shown_there: str) -> None:
    """A description written for a web page is read as text, and nothing else is taken for a tag."""
    said = shown(views.service_card(make_service(description=description), T))
    assert said.text.partition("Service id: 77\n\n")[2] == shown_there


def test_purposes() -> None:
    """A forged purpose only looks."""
    assert [read_purpose(word) for word in ("o", "l", "", "x")] == [
        Purpose.ORDER,
        Purpose.LOOK,
        Purpose.LOOK,
        Purpose.LOOK,
    ]


def test_card_for_an_operator() -> None:
    """An operator can go on from any card to what can be made of the service."""
    said = shown(views.service_card(make_service(), T, operator=True))
    assert said.data_of("Hide, rename, pin") == "1:shs:7:0:0"


def test_card_of_a_favourite_to_be_shared() -> None:
    """The star is full and would be taken off; Share copies the link; Back leads to where the service was found."""
    place = Place("fv", ("2", Purpose.ORDER))
    link = "https://t.me/a_bot?start=s_7"
    said = shown(views.service_card(make_service(), T, place=place, favourite=True, link=link))
    assert said.titles == [["Order"], ["★ Favourite", "🔗 Share", "Copy id"], ["Back", "Cancel"]]
    assert said.data_of("★ Favourite") == "1:fav:7:n:fv:2:o"
    assert said.data_of("Back") == "1:fv:2:o"
    assert [json.loads(button["copy_text"]) for button in said.rows[1][1:]] == [{"text": link}, {"text": "77"}]


def test_our_own_names_and_marks() -> None:
    """Users read our names; what is gone or hidden says so, and leads to its card instead of an order."""
    own = replace(make_service(), shelf=Shelf(alias="Ours"), category_shelf=Shelf(alias="Our category"))
    card = shown(views.service_card(own, T))
    assert card.text.startswith("Ours\nOur category\n")
    assert "Followers" not in card.text + listed(own).text
    gone = replace(own, gone_at=NOON)
    hidden = replace(own, category_shelf=Shelf(is_hidden=True))
    for service, words in ((gone, "⛔ No longer sold"), (hidden, "🚫 Not on sale at present")):
        said = shown(listed(service))
        assert words in said.text
        assert said.data_of("Ours").startswith("1:svc:7:")


def test_shortcuts_stand_above_the_categories_of_the_first_page() -> None:
    """Favourites and what was ordered last come first, and only on the first page."""
    found = [Category(n, f"C{n}", 1) for n in range(20)]
    shortcuts = at_hand(Purpose.ORDER, T, favourites=True, recent=True)
    titles = [shown(views.categories(found, n, Purpose.ORDER, None, T, shortcuts=shortcuts)).titles[0] for n in (0, 1)]
    assert titles == [["★ Favourites", "Recently ordered"], ["C8"]]
