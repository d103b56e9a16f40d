"""Money: Decimal in code, integers of 10⁻⁶ in tables."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

MICROS = Decimal(1_000_000)
PER_RATE = Decimal(1000)  # a rate is the price of a thousand
# Wide enough that nothing a panel can write is rounded on the way; the default 28 digits are not.
_EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)


def to_micros(amount: Decimal) -> int:
    """Turn an amount into whole millionths, rounding half to even."""
    return int(_EXACT.multiply(amount, MICROS).to_integral_value(rounding=ROUND_HALF_EVEN))


def from_micros(micros: int) -> Decimal:
    """Turn whole millionths back into an amount."""
    return _EXACT.divide(Decimal(micros), MICROS)


def price_per_1000(rate: Decimal, quantity: int) -> Decimal:
    """Price `quantity` units at a rate per thousand, exactly."""
    return _EXACT.divide(_EXACT.multiply(rate, Decimal(quantity)), PER_RATE)
