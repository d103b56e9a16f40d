"""JSON as panels print it."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.errors import PanelAnswerMalformed
from bot.panel.lenient_json import UNREADABLE, BareWord, read_json

SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
CONTAINERS = JSON.filter(lambda value: isinstance(value, dict | list))
NEARLY_JSON = st.text(alphabet='{}[]",:\\ \t\ufeff<>0123456789.eE+-truefalsnSuccess', max_size=40)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"order": 23501}', {"order": 23501}),
        ('{"balance": 10000, "currency": "USD",}', {"balance": 10000, "currency": "USD"}),
        ('{"status": Success, "message": "Thank you."}', {"status": "Success", "message": "Thank you."}),
        ('\ufeff{"order": 1}', {"order": 1}),
        ('\r\n\t {"order": 1}\n ', {"order": 1}),
        ("\ufeff \ufeff[1, 2, ]", [1, 2]),
        ('{"a": [Yes, {"b": No,},],}', {"a": ["Yes", {"b": "No"}]}),
        ('{"a": true, "b": false, "c": null,}', {"a": True, "b": False, "c": None}),
        ('{"a": "\\u00e9\\n\\"}",}', {"a": 'é\n"}'}),
        ("{ }", {}),
        ("[ ]", []),
    ],
)
def test_bends(text: str, value: Any) -> None:
    """The document's printed answers are read, and a mark or blanks around them."""
    assert read_json(text) == value


@pytest.mark.parametrize("text", ['{"rate": 0.90}', '{"rate": 0.90,}'])
def test_numbers_are_decimal(text: str) -> None:
    """A number with a point keeps every digit it was sent with, however it is read."""
    rate = read_json(text)["rate"]
    assert isinstance(rate, Decimal)
    assert str(rate) == "0.90"


def test_bare_words_are_told_from_text() -> None:
    """A word without quotes can be told from one with them."""
    values = read_json('[Success, "Success", NaN, Infinity]')
    assert [type(value) for value in values] == [BareWord, str, BareWord, BareWord]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '{"order": 235',
        '{"order": 23501',
        '{"order": 23501} }',
        '{"order": 23501} x',
        '{"order": 23501}{"order": 2}',
        "Success",
        "{order: 1}",
        "{'order': 1}",
        '{"order": 1;}',
        '{"order": In progress}',
        '{"order": 01}',
        '{"order": +1}',
        '{"order": 1.}',
        '{"order": 1 2}',
        '{"order": -Infinity}',
        '{"order"}',
        '{"order": }',
        "{,}",
        "[,]",
        "[1,,2]",
        "[1,,]",
        '["a\nb"]',
        '["\\x"]',
        '["\\ud"]',
        '// hello\n{"order": 1}',
        '{"order": 1} // hello',
        "<html><head><style>a {b}</style></head></html>",
        '<!DOCTYPE html><p>{"order": 1}',
        '<script>x = {"order": 1}',
        "<br /><b>Warning</b>: nothing follows",
        '<br /><b>Warning</b>: x [1] in api.php<br />{"order": 1}',
        '<br /><b>Warning</b>: x<br />{"order": 1',
        'Warning: x in api.php {"order": 1}',
    ],
)
def test_nothing_is_invented(text: str) -> None:
    """What is cut off, followed by more, or bent in any other way is no answer."""
    with pytest.raises(PanelAnswerMalformed):
        read_json(text)


@pytest.mark.parametrize("json_text", ['{"order": 1}', '{"order": 1,}'])
def test_warning_ahead_of_the_json(json_text: str) -> None:
    """HTML that PHP printed ahead of the answer is taken off."""
    assert read_json(f"<br />\n<b>Warning</b>: Undefined x in <b>/api.php</b> on line <b>3</b><br />\n{json_text}") == {
        "order": 1
    }


def test_html_inside_the_json() -> None:
    """What a warning stands ahead of may hold any HTML itself."""
    assert read_json('<b>Warning</b>: x<br />[{"name": "<script>"}]') == [{"name": "<script>"}]


@pytest.mark.parametrize("bend", ["", ","])
def test_repeated_keys(bend: str) -> None:
    """A key that comes twice is read where both say the same, and is unreadable where they do not."""
    assert read_json(f'{{"order": 1, "order": 1{bend}}}') == {"order": 1}
    assert read_json(f'{{"order": 1, "order": 2{bend}}}') == {"order": UNREADABLE}
    assert read_json(f'{{"order": 1, "order": true{bend}}}') == {"order": UNREADABLE}


@pytest.mark.parametrize("bend", ["", ","])
@pytest.mark.parametrize(
    "digits", ["9" * 41, "9" * 5000, f"0.{'9' * 5000}", "1e99999999999999999999", "1e999999999", "1e-999999999"]
)
def test_numbers_nobody_can_reckon_with(digits: str, bend: str) -> None:
    """A number without end spoils itself alone."""
    assert read_json(f'{{"a": {digits}, "b": 1{bend}}}') == {"a": UNREADABLE, "b": 1}


@pytest.mark.parametrize("depth", [100, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting(depth: int, opening: str) -> None:
    """Brackets without end are malformed, whichever reader meets them."""
    for text in (opening * depth, opening * depth + "Word" + "]" * depth):
        with pytest.raises(PanelAnswerMalformed):
            read_json(text)


@settings(deadline=None)
@given(JSON)
def test_what_json_accepts(value: Any) -> None:
    """Strict JSON is read as what it says."""
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1)) == value


@settings(deadline=None)
@given(CONTAINERS)
def test_a_comma_at_the_end_changes_nothing(value: Any) -> None:
    """The lenient reader reads all that the strict one does."""
    text = json.dumps(value)
    bent = f"{text[:-1]},{text[-1]}" if value else text
    assert read_json(bent) == value


@settings(deadline=None)
@given(CONTAINERS, st.data())
@example({"order": 23501}, None)
def test_every_cut_is_refused(value: Any, data: st.DataObject | None) -> None:
    """No beginning of an answer is an answer."""
    text = json.dumps(value)
    for kept in range(len(text)):
        with pytest.raises(PanelAnswerMalformed):
            read_json(text[:kept])


@settings(deadline=None)
@given(st.text() | NEARLY_JSON)
def test_any_text(text: str) -> None:
    """Any text gives a value or is malformed."""
    try:
        read_json(text)
    except PanelAnswerMalformed:
        return


@settings(deadline=None)
@given(NEARLY_JSON)
def test_what_is_read_was_sent(text: str) -> None:
    """Each text and word in the value stands in what was sent."""
    try:
        value = read_json(text)
    except PanelAnswerMalformed:
        return
    if isinstance(value, dict):
        assert all(json.dumps(key)[1:-1] in text or "\\" in text for key in value)
