"""Names, ids and prices in a sentence that runs from right to left."""

from decimal import Decimal

import pytest

from bot.chat.direction import isolated, turned, without_loose_marks
from bot.chat.markup import Button
from bot.chat.texts import Html, clean, languages, texts_for
from tests.unit.chat.hostile import TEXTS, VIEWS
from tests.unit.chat.telegram_rules import shown

AR, EN = texts_for("ar"), texts_for("en")
MARKS = "\u200e\u200f\u2066\u2067\u2068\u2069"


def is_closed(text: str) -> bool:
    """Tell whether each isolate is closed, and none closed twice."""
    depth = 0
    for char in text:
        depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    "fact", ["#23501", "0.90 USD", "Instagram Followers", "-5", "⏳", "(قديم)", "https://example.com/x"]
)
def test_set_apart(fact: str) -> None:
    """What begins or ends with signs that take their place from their neighbours is set apart from them."""
    assert AR.plain("Charge: {charge}", charge=fact) == f"التكلفة: \u2068{fact}\u2069"
    assert EN.plain("Charge: {charge}", charge=fact) == f"Charge: {fact}"


@pytest.mark.parametrize("fact", ["1,234", "5", "", "قيد التنفيذ", "one\ntwo"])
def test_left_alone(fact: str) -> None:
    """Bare numbers, words of the language and whole paragraphs take their places by themselves."""
    assert isolated(fact) == fact


def test_tags_are_no_text() -> None:
    """It is what is seen of HTML that counts."""
    assert AR.say("Charge: {charge}", charge=Html("<b>قديم</b>")) == "التكلفة: <b>قديم</b>"
    assert AR.say("Charge: {charge}", charge="<b>") == "التكلفة: \u2068&lt;b&gt;\u2069"


def test_what_is_copied_with_a_tap() -> None:
    """What stands as code is copied with a tap: the marks stand around it, not in it."""
    said = AR.say("Service id: <code>{id}</code>", id="ord_01")
    assert "\u2068<code>ord_01</code>\u2069" in said
    assert turned("<code>/admin {order} number</code>") == "\u200f\u2068<code>/admin {order:raw} number</code>\u2069"


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("{name}: {status}", "\u200f{name}: {status}"),
        ("<b>{name}</b>", "\u200f<b>{name}</b>"),
        ("Telegram: قديم", "\u200fTelegram: قديم"),
        ("قديم {name}", "قديم {name}"),
        ("⏳ قديم", "⏳ قديم"),
        ("Not translated", "Not translated"),
        ("", ""),
    ],
)
def test_lines_begin_on_the_right(sentence: str, line: str) -> None:
    """A reader takes a line's direction from what it begins with; where that is a fact, a mark gives it."""
    assert turned(sentence) == line
    assert turned(f"{sentence}\n{sentence}") == f"{line}\n{line}"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u2068a\u2069 b", "\u2068a\u2069 b"),
        ("\u2067a\u2068b\u2069\u2069", "\u2067a\u2068b\u2069\u2069"),
        ("\u2067a", "a"),
        ("a\u2069", "a"),
        ("\u2069a\u2068", "a"),
        ("\u202ea\u2067\u2069", "a\u2067\u2069"),
    ],
)
def test_loose_marks(text: str, kept: str) -> None:
    """Marks stay where each is closed; where one is not, the text behind it would be turned, and all of them go."""
    assert clean(text) == kept
    assert without_loose_marks(kept) == kept


def test_facts_in_facts() -> None:
    """A sentence within a sentence keeps its own marks, on a button too."""
    inner = AR.plain("Charge: {charge}", charge="#1")
    assert "\u2068#1\u2069" in AR.say("{what}\n{service}", what=inner, service="x")
    assert Button(inner, "1:x").to_json()["text"] == inner


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_view(text: str) -> None:
    """No text there is leaves a mark unclosed, and nothing that is copied has one."""
    copied: list[str] = []
    for name, view in VIEWS.items():
        said = shown(view(text, AR))
        assert is_closed(said.text), name
        copied += [button["copy_text"] for row in said.rows for button in row if "copy_text" in button]
    assert copied
    assert not any(char in word for word in copied for char in MARKS if char not in text)


@pytest.mark.parametrize("language", [one for one in languages() if one != "ar"])
def test_no_mark_where_none_is_needed(language: str) -> None:
    """A language from left to right has no marks at all."""
    said = [shown(view("Followers #1", texts_for(language))) for view in VIEWS.values()]
    assert not {char for one in said for char in MARKS if char in one.text + "".join(one.buttons)}


def test_money_in_a_sentence() -> None:
    """A price stands as one, with its own direction."""
    assert AR.say("Charge: {charge}", charge=AR.money(Decimal("0.9"), "USD")).endswith("\u2068\u200f0.90\xa0USD\u2069")
