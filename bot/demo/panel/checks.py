"""What the sandbox checks in an `add`, by the table of service types.

Source of the texts: panel API, family document, "Errors". A parameter that is missing or unreadable is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.demo.panel.catalogue import CatalogueRow
from bot.demo.panel.oddities import TargetField
from bot.demo.panel.refusal import BAD_LINK, INCORRECT_TYPE, NO_DRIP_FEED, Refusal
from bot.domain.errors import TargetRejected
from bot.domain.money import price_per_1000
from bot.domain.service_types import DRIP_FEED, Counting, Field, FieldKind, Pricing, ServiceType, find_service_type
from bot.domain.target import read_target

_WHOLE = re.compile(r"-?[0-9]{1,30}")
_MOST_RUNS = 10_000  # and posts
_ENDLESS_POSTS = 10  # a subscription that names no number of posts is given so many here


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOrder:
    """An `add` that is in order. `needed` is what must be on the balance for it."""

    link: str
    quantity: int  # of one run
    runs: int
    interval_minutes: int
    needed: Decimal


def check_add(row: CatalogueRow, parameters: Mapping[str, str], target_field: TargetField) -> CheckedOrder:
    """Check everything that an `add` brings for a service.

    Raises: Refusal in the panel's words.
    """
    kind = find_service_type(row.type)
    if kind is None:
        raise Refusal(INCORRECT_TYPE)
    link = _check_link(kind, parameters, target_field)
    for field in kind.required:
        if field.needed_if is None or parameters.get(field.needed_if[0]) == field.needed_if[1]:
            _check_field(field, _require(parameters, field.name))
    for field in kind.optional:
        if parameters.get(field.name):
            _check_field(field, parameters[field.name])
    quantity = _check_quantity(row, kind, parameters)
    runs, interval = _check_drip_feed(row, kind, parameters)
    if kind.counting in (Counting.GIVEN, Counting.LINES):
        _check_limits(row, quantity * runs)
    needed = _price(row, kind, quantity * runs)
    return CheckedOrder(link=link, quantity=quantity, runs=runs, interval_minutes=interval, needed=needed)


def _check_link(kind: ServiceType, parameters: Mapping[str, str], target_field: TargetField) -> str:
    """Read the target from `url` or `link`; a subscription follows a username and may do without."""
    names = ("url", "link") if target_field is TargetField.EITHER else (target_field.value,)
    link = next((parameters[name] for name in names if parameters.get(name)), "")
    if not link and kind.counting is Counting.NONE:
        return ""
    try:
        return read_target(link)
    except TargetRejected as error:
        raise Refusal(BAD_LINK) from error


def _require(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, "")
    if not value.strip():
        raise Refusal(f"Missing parameter: {name}")
    return value


def read_lines(text: str) -> list[str]:
    """Split a list as panels do: stripped, empty lines dropped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _check_field(field: Field, value: str) -> None:
    if not _fits(field, value.strip()):
        raise Refusal(f"Incorrect {field.name}")


def _fits(field: Field, value: str) -> bool:
    match field.kind:
        case FieldKind.QUANTITY:
            return _WHOLE.fullmatch(value) is not None
        case FieldKind.NUMBER:
            return _WHOLE.fullmatch(value) is not None and int(value) >= 0
        case FieldKind.CHOICE:
            return value in field.choices
        case FieldKind.DATE:
            return _is_date(value)
        case FieldKind.LINK:
            return _is_link(value)
        case _:
            return bool(value)


def _is_date(value: str) -> bool:
    try:
        datetime.strptime(value, "%d/%m/%Y")  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return False
    return True


def _is_link(value: str) -> bool:
    try:
        read_target(value)
    except TargetRejected:
        return False
    return True


def _whole(parameters: Mapping[str, str], name: str) -> int:
    text = _require(parameters, name).strip()
    if not _WHOLE.fullmatch(text):
        raise Refusal(f"Incorrect {name}")
    return int(text)


def _check_quantity(row: CatalogueRow, kind: ServiceType, parameters: Mapping[str, str]) -> int:
    """Count an order by its type's rule and hold it against the service's limits; a package is always one."""
    if kind.counting is Counting.ONE:
        return 1
    if kind.counting is Counting.NONE:
        return _check_posts(row, parameters)
    if kind.counting is Counting.LINES:
        quantity = len(read_lines(parameters[kind.counted or ""]))
    else:
        quantity = _whole(parameters, "quantity")
    _check_limits(row, quantity)
    return quantity


def _check_limits(row: CatalogueRow, quantity: int) -> None:
    if quantity < row.min:
        raise Refusal(f"Quantity less than minimal {row.min}")
    if quantity > row.max:
        raise Refusal(f"Quantity more than maximum {row.max}")


def _check_posts(row: CatalogueRow, parameters: Mapping[str, str]) -> int:
    """Check a subscription's quantities for each post, and count its posts."""
    low, high = _whole(parameters, "min"), _whole(parameters, "max")
    _check_limits(row, low)
    _check_limits(row, high)
    if low > high:
        raise Refusal("Incorrect max")
    posts = _whole(parameters, "posts") if parameters.get("posts") else 0
    if posts > _MOST_RUNS:
        raise Refusal("Incorrect posts")
    return posts or _ENDLESS_POSTS


def _check_drip_feed(row: CatalogueRow, kind: ServiceType, parameters: Mapping[str, str]) -> tuple[int, int]:
    """Return runs and the minutes between them; one without the other is refused."""
    if not any(parameters.get(field.name) for field in DRIP_FEED):
        return 1, 0
    runs, interval = (_whole(parameters, field.name) for field in DRIP_FEED)
    if not (kind.drip_feed and row.dripfeed):
        raise Refusal(NO_DRIP_FEED)
    if not 1 <= runs <= _MOST_RUNS:
        raise Refusal("Incorrect runs")
    if interval < 1:
        raise Refusal("Incorrect interval")
    return runs, interval


def _price(row: CatalogueRow, kind: ServiceType, total: int) -> Decimal:
    rate = Decimal(row.rate)
    return price_per_1000(rate, total) if kind.pricing is Pricing.PER_1000 else rate
