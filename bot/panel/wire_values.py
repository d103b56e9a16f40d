"""Single values of a panel's answer, whatever JSON type it chose for them.

A value that cannot be read is None; nothing is guessed. Source: panel API, part 2, "Numbers".
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.evidence import is_panel_id
from bot.panel.lenient_json import BareWord

LONGEST_WORD = 64
LONGEST_AMOUNT = 32  # characters of the panel's own text that are kept
MAX_COUNT = 10**15
_SMALLEST_EXPONENT = -30
_BIGGEST_EXPONENT = 12  # amounts below 10¹² fit the tables' integers of millionths

# Ends of lines, terminal commands, marks that turn the direction of what follows, halves of characters.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_CURRENCY = r"(?:[A-Z]{3,4}|[A-Z]{0,3}[$¢£¥฿\u20a0-\u20cf])"
_PLAIN = r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+"
_THOUSANDS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_DECIMAL_COMMA = r"[0-9]+,[0-9]{1,2}|0,[0-9]+"  # where it cannot be a mark of thousands
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?\s*{_CURRENCY}?|{_CURRENCY}\s*[+-])\s*"
    rf"(?:(?P<grouped>{_THOUSANDS})|(?P<comma>{_DECIMAL_COMMA})|(?P<plain>{_PLAIN}))"
    rf"\s*{_CURRENCY}?"
)


def read_id(value: Any) -> str | None:
    """Read an id: opaque text of up to 64 visible characters with a digit from 1 to 9 among them.

    `23501` and `"23501"` are the same id. No blank and no comma, since ids are sent joined by commas; no bare word,
    no float, no `true`. Without such a digit it is a word ("success", "null") or the 0 of "nothing placed".
    """
    if isinstance(value, bool | BareWord) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return text if is_panel_id(text) else None


def read_text(value: Any, longest: int, *, lines: bool = False) -> str:
    """Read a text, or a number as text; "" for anything else.

    Control characters become blanks and runs of blanks one, line ends too unless `lines`; cut to `longest`.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = text[: 4 * longest]  # a long text need not be cleaned to its end
    parts = text.splitlines() if lines else [text]
    flat = "\n".join(" ".join(_UNSEEN.sub(" ", part).split()) for part in parts)
    return flat.strip()[:longest].rstrip()


def read_amount(value: Any) -> Decimal | None:
    """Read money: `0.9`, `"0.90"`, `"$0.50"`, `"1,234.56"`, `"0.50 USD"`; exact, and in the bounds of the tables."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return _within(Decimal(value))
    if not isinstance(value, str) or len(value) > LONGEST_AMOUNT:
        return None
    found = _AMOUNT.fullmatch(value.strip())
    number = _number(found) if found else None
    return None if number is None else _within(number)


def _number(found: re.Match[str]) -> Decimal | None:
    if found["grouped"]:
        plain = found["grouped"].replace(",", "")
    else:
        plain = found["plain"] or found["comma"].replace(",", ".")
    try:
        return Decimal(("-" if "-" in found["sign"] else "") + plain)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        return None


def _within(amount: Decimal) -> Decimal | None:
    """Refuse what would be an endless row of digits when it is reckoned with."""
    if not amount:
        return Decimal(0)
    return amount if _SMALLEST_EXPONENT <= amount.adjusted() < _BIGGEST_EXPONENT else None


def read_amount_text(value: Any) -> str:
    """Return the panel's own text of an amount."""
    return read_text(value, LONGEST_AMOUNT)


def read_count(value: Any) -> int | None:
    """Read a whole number, perhaps negative: `157`, `"157"`, `"1,000"`, `157.0`; None for `"Unknown"`, `""`, `null`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= MAX_COUNT else None
    amount = read_amount(value)
    return int(amount) if amount is not None and amount == amount.to_integral_value() else None


_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def read_flag(value: Any) -> bool | None:
    """Read true/false, 0/1, "1", "yes"; None, which is "unknown" and not "no", for anything else."""
    if isinstance(value, bool | int | str):
        return _FLAGS.get(str(value).strip().casefold())
    return None
