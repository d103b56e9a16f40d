"""How a language writes an amount of money: its grouping of digits, and on which side the currency stands.

Source: Unicode CLDR, each language's standard pattern of a currency; Babel has them.
"""

import re

from babel import Locale, numbers

_SIGN = re.compile(r"[\s\xa0]*¤[\s\xa0]*")
_CENTS = "0.00"
_ALL_DIGITS = "0.00##########"  # rates are shown to their last digit, and with cents at least


def amount_pattern(locale: Locale) -> numbers.NumberPattern:
    """Return the language's pattern of a bare amount."""
    return numbers.parse_pattern(_SIGN.sub("", _standard(locale)).replace(_CENTS, _ALL_DIGITS))


def currency_place(locale: Locale) -> str:
    """Return where the currency's code stands: `{amount} {code}` or the other way round, never parted by a line's end.

    In English it stands behind, as panels write it, with a plain blank.
    """
    if locale.language == "en":
        return "{amount} {code}"
    return "{code}\xa0{amount}" if _standard(locale).startswith("¤") else "{amount}\xa0{code}"


def _standard(locale: Locale) -> str:
    return str(locale.currency_formats["standard"].pattern)
