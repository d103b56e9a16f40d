"""Names that the panel left out."""

from dataclasses import replace

import pytest

from bot.chat.paging import Page
from bot.chat.texts import texts_for
from bot.chat.views import catalogue, shelf
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import NO_CATEGORY, NO_TYPE, Category, Shelf
from tests.unit.chat.telegram_rules import shown
from tests.unit.domain.samples import make_service

RU = texts_for("ru")
NAMELESS = Category(1, NO_CATEGORY, 3, 3)


def test_category_without_a_name() -> None:
    """A category that stands for none is named in the reader's language, wherever it is shown."""
    service = make_service(category=NO_CATEGORY)
    assert "Другое" in shown(catalogue.categories([NAMELESS], 0, Purpose.ORDER, None, RU)).buttons
    assert "Другое" in shown(shelf.categories([NAMELESS], 0, RU)).buttons
    listed = catalogue.services(NAMELESS, [service], Page(0, 1), RU, from_page=0, purpose=Purpose.LOOK, currency=None)
    for view in (listed, catalogue.service_card(service, RU), shelf.service(service, 0, 0, RU)):
        assert "Другое" in shown(view).text
        assert NO_CATEGORY not in shown(view).text
    english = catalogue.categories([NAMELESS], 0, Purpose.ORDER, None, texts_for("en"))
    assert "Other" in shown(english).buttons


def test_category_with_an_operators_name() -> None:
    """An operator's own name for it is shown as it is."""
    named = replace(NAMELESS, shelf=Shelf(alias="Прочие услуги"))
    assert "Прочие услуги" in shown(catalogue.categories([named], 0, Purpose.ORDER, None, RU)).buttons


@pytest.mark.parametrize(("kind", "word"), [(NO_TYPE, "Неизвестен"), ("Default", "Default"), ("Mystery", "Mystery")])
def test_type(kind: str, word: str) -> None:
    """A type that the panel does not name is put into words; any other is the panel's own word."""
    assert word in shown(catalogue.service_card(make_service(kind), RU)).text
