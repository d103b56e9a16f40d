"""How a panel says no.

Source: panel API, part 2, "Errors": `{"error": "…"}`, `{"status": "error", "msg": "…"}`,
`{"status": "fail", "message": "…"}`, `{"success": false, "msg": "…"}`, `{"errors": …}`, `{"Error": …}`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.panel.lenient_json import UNREADABLE
from bot.panel.wire_values import read_flag, read_text

LONGEST_WORDS = 500
NO_WORDS = "no reason given"
_DEEPEST_WORDS = 4
_ERRORS = ("error", "errors")
_EXPLANATIONS = ("message", "msg", "error_message", "description", "reason", "text")
_NOTHING = frozenset({"", "0", "false", "no", "none", "null", "undefined"})
_MERE_YES = frozenset({"1", "true", "yes"})
_FAILURES = frozenset({"error", "fail", "failed", "failure"})
_RATE_LIMIT = re.compile(r"\brate[ _-]?limit|\btoo many (?:requests|attempts)", re.IGNORECASE)
# What a web server says by itself when the program behind it broke: no answer of the panel's.
_CRASH = re.compile(
    r"(?:5\d\d[ :-]*)?(?:internal )?server error|(?:5\d\d[ :-]*)?(?:bad gateway|service (?:temporarily )?unavailable)"
    r"|(?:5\d\d[ :-]*)?gateway time-?out",
    re.IGNORECASE,
)


def find_refusal(answer: Any) -> str | None:
    """Find the panel's words for its refusal in an answer; None where the answer refuses nothing.

    `"error": null`, `false`, `""` and the like refuse nothing. A lone `"status": "error"` refuses, with no reason
    given; whoever reads an order's report must look at its `status` first: there "Fail" is how the order stands.
    """
    if not isinstance(answer, dict):
        return None
    said = lower_keys(answer)
    for name in _ERRORS:
        if not _is_nothing(said.get(name)):
            return _words(said, said[name])
    status = said.get("status")
    if read_flag(said.get("success")) is False or is_failure_word(status):
        return _words(said, None)
    if read_flag(status) is False and _explanation(said):
        return _words(said, None)
    return None


def is_failure_word(status: Any) -> bool:
    """Tell whether a `status` says that something failed: a request, or, in a report, the order."""
    return isinstance(status, str) and status.strip().casefold() in _FAILURES


def is_rate_limit(words: str) -> bool:
    """Tell a refusal that only asks to come again later, like "Rate limit exceeded"."""
    return _RATE_LIMIT.search(words) is not None


def is_crash(words: str) -> bool:
    """Tell words that a web server puts around a crash, like "Internal Server Error", from the panel's own."""
    return _CRASH.fullmatch(words.strip(" .!")) is not None


def lower_keys(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with its names in small letters; of `error` and `Error` the first that says something stays."""
    lowered: dict[str, Any] = {}
    for name, value in answer.items():
        if _is_nothing(lowered.get(name.lower())):
            lowered[name.lower()] = value
    return lowered


def _is_nothing(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in _NOTHING
    return value is not UNREADABLE and not value


def _words(said: Mapping[str, Any], error: Any) -> str:
    """Choose the words: the error's own, or the message beside it where the error is a mere yes or a number."""
    own = flatten(error)
    beside = _explanation(said)
    if own.casefold() in _MERE_YES | {""}:
        own = ""
    if own.isdecimal() and beside:
        own = f"{own}: {beside}"
    return (own or beside or NO_WORDS)[:LONGEST_WORDS]


def _explanation(said: Mapping[str, Any]) -> str:
    return next((words for name in _EXPLANATIONS if (words := flatten(said.get(name)))), "")


def flatten(value: Any, deeper: int = _DEEPEST_WORDS) -> str:
    """Join the texts in a value of any shape, as in `{"errors": {"link": ["is required"]}}`."""
    if isinstance(value, str | int | Decimal):
        return read_text(value, LONGEST_WORDS) if not isinstance(value, bool) else ""
    if deeper == 0:
        return ""
    if isinstance(value, dict):
        named = [value[name] for name in _EXPLANATIONS if value.get(name)]
        return flatten(named or list(value.values()), deeper - 1)
    if isinstance(value, list):
        parts = dict.fromkeys(words for one in value[:20] if (words := flatten(one, deeper - 1)))
        return "; ".join(parts)[:LONGEST_WORDS]
    return ""
