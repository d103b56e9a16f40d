"""The ways in which panels of the family differ, as switches. All are off at first: valid JSON as documented.

Source: panel API, family document, "Transport", "Numbers", "services", "status", "refill / cancel", "Errors".
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class TargetField(StrEnum):
    """Which parameter of `add` the panel reads the target from."""

    EITHER = "either"
    URL = "url"
    LINK = "link"


class NumberStyle(StrEnum):
    """How numbers are printed."""

    DOCUMENTED = "documented"  # strings in rows, a number as balance
    STRINGS = "strings"
    NUMBERS = "numbers"
    DOLLARS = "dollars"  # "$0.50" where it is money
    GROUPED = "grouped"  # "1,234.56"


class IdStyle(StrEnum):
    """What an order id looks like."""

    NUMBER = "number"
    STRING = "string"
    OPAQUE = "opaque"  # "ord_01H…"


class FlagStyle(StrEnum):
    """How refill, cancel and dripfeed are sent with services, and with them `desc` and `average_time`."""

    NONE = "none"  # not sent, as in the panel's document
    BOOLEANS = "booleans"
    NUMBERS = "numbers"
    STRINGS = "strings"


class ListStyle(StrEnum):
    """What the list of services is wrapped in."""

    LIST = "list"
    SERVICES = "services"
    DATA = "data"
    KEYED = "keyed"
    EMPTY = "empty"  # nothing on sale: []
    EMPTY_AS_ERROR = "empty_as_error"


class AddStyle(StrEnum):
    """What an `add` that was taken is answered with."""

    ORDER = "order"
    STATUS_AND_ORDER = "status_and_order"
    STATUS_ONLY = "status_only"  # which proves nothing, though the order was taken


class WordStyle(StrEnum):
    """How status words are spelt."""

    PLAIN = "plain"
    LOWER = "lower"
    UPPER = "upper"
    UNDERSCORE = "underscore"
    JOINED = "joined"
    BRITISH = "british"  # "Cancelled"


class StartStyle(StrEnum):
    """What stands for a start count."""

    PLAIN = "plain"
    NULL = "null"
    EMPTY = "empty"


class RemainsStyle(StrEnum):
    """What stands for what remains."""

    PLAIN = "plain"
    UNKNOWN = "unknown"
    NEGATIVE = "negative"
    ZERO = "zero"  # while it is still running
    LEFT = "left"  # something, although Completed


class ManyStyle(StrEnum):
    """The shape of an answer on many orders."""

    MAP = "map"
    LIST = "list"


class BadRowStyle(StrEnum):
    """What stands for an unknown id in an answer on many orders."""

    ERROR = "error"
    STRING = "string"
    MISSING = "missing"
    NULL = "null"


class AcceptStyle(StrEnum):
    """What a refill or cancel that was taken is answered with."""

    MESSAGE = "message"
    FLAG = "flag"  # {"refill": "1"}
    ROWS = "rows"  # [{"order": 1, "refill": 1}]
    SUCCESS = "success"  # {"success": "…", "refill": 12345}
    NESTED_ERROR = "nested_error"  # a refusal as {"refill": {"error": "…"}}


class ErrorStyle(StrEnum):
    """The envelope of an error."""

    ERROR = "error"
    STATUS_MSG = "status_msg"
    STATUS_MESSAGE = "status_message"
    SUCCESS_MSG = "success_msg"
    ERRORS = "errors"
    CAPITAL = "capital"  # {"Error": …}
    STRING = "string"  # a bare string


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddities:
    """Every switch. `bent` makes a changed copy."""

    html_content_type: bool = False
    bom: bool = False
    php_warning: bool = False
    bare_success: bool = False  # {"status": Success}, as printed in the document
    trailing_comma: bool = False  # {"balance": 10000,}, likewise
    numbers: NumberStyle = NumberStyle.DOCUMENTED
    order_ids: IdStyle = IdStyle.NUMBER
    flags: FlagStyle = FlagStyle.NONE
    null_category: bool = False  # of the service with an unknown type
    services: ListStyle = ListStyle.LIST
    add: AddStyle = AddStyle.ORDER
    words: WordStyle = WordStyle.PLAIN
    unknown_word: str = ""  # told instead of "In progress"
    start_count: StartStyle = StartStyle.PLAIN
    remains: RemainsStyle = RemainsStyle.PLAIN
    bare_parents: bool = False  # drip-feed and subscriptions tell status, runs and orders alone
    many: ManyStyle = ManyStyle.MAP
    bad_rows: BadRowStyle = BadRowStyle.ERROR
    null_row: bool = False  # one row too many, with null
    accept: AcceptStyle = AcceptStyle.MESSAGE
    errors: ErrorStyle = ErrorStyle.ERROR
    error_code: int = 200  # the HTTP status of an error
    refuse_add: str = ""  # refuse every order in these words, e.g. "neworder.error.link_duplicate"
    target: TargetField = TargetField.EITHER
    one_active_per_link: bool = False
    cancel_by_orders_only: bool = False
    strict_requests: bool = False  # refill only what is done, refill and cancel only where the service has it


def bent(oddities: Oddities, changes: Mapping[str, Any]) -> Oddities:
    """Change some switches, given as plain JSON values.

    Raises: ValueError naming a switch that does not exist or a value that it does not have.
    """
    known = {field.name for field in fields(Oddities)}
    if unknown := sorted(set(changes) - known):
        raise ValueError(f"no such oddity: {', '.join(unknown)}")
    return replace(oddities, **{name: _as_switch(oddities, name, value) for name, value in changes.items()})


def _as_switch(oddities: Oddities, name: str, value: Any) -> Any:
    kind = type(getattr(oddities, name))
    if issubclass(kind, StrEnum):
        return kind(str(value))
    if type(value) is not kind:
        raise ValueError(f"{name} must be {kind.__name__}")
    return value
