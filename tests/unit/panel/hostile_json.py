"""What a panel might answer, made of the words that its readers look for."""

import json
from typing import Any

from hypothesis import strategies as st

_ENDLESS = "a number of 5,000 digits"  # which Python itself would not print
NAMES = st.sampled_from(
    [
        *("order", "orders", "error", "errors", "Error", "status", "success", "message", "msg", "balance", "currency"),
        *("charge", "remains", "start_count", "services", "data", "refill", "cancel", "refill_id", "service", "name"),
        *("type", "category", "rate", "min", "max", "dripfeed", "desc", "description", "average_time", "code", ""),
        *("1", "23501", "ord_01H", "0", "-1"),
    ]
)
WORDS = st.sampled_from(
    [
        *("Success", "success", "error", "fail", "false", "true", "null", "None", "0", "1", "-1", "23501", " 23501 "),
        *("In progress", "Partial", "Fail", "Incorrect order ID", "Rate limit exceeded", "No services", "Default"),
        *("0.90", "$1,234.56", "1e9999999999999999999", "1e-9999999999999999999", "1e999999", "9" * 64, "9" * 5000),
        *("٣", "²", "½", "", " ", "\ud800", "\x00", "\u202e", "<b>", "x" * 5000, "Internal Server Error"),
    ]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([_ENDLESS, -(10**41), 1e308, 5e-324, 10**15, 2**63])
SCALARS = st.none() | st.booleans() | NUMBERS | WORDS | st.text(st.characters(codec=None), max_size=20)
ANSWERS: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES, inner, max_size=5)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=14,
)


def printed(answer: Any) -> str:
    """Print an answer as JSON."""
    return json.dumps(answer).replace(f'"{_ENDLESS}"', "9" * 5000)


# Each is something that a whole answer is made of: JSON, JSON that is bent or cut, and anything at all.
TEXTS = ANSWERS.map(printed)
BODIES = (
    TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.tuples(TEXTS, st.integers(0, 400)).map(lambda cut: cut[0][: cut[1]].encode())
    | TEXTS.map(lambda text: f"<br /><b>Warning</b>: x<br />{text}".encode())
    | TEXTS.map(lambda text: text.replace("}", ",}").replace('"Success"', "Success").encode())
    | TEXTS.map(lambda text: text.encode("utf-16"))
    | st.binary(max_size=200)
)
