"""Money: exact from the panel's rate to the stored millionths and back."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import from_micros, price_per_1000, to_micros
from tests.unit.domain.samples import patient


@given(st.integers(-(2**63), 2**63 - 1))
@patient
def test_millionths_come_back(micros: int) -> None:
    """Every integer a table can hold survives the way to an amount and back."""
    assert to_micros(from_micros(micros)) == micros


@given(st.decimals("-9999999999999.999999", "9999999999999.999999", places=6))
@patient
def test_amounts_of_six_places_come_back(amount: Decimal) -> None:
    """An amount of at most six places is stored exactly."""
    assert from_micros(to_micros(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "micros"),
    [
        ("0", 0),
        ("0.90", 900_000),
        ("0.27819", 278_190),
        ("0.0000005", 0),
        ("0.0000015", 2),
        ("0.0000025", 2),
        ("-0.0000015", -2),
        ("0.00000050000000000000000000000000000001", 1),
        ("1E+2", 100_000_000),
    ],
)
def test_what_is_finer_is_rounded_half_to_even(amount: str, micros: int) -> None:
    """What a table cannot hold goes to the nearest millionth, a half to the even one."""
    assert to_micros(Decimal(amount)) == micros


@pytest.mark.parametrize(
    ("rate", "quantity", "price"),
    [
        ("0.90", 1000, "0.9"),
        ("0.90", 1, "0.0009"),
        ("8", 3, "0.024"),
        ("0.0001", 1, "0.0000001"),
        ("0", 10_000, "0"),
        ("2", 0, "0"),
        ("0.12345678901234567890123", 999_999_999_999_999, None),
    ],
)
def test_a_price_is_exact(rate: str, quantity: int, price: str | None) -> None:
    """A price is the rate times the quantity over a thousand, to the last digit."""
    found = price_per_1000(Decimal(rate), quantity)
    with localcontext(prec=100):
        assert found * 1000 == Decimal(rate) * quantity
    assert price is None or found == Decimal(price)


@given(st.decimals(0, 10_000, places=9), st.integers(0, 10**12), st.integers(0, 10**12))
@patient
def test_prices_add_up(rate: Decimal, one: int, other: int) -> None:
    """Two orders cost what one of both would."""
    assert price_per_1000(rate, one) + price_per_1000(rate, other) == price_per_1000(rate, one + other)
