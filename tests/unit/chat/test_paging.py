"""Pages reach everything, and only what there is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.callbacks import read
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import texts_for
from bot.chat.views import catalogue
from bot.chat.views.places import in_category
from bot.chat.views.ways import Purpose, read_purpose
from bot.domain.catalogue import Category
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import make_service, patient

T = texts_for("en")


@patient
@given(st.integers(-5, 3000), st.integers(0, 20_000), st.integers(1, 10))
def test_nearest_page(wanted: int, total: int, size: int) -> None:
    """Any wanted page becomes one there is, and the last one holds the last row."""
    page = Page.of(wanted, total, size)
    assert 0 <= page.number < page.pages
    assert page.offset(size) < max(total, 1) <= page.pages * size
    last = Page.of(10**9, total, size)
    assert last.offset(size) + size >= total


def test_one_page_needs_no_turning() -> None:
    """A list of one page has no buttons to turn it."""
    assert turn_row(Page.of(0, PAGE), lambda _: "1:x", T) == ()


@pytest.mark.parametrize(("number", "leads"), [(0, [0, 0, 0, 1, 4]), (2, [0, 1, 2, 3, 4]), (4, [0, 3, 4, 4, 4])])
def test_turning(number: int, leads: list[int]) -> None:
    """The buttons stay in their places on every page, and lead nowhere beyond the ends."""
    row = turn_row(Page(number, 5), lambda to: f"1:{to}", T)
    assert [button.data for button in row] == [f"1:{to}" for to in leads]
    assert row[2].text == f"{number + 1}/5"


class Shop:
    """8,000 services in 250 categories, some of them full and some with one service only."""

    def __init__(self) -> None:
        sizes = [1] * 100 + [28] * 149 + [3728]
        self.categories = [Category(5_000 + n, f"Category {n}", size) for n, size in enumerate(sizes)]
        self.services: dict[int, list[int]] = {}
        first = 100_000
        for category in self.categories:
            self.services[category.id] = list(range(first, first + category.services))
            first += category.services
        assert sum(sizes) == 8_000

    def show(self, written: str) -> Shown:
        """Show what a button leads to, as the handlers do."""
        pressed = read(written)
        if pressed.action == "cats":
            view = catalogue.categories(self.categories, pressed.number(0), read_purpose(pressed.text(1)), None, T)
            return shown(view)
        category = next(one for one in self.categories if one.id == pressed.number(0))
        page = Page.of(pressed.number(1), category.services)
        ids = self.services[category.id][page.offset() : page.offset() + PAGE]
        found = [replace(make_service(name=f"Service {n}"), id=n) for n in ids]
        purpose = read_purpose(pressed.text(3))
        return shown(catalogue.services(category, found, page, T, from_page=pressed.number(2), purpose=purpose))


@pytest.mark.parametrize(("purpose", "action"), [(Purpose.ORDER, "new"), (Purpose.LOOK, "svc")])
def test_everything_is_reached(purpose: Purpose, action: str) -> None:
    """By pressing buttons alone, each of 8,000 services in 250 categories is reached."""
    shop, reached = Shop(), set()
    seen, waiting = set(), [f"1:cats:0:{purpose}"]
    while waiting:
        written = waiting.pop()
        if written in seen:
            continue
        seen.add(written)
        for row in shop.show(written).rows:
            for button in row:
                pressed = read(button["callback_data"])
                if pressed.action in ("cats", "cat"):
                    waiting.append(button["callback_data"])
                elif pressed.action == action:
                    reached.add(pressed.number(0))
    assert len(reached) == 8_000


def test_back_leads_to_the_page_one_came_from() -> None:
    """From a service's card over its page of services back to its page of categories."""
    card = shown(catalogue.service_card(make_service(), T, place=in_category(3, 17, Purpose.ORDER)))
    assert card.data_of("Back") == "1:cat:3:3:17:o"
    listed = catalogue.services(Category(3, "C", 99), [], Page(3, 13), T, from_page=17, purpose=Purpose.ORDER)
    assert shown(listed).data_of("Back") == "1:cats:17:o"


def test_card_from_a_search_has_a_way_back() -> None:
    """A card that was not reached by pages leads back to its category's first."""
    card = shown(catalogue.service_card(make_service(), T, place=in_category(-1, -1, Purpose.LOOK)))
    assert card.data_of("Back") == "1:cat:3:0:0:l"
