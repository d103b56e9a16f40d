"""What `services` and `balance` are answered with.

Source: panel API, part 1, "services", "balance", and part 2, "services", "Numbers".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.catalogue import NO_CATEGORY, NO_TYPE, Balance, PanelServiceId, ServiceRow
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.service_types import Counting, find_service_type
from bot.panel.wire_errors import find_refusal
from bot.panel.wire_orders import refuse_if_refused
from bot.panel.wire_values import read_amount, read_amount_text, read_count, read_flag, read_id, read_text

LONGEST_NAME = 500
LONGEST_DESCRIPTION = 2000
LONGEST_TYPE = 64
LONGEST_CURRENCY = 16
_WRAPPINGS = ("services", "data")
_NO_SERVICES = re.compile(r"\b(?:no|empty|without)\b.*\bservice|\bservices?\b.*\b(?:not found|empty)", re.IGNORECASE)


def read_services(answer: Any, unreadable: Callable[[str], None]) -> list[ServiceRow]:
    """Read the list of services, bare, under `services` or `data`, or keyed by id.

    Rows that cannot be read are left out, and `unreadable` is told of each; of rows with one id the first stays. An
    error that says there are no services is an empty list.
    Raises: PanelRefused; PanelAnswerMalformed, also when none of the rows can be read.
    """
    rows: dict[PanelServiceId, ServiceRow] = {}
    shared: dict[str, str] = {}  # a name of a category stands in a thousand rows, and once in memory
    listed = list(_listed(answer))
    for key, row in listed:
        service = _read_service(key, row)
        if service is None:
            unreadable(_name_of(key, row))
        else:
            category = shared.setdefault(service.category, service.category)
            description = shared.setdefault(service.description, service.description)
            rows.setdefault(service.panel_id, replace(service, category=category, description=description))
    if listed and not rows:
        raise PanelAnswerMalformed("no readable service")
    return list(rows.values())


def _name_of(key: Any, row: Any) -> str:
    return read_text(row.get("service") if isinstance(row, dict) else key, LONGEST_TYPE) or "without an id"


def _listed(answer: Any) -> Iterable[tuple[Any, Any]]:
    """Unwrap the list into rows with the key each stood under, if any."""
    for _ in _WRAPPINGS:  # {"data": {"services": […]}} is wrapped twice
        if isinstance(answer, dict):
            answer = next((answer[name] for name in _WRAPPINGS if isinstance(answer.get(name), list | dict)), answer)
    if isinstance(answer, list):
        return [(None, row) for row in answer]
    if not isinstance(answer, dict):
        raise PanelAnswerMalformed("no list of services")
    words = find_refusal(answer)
    if words is None:
        return list(answer.items())
    if _NO_SERVICES.search(words):
        return []
    raise PanelRefused(words)


def _read_service(key: Any, row: Any) -> ServiceRow | None:
    """Read one row; None without an id, a rate, or limits that make sense."""
    if not isinstance(row, dict):
        return None
    panel_id = read_id(row.get("service")) or read_id(key)
    rate = read_amount(row.get("rate"))
    kind = read_text(row.get("type"), LONGEST_TYPE) or NO_TYPE
    limits = _read_limits(row, kind)
    if panel_id is None or rate is None or rate < 0 or limits is None:
        return None
    return ServiceRow(
        panel_id=PanelServiceId(panel_id),
        name=read_text(row.get("name"), LONGEST_NAME) or f"#{panel_id}",
        type=kind,
        category=read_text(row.get("category"), LONGEST_NAME) or NO_CATEGORY,
        rate=rate,
        rate_text=read_amount_text(row["rate"]),
        minimum=limits[0],
        maximum=limits[1],
        refill=read_flag(row.get("refill")),
        cancel=read_flag(row.get("cancel")),
        drip_feed=read_flag(row.get("dripfeed", row.get("drip_feed"))),
        description=_first_text(row, "description", "desc", longest=LONGEST_DESCRIPTION, lines=True),
        average_time=_first_text(row, "average_time", longest=LONGEST_NAME),
        currency=read_text(row.get("currency"), LONGEST_CURRENCY) or None,
    )


def _read_limits(row: Mapping[str, Any], kind: str) -> tuple[int, int] | None:
    """Read min and max; types that are not counted need none, and get 1 and 1."""
    minimum, maximum = read_count(row.get("min")), read_count(row.get("max"))
    if minimum is not None and maximum is not None and max(minimum, 1) <= maximum:
        return max(minimum, 1), maximum
    known = find_service_type(kind)
    is_counted = known is not None and known.counting in (Counting.GIVEN, Counting.LINES)
    return None if is_counted else (1, 1)


def _first_text(row: Mapping[str, Any], *names: str, longest: int, lines: bool = False) -> str:
    return next((text for name in names if (text := read_text(row.get(name), longest, lines=lines))), "")


def read_balance(answer: Any) -> Balance:
    """Read the balance, a number or a text.

    Raises: PanelRefused, PanelAnswerMalformed.
    """
    amount = read_amount(answer.get("balance")) if isinstance(answer, dict) else None
    if amount is None:
        refuse_if_refused(answer)
        raise PanelAnswerMalformed("no balance")
    currency = read_text(answer.get("currency"), LONGEST_CURRENCY) or None
    return Balance(amount=amount, text=read_amount_text(answer["balance"]), currency=currency)
