"""The panel's words for how an order stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.status import MAX_WORD, Status, is_final, read_status
from tests.unit.domain.samples import patient

_WORDS = {
    "Pending": Status.PENDING,
    "In progress": Status.IN_PROGRESS,
    "Processing": Status.PROCESSING,
    "Completed": Status.COMPLETED,
    "Partial": Status.PARTIAL,
    "Canceled": Status.CANCELED,
    "Cancelled": Status.CANCELED,
    "Refunded": Status.REFUNDED,
    "Fail": Status.FAILED,
    "Failed": Status.FAILED,
    "Error": Status.FAILED,
    "Awaiting": Status.AWAITING,
    "Active": Status.ACTIVE,
    "Paused": Status.PAUSED,
    "Expired": Status.EXPIRED,
}
_FINAL = {"Completed", "Partial", "Canceled", "Cancelled", "Refunded", "Fail", "Failed", "Error", "Expired"}


@pytest.mark.parametrize("word", _WORDS)
def test_every_word_seen_is_known(word: str) -> None:
    """Each documented word is read whatever its case, blanks and underscores, and is final or not as it should be."""
    variants = [word, word.upper(), word.lower(), word.title(), f"  {word}\n"]
    variants += [word.replace(" ", other) for other in ("", "_", "-", "  ", "\u00a0")]
    assert {read_status(variant) for variant in variants} == {_WORDS[word]}
    assert is_final(read_status(word)) == (word in _FINAL)
    assert is_final(str(_WORDS[word].value)) == (word in _FINAL)


@pytest.mark.parametrize("word", ["On hold", "В работе", "<b>Queued</b>", "Completed?", "Partially", "Success"])
def test_an_unknown_word_is_kept_and_is_not_final(word: str) -> None:
    """What the panel says in words of its own is shown so, and the order is asked about again."""
    assert read_status(f" {word} ") == word
    assert not is_final(word)


def test_an_endless_word_is_cut() -> None:
    """A word of any length is kept to a length that fits a table and a message."""
    assert read_status("x" * 5000) == "x" * MAX_WORD


@given(st.text(st.characters(codec=None)))
@patient
def test_any_word_is_read_into_something_storable(word: str) -> None:
    """No word breaks the batch it came in, and what was read is read as itself."""
    status = read_status(word)
    assert len(status) <= MAX_WORD
    assert "\x00" not in status
    status.encode()
    assert is_final(status) <= (status in set(Status))
