"""What `add`, `refill` and `cancel` are answered with.

Source: panel API, part 1, and part 2, "add", "refill / cancel".
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.request import Acceptance
from bot.panel.lenient_json import UNREADABLE
from bot.panel.wire_errors import LONGEST_WORDS, find_refusal, flatten, lower_keys
from bot.panel.wire_values import read_flag, read_id, read_text

_YES = frozenset({"success", "ok", "accepted", "true", "1"})


def find_order_id(answer: Any) -> PanelOrderId | None:
    """Find the id in an answer to `add`; None where there is no usable one."""
    found = read_id(answer.get("order")) if isinstance(answer, dict) else None
    return PanelOrderId(found) if found else None


def read_order_id(answer: Any) -> PanelOrderId:
    """Read the answer to `add`: it succeeded if and only if it has a usable `order`.

    An `order` counts even where an error stands beside it: the panel has numbered it, and its status will tell. An
    `order` of null, 0, false or "" is none. One that is there and cannot be read leaves the outcome open, whatever
    error stands beside it.
    Raises: PanelRefused, PanelAnswerMalformed.
    """
    if order_id := find_order_id(answer):
        return order_id
    if isinstance(answer, dict) and _is_something(answer.get("order")):
        raise PanelAnswerMalformed("an order without a usable id")
    refuse_if_refused(answer)
    raise PanelAnswerMalformed("neither an order nor an error")


def _is_something(order: Any) -> bool:
    return order is UNREADABLE or (bool(order) and str(order).strip() not in {"", "0", "null", "false"})


def refuse_if_refused(answer: Any) -> None:
    """Raise the panel's refusal, if the answer is one."""
    words = find_refusal(answer)
    if words is not None:
        raise PanelRefused(words)


def read_acceptance(answer: Any, action: str, order_id: PanelOrderId) -> Acceptance:
    """Read the answer to `refill` or `cancel`; the words are "" where the panel only flags it.

    Forms: `{"status": Success, "message": "…"}`, `{"refill": "1"}`, `{"success": "…", "refill": 12345}`,
    `[{"order": 1, "refill": 1}, …]`, `{"refill": {"error": "…"}}`.
    Raises: PanelRefused, PanelAnswerMalformed.
    """
    row = _row_of(answer, order_id)
    refuse_if_refused(row)
    said = lower_keys(row)
    mark = said.get(action)
    refuse_if_refused(mark)
    request_id = read_id(mark)
    if request_id is None and not _says_yes(mark) and not _says_yes(said.get("status")):
        _require_success(said)
    return Acceptance(_words(said), request_id)


def _row_of(answer: Any, order_id: PanelOrderId) -> Mapping[str, Any]:
    """Choose the part of the answer that is about this order."""
    rows = answer if isinstance(answer, list) else [answer]
    for row in rows:
        if isinstance(row, dict) and (row is answer or read_id(row.get("order")) == order_id):
            return row
    raise PanelAnswerMalformed("nothing about the order")


def _says_yes(value: Any) -> bool:
    return isinstance(value, str | int) and str(value).strip().casefold() in _YES


def _require_success(said: Mapping[str, Any]) -> None:
    """Accept `"success": true` and a sentence under `success`."""
    success = said.get("success")
    is_sentence = isinstance(success, str) and len(success.split()) > 1
    if not is_sentence and not _says_yes(success) and read_flag(success) is not True:
        raise PanelAnswerMalformed("neither accepted nor refused")


def _words(said: Mapping[str, Any]) -> str:
    words = flatten(said.get("message")) or flatten(said.get("msg"))
    success = said.get("success")
    if not words and isinstance(success, str) and not _says_yes(success):
        words = read_text(success, LONGEST_WORDS)
    return words
