"""Quiet hours and digests by the clock where a user lives."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.local_time import is_quiet, local, next_digest
from bot.domain.people import User
from tests.unit.domain.samples import patient

BERLIN, KOLKATA = "Europe/Berlin", "Asia/Kolkata"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def user(**wishes: object) -> User:
    return User(id=1, name="Ann", **wishes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [(None, "12:00"), (BERLIN, "14:00"), (KOLKATA, "17:30"), ("Nowhere/At all", "12:00"), ("../etc/passwd", "12:00")],
)
def test_local(zone: str | None, shown: str) -> None:
    """The clock there; a zone that nobody knows is UTC."""
    assert f"{local(at('2026-07-01T12:00'), zone):%H:%M}" == shown


@pytest.mark.parametrize(
    ("quiet", "moment", "zone", "is_so"),
    [
        ((22, 8), "2026-07-01T20:30", BERLIN, True),
        ((22, 8), "2026-07-01T19:59", BERLIN, False),
        ((22, 8), "2026-07-02T05:59", BERLIN, True),
        ((22, 8), "2026-07-02T06:00", BERLIN, False),
        ((0, 9), "2026-07-01T08:59", None, True),
        ((0, 9), "2026-07-01T09:00", None, False),
        ((None, None), "2026-07-01T03:00", None, False),
        ((7, 7), "2026-07-01T07:00", None, False),
    ],
)
def test_quiet(quiet: tuple[int | None, int | None], moment: str, zone: str | None, *, is_so: bool) -> None:
    """Quiet hours begin with their first hour and end with their last, over midnight too, by the user's clock."""
    assert is_quiet(user(quiet_from=quiet[0], quiet_to=quiet[1], zone=zone), at(moment)) is is_so


def test_nobody_is_quiet() -> None:
    """Somebody we know nothing of has no quiet hours."""
    assert not is_quiet(None, at("2026-07-01T03:00"))


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-07-01T06:59", "2026-07-01T07:00"),
        ("2026-07-01T07:00", "2026-07-02T07:00"),
        ("2026-07-01T23:30", "2026-07-02T07:00"),
        ("2026-10-24T08:00", "2026-10-25T08:00"),  # clocks went back in the night
    ],
)
def test_next_digest(moment: str, due: str) -> None:
    """The next nine o'clock in Berlin, summer or winter."""
    assert next_digest(user(digest_hour=9, zone=BERLIN), at(moment)) == at(due)


@patient
@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes)),
    st.integers(0, 23),
    st.sampled_from([None, BERLIN, KOLKATA, "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns"]),
)
def test_any_digest(moment: datetime, hour: int, zone: str | None) -> None:
    """A digest always comes within the next day and an hour, and at the user's hour but when clocks go forward."""
    due = next_digest(user(digest_hour=hour, zone=zone), moment)
    assert moment < due <= moment + timedelta(hours=25)
    assert (local(due, zone).hour - hour) % 24 in (0, 1)
