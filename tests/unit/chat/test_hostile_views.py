"""Whatever the panel or a user writes, each message is one that Telegram takes."""

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import views
from bot.chat.markup import View
from bot.chat.texts import languages, texts_for
from tests.unit.chat.hostile import TEXTS, VIEWS, T
from tests.unit.chat.telegram_rules import shown
from tests.unit.domain.samples import patient

MODULES: tuple[ModuleType, ...] = tuple(
    import_module(f"{views.__name__}.{module.name}") for module in pkgutil.iter_modules(views.__path__)
)


@pytest.mark.parametrize("view", VIEWS)
def test_known_hostile_texts(view: str) -> None:
    """Each view keeps Telegram's rules whatever its texts are."""
    for text in TEXTS.values():
        shown(VIEWS[view](text, T))


@pytest.mark.parametrize("language", languages())
def test_each_language_fits(language: str) -> None:
    """Each view keeps Telegram's rules in each language, with the longest texts a panel may send."""
    for view in VIEWS.values():
        for text in TEXTS.values():
            shown(view(text, texts_for(language)))


@patient
@given(text=st.text(st.characters(exclude_categories=())), view=st.sampled_from(sorted(VIEWS)))
def test_any_text(text: str, view: str) -> None:
    """No text there is breaks any view."""
    shown(VIEWS[view](text, T))


@patient
@given(head=st.text(st.sampled_from("<>&{}/b \n\u200d\u202e👍\ud83d;#"), max_size=40), times=st.integers(1, 200))
def test_signs_that_mean_something(head: str, times: int) -> None:
    """Signs that HTML, formats and UTF-16 give a meaning to stay mere signs, in any order and number."""
    for view in ("order.card", "draft.summary", "catalogue.services", "orders.statuses", "search.found"):
        shown(VIEWS[view](head * times, T))


def test_every_view_is_tried() -> None:
    """No view is missing here."""
    functions = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(function).return_annotation is View
    }
    assert functions
    assert functions - {name.partition(" ")[0] for name in VIEWS} == set()
