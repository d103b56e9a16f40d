"""What a search shows."""

import pytest

from bot.chat.callbacks import read
from bot.chat.paging import Page
from bot.chat.texts import texts_for
from bot.chat.views.search import Asked, found, read_flags
from bot.services.search_services import PLAIN, SearchPage, SearchWish, Trait
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import make_service

T = texts_for("en")
KEY = "0123456789"


def at(result: SearchPage, wish: SearchWish = PLAIN, page: Page = Page(0, 1), query: str = "likes") -> Shown:  # noqa: B008
    return shown(found(query, result, page, Asked(KEY, wish), T, currency="USD"))


def test_few_hits() -> None:
    """What was found is counted and shown with its category, price and limits; a card leads back here."""
    said = at(SearchPage([make_service()], 1), query="folowers")
    assert said.text == (
        "Found 1 service for “folowers”:\n\nFollowers\nFirst Category\n2.00 USD per 1000 · 10 to 10,000"
    )
    assert said.data_of("Followers") == f"1:svc:7:sp:{KEY}:-:0"


def test_many_hits() -> None:
    """Pages are turned, narrowed and put into another order by buttons."""
    said = at(SearchPage([make_service()] * 8, 1234), page=Page(3, 155))
    assert said.text.startswith("Found 1,234 services for “likes”:")
    assert said.titles[8:] == [
        ["«", "‹", "4/155", "›", "»"],
        ["Refill", "Can be canceled", "Drip-feed"],
        ["Cheapest first"],
        ["All categories", "Menu"],
    ]
    assert said.data_of("›") == f"1:sp:{KEY}:-:4"
    assert said.data_of("Refill") == f"1:sp:{KEY}:r:0"
    assert said.data_of("Cheapest first") == f"1:sp:{KEY}:p:0"


def test_narrowed_and_by_price() -> None:
    """What is chosen is marked and stays so on every page; that unknown counts as may be is said."""
    wish = SearchWish(frozenset({Trait.REFILL, Trait.DRIP_FEED}), by_price=True)
    said = at(SearchPage([make_service()], 9, by_price=True), wish, Page(0, 2))
    assert "the panel does not say" in said.text
    assert said.titles[-3:-1] == [["✓ Refill", "Can be canceled", "✓ Drip-feed"], ["Best match first"]]
    assert said.data_of("›") == f"1:sp:{KEY}:dpr:1"
    assert said.data_of("✓ Refill") == f"1:sp:{KEY}:dp:0"
    assert said.data_of("Best match first") == f"1:sp:{KEY}:bdr:0"


@pytest.mark.parametrize(
    "wish",
    [PLAIN, SearchWish(by_price=False), SearchWish(frozenset(Trait), by_price=True)],
    ids=["plain", "best first", "all traits"],
)
def test_wishes_are_read_as_they_were_written(wish: SearchWish) -> None:
    """A button brings back the wish it was made for."""
    assert read_flags(read(Asked(KEY, wish).to(2)).text(1)) == wish


@pytest.mark.parametrize("written", ["", "-", "xyz", "😀"])
def test_forged_flags(written: str) -> None:
    """Letters that mean nothing wish for nothing."""
    assert read_flags(written) == PLAIN


def test_nothing_found() -> None:
    """A search that finds nothing says so, and what to try."""
    said = at(SearchPage(), query="<i>x</i>")
    assert said.text == "I found nothing for “<i>x</i>”. Try other words, or fewer."
    assert said.titles == [["All categories", "Menu"]]


def test_nothing_left_after_narrowing() -> None:
    """When nothing allows what was asked, that can be taken back."""
    said = at(SearchPage(), SearchWish(frozenset({Trait.CANCEL})))
    assert said.data_of("✓ Can be canceled") == f"1:sp:{KEY}:-:0"


def test_words_that_were_passed_over() -> None:
    """A word that stands nowhere is named."""
    assert (
        "No service has “zzz, qqq”, so I looked for the rest."
        in at(SearchPage([make_service()], 1, ["zzz", "qqq"])).text
    )
