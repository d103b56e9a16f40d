"""Numbers as people type them."""

import re
import unicodedata

from bot.domain.errors import QuantityUnreadable

# Nothing but a group can follow a separator, and no group is led by 0: `0.500` is a half, not five hundred.
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ ,.'_])\d{3})(?:\1\d{3})*")
_LAKHS = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}")  # as written in India: 1,00,000
_SHORT = re.compile(r"(\d+)(?:[.,](\d{1,3}))? ?([kKmMкКмМ])")
_BLANKS = re.compile(r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")  # not line ends: two lines are two numbers
_MAX_DIGITS = 15  # beyond any panel's maximum, and still a safe integer everywhere
_SCALES = {"k": 3, "к": 3, "m": 6, "м": 6}  # the Cyrillic letters too
_SEPARATORS = str.maketrans({"٬": ",", "٫": ".", "’": "'", "，": ",", "．": "."})


def read_number(text: str) -> int:
    """Read a whole positive number: digits of any script, `1 000`, `1,000`, `1.000`, `1,00,000`, `1k`, `1.5k`, `2m`.

    Raises: QuantityUnreadable for anything else, `1e3`, `-5`, `0` and `1.5` included.
    """
    number = _whole(_BLANKS.sub(" ", fold_digits(text)).translate(_SEPARATORS))
    if number is None or number <= 0:
        raise QuantityUnreadable(text[:64])
    return number


def fold_digits(text: str) -> str:
    """Turn digits of any script into 0–9, without blanks around and invisible marks within."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in visible.strip())


def _whole(plain: str) -> int | None:
    if short := _SHORT.fullmatch(plain):
        return _scaled(short[1], short[2] or "", _SCALES[short[3].lower()])
    if _GROUPED.fullmatch(plain) or _LAKHS.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if not re.fullmatch(r"[0-9]+", plain) or len(plain) > _MAX_DIGITS:
        return None
    return int(plain)


def _scaled(whole: str, fraction: str, zeros: int) -> int | None:
    if len(whole) + zeros > _MAX_DIGITS:
        return None
    return int(whole + fraction.ljust(zeros, "0"))
