"""What `refill_status` is answered with.

Source: panel API, family document, "refill / cancel": `{"status": "Completed"}` for one, a list of
`{"refill": 1, "status": "Completed"}` for many, where a row's status may be `{"error": "…"}`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.panel.wire_errors import find_refusal, lower_keys
from bot.panel.wire_values import LONGEST_WORD, read_id, read_text


def read_refill_statuses(answer: Any, asked: Collection[str]) -> dict[str, str | PanelRefused]:
    """Read an answer about refills: the panel's word for each that was asked about and answered readably.

    Raises: PanelRefused when the panel refused the whole request; PanelAnswerMalformed when it is no answer to it.
    """
    found: dict[str, str | PanelRefused] = {}
    for refill_id, row in _rows(answer, asked):
        read = _read_row(row)
        if read is not None and refill_id in asked:
            found.setdefault(refill_id, read)
    return found


def _rows(answer: Any, asked: Collection[str]) -> list[tuple[str, Any]]:
    if isinstance(answer, list):
        rows = [lower_keys(row) for row in answer if isinstance(row, dict)]
        return [(read_id(row.get("refill")) or "", row) for row in rows]
    if not isinstance(answer, dict):
        raise PanelAnswerMalformed("neither a map nor a list of refills")
    by_id = [(read_id(key) or "", row) for key, row in answer.items()]
    if any(refill_id in asked for refill_id, _ in by_id):
        return by_id
    said = lower_keys(answer)
    if len(asked) == 1 and "status" in said and _read_row(said) is not None:
        return [(next(iter(asked)), said)]
    words = find_refusal(answer)
    raise PanelAnswerMalformed("nothing about refills") if words is None else PanelRefused(words)


def _read_row(row: Any) -> str | PanelRefused | None:
    """Read how one refill stands: a word, or an object with one, or with an error."""
    if isinstance(row, str):
        return read_text(row, LONGEST_WORD) or None
    if not isinstance(row, Mapping):
        return None
    status = row.get("status")
    words = find_refusal(status) if isinstance(status, dict) else None
    if words is not None or "error" in row:
        return PanelRefused(words or read_text(row.get("error"), LONGEST_WORD))
    return read_text(status, LONGEST_WORD) or None
