"""How a panel says no."""

from typing import Any

import pytest

from bot.panel.lenient_json import read_json
from bot.panel.wire_errors import LONGEST_WORDS, NO_WORDS, find_refusal, is_crash, is_rate_limit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"error": "incorrect service type"}', "incorrect service type"),
        ('{"Error": "Bad link"}', "Bad link"),
        ('{"ERROR": "Bad link"}', "Bad link"),
        ('{"errors": "Bad link"}', "Bad link"),
        ('{"errors": ["Bad link", "Bad link", "Too few"]}', "Bad link; Too few"),
        ('{"errors": {"link": ["The link is required."]}}', "The link is required."),
        ('{"error": {"code": 105, "message": "Bad link"}}', "Bad link"),
        ('{"error": true, "message": "Bad link"}', "Bad link"),
        ('{"error": 105, "message": "Bad link"}', "105: Bad link"),
        ('{"error": 105}', "105"),
        ('{"error": "neworder.error.min"}', "neworder.error.min"),
        ('{"error": "Недостаточно средств"}', "Недостаточно средств"),
        ('{"error": "a\\nb \\u0000 c"}', "a b c"),
        ('{"error": true}', NO_WORDS),
        ('{"error": {}, "errors": {"a": null}}', NO_WORDS),
        ('{"status": "error", "msg": "Bad link"}', "Bad link"),
        ('{"status": "fail", "message": "Bad link"}', "Bad link"),
        ('{"status": "Failed", "message": ["Bad link"]}', "Bad link"),
        ('{"status": "error"}', NO_WORDS),
        ('{"status": false, "message": "Bad link"}', "Bad link"),
        ('{"status": 0, "msg": "Bad link"}', "Bad link"),
        ('{"success": false, "msg": "Bad link"}', "Bad link"),
        ('{"success": 0, "message": "Bad link"}', "Bad link"),
        ('{"success": "false"}', NO_WORDS),
        ('{"error": "a", "error": "b"}', NO_WORDS),
        ('{"error": Denied}', "Denied"),
        ('{"error": null, "Error": "Bad link"}', "Bad link"),
    ],
)
def test_envelopes(text: str, words: str) -> None:
    """Each envelope a refusal comes in is opened."""
    assert find_refusal(read_json(text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "null",
        '"error"',
        '{"error": null}',
        '{"error": false}',
        '{"error": ""}',
        '{"error": []}',
        '{"error": 0}',
        '{"error": "false"}',
        '{"success": true}',
        '{"success": null}',
        '{"success": ""}',
        '{"status": "Success", "message": "Thank you."}',
        '{"status": false}',
        '{"message": "hello"}',
        '[{"error": "Incorrect order ID"}]',
    ],
)
def test_no_envelopes(text: str) -> None:
    """An empty error refuses nothing, and neither does a message."""
    assert find_refusal(read_json(text)) is None


def test_words_have_a_length() -> None:
    """Words without end are cut."""
    assert len(find_refusal({"error": "no " * 1000}) or "") <= LONGEST_WORDS
    assert len(find_refusal({"errors": ["no " * n for n in range(1, 400)]}) or "") <= LONGEST_WORDS


def test_words_have_a_depth() -> None:
    """Words buried too deeply are not dug out."""
    buried: Any = "no"
    for _ in range(1000):
        buried = [buried]
    assert find_refusal({"error": buried}) == NO_WORDS


@pytest.mark.parametrize(
    ("words", "says_so"),
    [
        ("Rate limit exceeded", True),
        ("rate_limit", True),
        ("Too Many Requests", True),
        ("Too many attempts.", True),
        ("Quantity more than maximum 100", False),
        ("The rate is gone", False),
        ("Corporate limits", False),
    ],
)
def test_rate_limits(words: str, says_so: bool) -> None:
    """A refusal that asks to come later is told from one that is final."""
    assert is_rate_limit(words) is says_so


@pytest.mark.parametrize(
    ("words", "says_so"),
    [
        ("Internal Server Error", True),
        ("500 Internal Server Error.", True),
        ("Server Error", True),
        ("Bad Gateway", True),
        ("Service Temporarily Unavailable", True),
        ("Gateway Time-out", True),
        ("Bad link", False),
        ("Service unavailable in your country", False),
        ("Incorrect service ID", False),
    ],
)
def test_crashes(words: str, says_so: bool) -> None:
    """What a web server says of a crash is told from the panel's own words."""
    assert is_crash(words) is says_so
