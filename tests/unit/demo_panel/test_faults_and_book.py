"""The switches for trouble, and the book."""

import random

import pytest

from bot.demo.panel import Fault, FaultKind, Sandbox
from bot.demo.panel.book import MASK, Book
from bot.demo.panel.faults import Faults, read_fault, write_fault


def test_fault_strikes_the_next_requests_of_its_action():
    """A counted trouble strikes as often as it says, and only its action."""
    faults = Faults()
    faults.add(Fault(kind=FaultKind.EMPTY, action="add", times=2))
    assert faults.take("balance") is None
    assert [bool(faults.take("add")) for _ in range(3)] == [True, True, False]


def test_fault_without_a_count_stays_until_it_is_cleared():
    """A trouble without a count strikes everything until it is switched off."""
    faults = Faults()
    faults.add(Fault(kind=FaultKind.SLOW))
    assert all(faults.take(action) for action in ("add", "status", "", "add"))
    faults.clear()
    assert faults.take("add") is None


def test_first_fault_that_fits_strikes():
    """Troubles strike in the order in which they were switched on."""
    faults = Faults()
    faults.add(Fault(kind=FaultKind.EMPTY, action="add", times=1))
    faults.add(Fault(kind=FaultKind.HTML))
    struck = [faults.take("add"), faults.take("add")]
    assert [fault.kind for fault in struck if fault] == [FaultKind.EMPTY, FaultKind.HTML]


def test_fault_with_a_probability_strikes_some():
    """A trouble with a probability strikes some requests and passes others, and its count counts those it struck."""
    faults = Faults(random.Random(1))
    faults.add(Fault(kind=FaultKind.EMPTY, times=30, probability=0.3))
    struck = [bool(faults.take("add")) for _ in range(1_000)]
    assert struck.count(True) == 30
    assert 60 < len(struck) - struck[::-1].index(True) < 180


def test_fault_that_passes_leaves_the_request_to_the_next():
    """A trouble that does not strike hides none behind it."""
    faults = Faults()
    faults.add(Fault(kind=FaultKind.EMPTY, probability=0))
    faults.add(Fault(kind=FaultKind.HTML))
    struck = faults.take("add")
    assert struck is not None
    assert struck.kind is FaultKind.HTML


def test_fault_survives_the_way_through_json():
    """What is written can be read back."""
    fault = Fault(
        kind=FaultKind.TOO_MANY,
        action="add",
        times=3,
        seconds=0.5,
        code=429,
        retry_after="7",
        taken=True,
        probability=0.25,
    )
    assert read_fault(write_fault(fault)) == fault


@pytest.mark.parametrize("wish", [{}, {"kind": "flood"}, {"kind": "slow", "for": 5}, {"kind": "slow", "times": "x"}])
def test_unreadable_fault_is_refused(wish: dict[str, object]):
    """A trouble that nobody knows is not switched on."""
    with pytest.raises(ValueError, match=r".+"):
        read_fault(wish)


def test_book_masks_the_key_and_forgets_the_oldest():
    """The book shows no key, keeps a bounded number of requests and goes on counting."""
    book = Book(size=2)
    for number in range(3):
        parameters = {"key": "secret", "action": "balance", "n": str(number)}
        book.write(at=number, method="POST", parameters=parameters, code=200, answer="x" * 5_000)
    assert [entry.number for entry in book.entries] == [2, 3]
    assert [entry.parameters["n"] for entry in book.since(2)] == ["2"]
    assert {entry.parameters["key"] for entry in book.entries} == {MASK}
    assert "secret" not in repr(book.entries)
    assert len(book.entries[0].answer) < 5_000
    assert len(book.of("balance")) == 2
    book.clear()
    assert (book.entries, book.written) == ((), 3)


def test_huge_catalogue_can_be_handed_in():
    """A sandbox sells what it is given."""
    assert Sandbox(catalogue=()).catalogue == ()
