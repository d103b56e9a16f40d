"""What `status` is answered with, for one order and for many.

Source: panel API, part 1, "status", and part 2, "status": maps by id, lists of objects with `order`, rows that are
plain strings or errors, absent rows; one bad row never spoils the batch.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.order import Report
from bot.domain.status import read_status
from bot.panel.wire_errors import LONGEST_WORDS, find_refusal, is_failure_word, lower_keys
from bot.panel.wire_values import LONGEST_WORD, read_amount, read_amount_text, read_count, read_id, read_text

LONGEST_CURRENCY = 16
_FACTS = ("charge", "remains", "start_count", "orders")  # only an order's report has them


def read_reports(
    answer: Any, asked: Collection[PanelOrderId], unreadable: Callable[[str], None]
) -> dict[PanelOrderId, Report | PanelRefused]:
    """Read an answer about orders: an entry for each id that was asked about and answered readably.

    Rows about other ids are passed over; `unreadable` is told the id of a row that cannot be read.
    Raises: PanelRefused when the panel refused the whole request; PanelAnswerMalformed when the answer is neither a
    map nor a list.
    """
    found: dict[PanelOrderId, Report | PanelRefused] = {}
    for order_id, row in _rows(answer, asked).items():
        read = _read_row(row)
        if read is None:
            unreadable(order_id)
        else:
            found[order_id] = read
    return found


def _rows(answer: Any, asked: Collection[PanelOrderId]) -> dict[PanelOrderId, Any]:
    """Take an answer apart into rows by id; of two rows about one order the first stays."""
    if isinstance(answer, list):
        pairs = [(row.get("order"), row) for row in answer if isinstance(row, dict)]
    elif isinstance(answer, dict):
        pairs = list(answer.items())
    else:
        raise PanelAnswerMalformed("neither a map nor a list of orders")
    wanted = set(asked)
    rows: dict[PanelOrderId, Any] = {}
    for key, row in pairs:
        order_id = PanelOrderId(read_id(key) or "")
        if order_id in wanted:
            rows.setdefault(order_id, row)
    if not rows and isinstance(answer, dict):
        return _whole_answer(answer, asked)
    return rows


def _whole_answer(answer: Mapping[str, Any], asked: Collection[PanelOrderId]) -> dict[PanelOrderId, Any]:
    """Read an object that is not a map by id: the report of the one order asked about, or a refusal of them all."""
    words = _refusal_of(answer)
    if words is not None:
        raise PanelRefused(words)
    if len(asked) == 1 and "status" in lower_keys(answer):
        return dict.fromkeys(asked, answer)
    return {}


def _read_row(row: Any) -> Report | PanelRefused | None:
    if isinstance(row, str):
        words = read_text(row, LONGEST_WORDS)
        return PanelRefused(words) if words else None
    if not isinstance(row, dict):
        return None
    refusal = _refusal_of(row)
    return _read_report(lower_keys(row)) if refusal is None else PanelRefused(refusal)


def _refusal_of(row: Mapping[str, Any]) -> str | None:
    """Tell a refusal from a report: in a report, "Fail" is how the order stands, whatever words stand beside it.

    A row with an `error` is a report too, if it also says how the order stands.
    """
    said = lower_keys(row)
    status = said.get("status")
    if any(name in said for name in _FACTS) and read_text(status, LONGEST_WORD):
        return None
    stands = isinstance(status, str) and status.strip() != ""
    if stands and (not is_failure_word(status) or _is_lone_status(said)):
        return None
    return find_refusal(row)


def _is_lone_status(said: Mapping[str, Any]) -> bool:
    return not {"error", "errors", "message", "msg", "success"} & set(said)


def _read_report(said: Mapping[str, Any]) -> Report | None:
    """Read a report; None where it does not say how the order stands.

    Negative `remains` mean that more was delivered than ordered: nothing remains, so they are read as 0.
    """
    word = read_text(said["status"], LONGEST_WORD) if isinstance(said.get("status"), str) else ""
    if not word:
        return None
    charge = read_amount(said.get("charge"))
    remains = read_count(said.get("remains"))
    return Report(
        status=read_status(word),
        status_word=word,
        remains=None if remains is None else max(remains, 0),
        start_count=read_count(said.get("start_count")),
        charge=charge,
        charge_text=None if charge is None else read_amount_text(said["charge"]),
        currency=read_text(said.get("currency"), LONGEST_CURRENCY) or None,
        children=_read_children(said.get("orders")),
    )


def _read_children(orders: Any) -> tuple[PanelOrderId, ...]:
    """Read the ids under a drip-feed or subscription parent; what is none is left out."""
    ids = (read_id(one) for one in orders) if isinstance(orders, list) else ()
    return tuple(dict.fromkeys(PanelOrderId(one) for one in ids if one))
