"""Numbers as people type them."""

import re
import unicodedata

from bot.domain.errors import QuantityUnreadable

_GROUPED = re.compile(r"\d{1,3}(?:([ ,.'_])\d{3})(?:\1\d{3})*")
_SHORT = re.compile(r"(\d+)(?:[.,](\d{1,3}))? ?([kKmMкКмМ])")
_MAX_DIGITS = 15  # beyond any panel's maximum, and still a safe integer everywhere
_SCALES = {"k": 3, "к": 3, "m": 6, "м": 6}  # the Cyrillic letters too


def read_number(text: str) -> int:
    """Read a whole positive number: digits of any script, `1 000`, `1,000`, `1k`, `1.5k`, `2m`.

    Raises: QuantityUnreadable for anything else, `1e3`, `-5`, `0` and `1.5` included.
    """
    plain = _plain_digits(text)
    number = _whole(plain)
    if number is None or number <= 0:
        raise QuantityUnreadable(text[:64])
    return number


def _plain_digits(text: str) -> str:
    """Turn digits of any script into 0–9, and every kind of blank into one space."""
    folded = "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text.strip())
    folded = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", folded)
    return folded.replace("٬", ",").replace("٫", ".").replace("’", "'")


def _whole(plain: str) -> int | None:
    if len(plain) > 2 * _MAX_DIGITS:
        return None
    if short := _SHORT.fullmatch(plain):
        return _scaled(short[1], short[2] or "", _SCALES[short[3].lower()])
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if not re.fullmatch(r"[0-9]+", plain) or len(plain) > _MAX_DIGITS:
        return None
    return int(plain)


def _scaled(whole: str, fraction: str, zeros: int) -> int | None:
    if len(whole) + zeros > _MAX_DIGITS:
        return None
    return int(whole + fraction.ljust(zeros, "0"))
