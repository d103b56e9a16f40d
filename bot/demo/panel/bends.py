"""The panel's answers as JSON values, in the shapes that the oddities ask for."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.demo.panel import refusal
from bot.demo.panel.catalogue import CatalogueRow
from bot.demo.panel.oddities import (
    AddStyle,
    ErrorStyle,
    FlagStyle,
    IdStyle,
    ListStyle,
    NumberStyle,
    Oddities,
    RemainsStyle,
    StartStyle,
    WordStyle,
)
from bot.demo.panel.order import SandboxOrder
from bot.demo.panel.sandbox import OPAQUE_PREFIX
from bot.domain.service_types import Counting, find_service_type
from bot.domain.status import Status, is_final, read_status


def plain(amount: Decimal) -> str:
    """Print an amount exactly, without exponent and idle zeros: 0.27819."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(text: str, style: NumberStyle) -> str | float | int:
    """Print an amount of money that stands in a row."""
    amount = Decimal(text)
    match style:
        case NumberStyle.NUMBERS:
            return json_number(amount)
        case NumberStyle.DOLLARS:
            return f"${text}"
        case NumberStyle.GROUPED:
            return f"{amount:,f}"
        case _:
            return text


def json_number(amount: Decimal) -> float | int:
    """Turn an amount into a JSON number; up to 15 digits a float prints them all exactly."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def count(number: int, style: NumberStyle) -> str | int:
    """Print a whole number that stands in a row."""
    if style is NumberStyle.NUMBERS:
        return number
    return f"{number:,}" if style is NumberStyle.GROUPED else str(number)


def balance(amount: Decimal, currency: str, style: NumberStyle) -> dict[str, Any]:
    """Print the balance."""
    shown = json_number(amount) if style is NumberStyle.DOCUMENTED else money(plain(amount), style)
    return {"balance": shown, "currency": currency}


def order_id(number: int, style: IdStyle) -> str | int:
    """Print an order's id."""
    if style is IdStyle.NUMBER:
        return number
    return str(number) if style is IdStyle.STRING else f"{OPAQUE_PREFIX}{number}"


def added(number: int, oddities: Oddities) -> dict[str, Any]:
    """Print the answer to an `add` that was taken."""
    if oddities.add is AddStyle.STATUS_ONLY:
        return {"status": "success"}
    answer = {"order": order_id(number, oddities.order_ids)}
    return {"status": "success", **answer} if oddities.add is AddStyle.STATUS_AND_ORDER else answer


def services(rows: Sequence[CatalogueRow], oddities: Oddities) -> Any:
    """Print the list of services."""
    printed = [_service(row, oddities) for row in rows]
    match oddities.services:
        case ListStyle.SERVICES | ListStyle.DATA:
            return {oddities.services.value: printed}
        case ListStyle.KEYED:
            return {str(row["service"]): row for row in printed}
        case ListStyle.EMPTY:
            return []
        case ListStyle.EMPTY_AS_ERROR:
            return {"error": "No services found"}
        case _:
            return printed


def _service(row: CatalogueRow, oddities: Oddities) -> dict[str, Any]:
    nameless = oddities.null_category and find_service_type(row.type) is None
    printed: dict[str, Any] = {
        "service": row.id,
        "name": row.name,
        "type": row.type,
        "category": None if nameless else row.category,
        "rate": money(row.rate, oddities.numbers),
        "min": count(row.min, oddities.numbers),
        "max": count(row.max, oddities.numbers),
    }
    return printed if oddities.flags is FlagStyle.NONE else printed | _flags(row, oddities.flags)


def _flags(row: CatalogueRow, style: FlagStyle) -> dict[str, Any]:
    return {
        "refill": _flag(row.refill, style),
        "cancel": _flag(row.cancel, style),
        "dripfeed": _flag(row.dripfeed, style),
        "desc": row.description,
        "average_time": row.average_time,
    }


def _flag(flag: bool, style: FlagStyle) -> bool | int | str:  # noqa: FBT001 - the value itself
    if style is FlagStyle.BOOLEANS:
        return flag
    return int(flag) if style is FlagStyle.NUMBERS else str(int(flag))


def report(order: SandboxOrder, currency: str, oddities: Oddities) -> dict[str, Any]:
    """Print how an order stands."""
    word = _word(order.status, oddities)
    if oddities.bare_parents and _is_parent(order):
        begun = (order.total - order.remains) // order.quantity if order.runs > 1 else order.total - order.remains
        return {"status": word, "runs": str(begun), "orders": [order.id * 100 + n for n in range(1, begun + 1)]}
    return {
        "charge": money(plain(order.charge), oddities.numbers),
        "start_count": _start_count(order, oddities),
        "status": word,
        "remains": _remains(order, oddities),
        "currency": currency,
    }


def _is_parent(order: SandboxOrder) -> bool:
    kind = find_service_type(order.row.type)
    return order.runs > 1 or (kind is not None and kind.counting is Counting.NONE)


def _word(status: str, oddities: Oddities) -> str:
    if oddities.unknown_word and status == Status.IN_PROGRESS:
        return oddities.unknown_word
    if oddities.words is WordStyle.BRITISH and status == Status.CANCELED:
        return "Cancelled"
    return _SPELLINGS[oddities.words](str(status))


_SPELLINGS: Mapping[WordStyle, Callable[[str], str]] = {
    WordStyle.PLAIN: str,
    WordStyle.BRITISH: str,
    WordStyle.LOWER: str.lower,
    WordStyle.UPPER: str.upper,
    WordStyle.UNDERSCORE: lambda status: status.lower().replace(" ", "_"),
    WordStyle.JOINED: lambda status: status.replace(" ", "").capitalize(),
}


def _start_count(order: SandboxOrder, oddities: Oddities) -> Any:
    """Print where it started; a panel has not looked yet while the order waits, and says 0."""
    if oddities.start_count is StartStyle.NULL:
        return None
    if oddities.start_count is StartStyle.EMPTY:
        return ""
    return count(0 if order.status == Status.PENDING else order.start_count, oddities.numbers)


def _remains(order: SandboxOrder, oddities: Oddities) -> Any:
    match oddities.remains:
        case RemainsStyle.UNKNOWN:
            return "Unknown"
        case RemainsStyle.NEGATIVE:
            return count(-7, oddities.numbers)
        case RemainsStyle.ZERO if not is_final(read_status(order.status)):
            return count(0, oddities.numbers)
        case RemainsStyle.LEFT if order.status == Status.COMPLETED:
            return count(7, oddities.numbers)
        case _:
            return count(order.remains, oddities.numbers)


def error(words: str, style: ErrorStyle = ErrorStyle.ERROR) -> Any:
    """Print a refusal in its envelope."""
    envelopes: Mapping[ErrorStyle, Any] = {
        ErrorStyle.ERROR: {"error": words},
        ErrorStyle.STATUS_MSG: {"status": "error", "msg": words},
        ErrorStyle.STATUS_MESSAGE: {"status": "fail", "message": words},
        ErrorStyle.SUCCESS_MSG: {"success": False, "msg": words},
        ErrorStyle.ERRORS: {"errors": [words]},
        ErrorStyle.CAPITAL: {"Error": words},
        ErrorStyle.STRING: words,
    }
    return envelopes[style]


RATE_LIMITED = error(refusal.RATE_LIMIT)
