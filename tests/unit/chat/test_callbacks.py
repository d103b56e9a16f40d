"""Buttons' data, written and read; a press can be old or forged."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.callbacks import data, pattern, read
from tests.unit.domain.samples import patient

HUGE = 2**63 - 1


def test_what_is_written_is_read() -> None:
    """An action and its arguments come back as they were."""
    pressed = read(data("cat", HUGE, 31, 7, "o"))
    assert (pressed.action, pressed.number(0), pressed.number(1), pressed.text(3)) == ("cat", HUGE, 31, "o")


def test_longest_data() -> None:
    """A token with the price of the largest order there can be fits."""
    largest = (HUGE * 10**15) // 1000
    assert len(data("ok", "T" * 16, largest).encode()) <= 64


def test_too_long_is_a_fault_of_the_program() -> None:
    """Data beyond Telegram's 64 bytes is never sent."""
    assert len(data("a", "x" * 60)) == 64
    with pytest.raises(AssertionError):
        data("a", "x" * 61)
    with pytest.raises(AssertionError):
        data("a", "👍" * 16)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "١", " 1", "1_000", "9" * 19, "1" * 4000, "0x1", "None"])
def test_no_number(text: str) -> None:
    """What is no number that a row could have is no row's number."""
    assert read(f"1:oc:{text}").number(0) == -1


def test_missing_arguments() -> None:
    """An argument that is not there is nothing."""
    assert read("1:oc").text(5) == ""
    assert read("1:oc").number(0) == -1


@patient
@given(st.text(max_size=64))
def test_any_data(written: str) -> None:
    """Any data can be read, and only ours has an action."""
    pressed = read(written)
    assert pressed.action == "" or written.startswith(f"1:{pressed.action}")
    assert pressed.number(0) >= -1


@pytest.mark.parametrize("written", ["", "1", "2:oc:1", "oc:1", ":", "1:"])
def test_foreign_data(written: str) -> None:
    """Another version's data, or nobody's, is an action that nobody handles."""
    assert read(written).action == ""


def test_patterns_do_not_overlap() -> None:
    """An action's pattern fits its own data alone, not that of one whose name begins alike."""
    assert re.match(pattern("cat"), data("cat", 1))
    assert re.match(pattern("set"), data("set"))
    assert not re.match(pattern("cat"), data("cats", 0))
    assert not re.match(pattern("set"), data("setl", "en"))
