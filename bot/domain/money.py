"""Money: Decimal in code, integers of 10⁻⁶ in tables."""

from decimal import ROUND_HALF_EVEN, Decimal

MICROS = Decimal(1_000_000)
PER_RATE = Decimal(1000)  # a rate is the price of a thousand


def to_micros(amount: Decimal) -> int:
    """Turn an amount into whole millionths, rounding half to even."""
    return int((amount * MICROS).to_integral_value(rounding=ROUND_HALF_EVEN))


def from_micros(micros: int) -> Decimal:
    """Turn whole millionths back into an amount."""
    return Decimal(micros) / MICROS


def price_per_1000(rate: Decimal, quantity: int) -> Decimal:
    """Price `quantity` units at a rate per thousand, exactly."""
    return rate * quantity / PER_RATE
