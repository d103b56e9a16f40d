"""Whatever people type: a value that holds what it promises and reads as itself again, or a refusal."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.answers import read_choice, read_date, read_lines, read_word
from bot.domain.draft import quote
from bot.domain.errors import OrderRefused
from bot.domain.money import from_micros, price_per_1000, to_micros
from bot.domain.numbers import read_number
from bot.domain.status import FINAL, Status, is_final, read_status
from bot.domain.target import MAX_LENGTH, read_target
from bot.domain.text import storable
from tests.unit.domain.samples import NOON, make_draft, patient

# Made of what the readers look for, so that they get beyond their first glance.
TEXTS = (
    st.text(st.characters(codec=None))
    | st.text("htps:/.@w-_[]%?#&=\\ \u200b\u202e\u3002١e\u0301xn", max_size=60).map("https://a.example/{}".format)
    | st.text("0123456789٣३. ,'_kKmMкМ-+/\n\u00a0\u200d", max_size=24)
    | st.text("ab \t\r\n\x0b\x0c\x1c\x85\u2028\u2029\x00\ud800\ufeff", max_size=40)
    | st.sampled_from(["x", "9", "\n", "1 ", "https://", "\u0301", "x\n", "a.b/"]).map(lambda part: part * 5_000)
)
READERS = {
    "target": read_target,
    "number": lambda text: str(read_number(text)),
    "lines": read_lines,
    "word": read_word,
    "choice": lambda text: read_choice(text, ("0", "5", "10")),
    "date": lambda text: read_date(text, not_before=NOON.date()),
}


@patient
@given(reader=st.sampled_from(sorted(READERS)), text=TEXTS)
@example("date", "31/12/٢٠٢٧")
@example("target", "https://[::1")
@example("target", "https://xn--a/")
@example("number", "²")
def test_any_answer(reader: str, text: str) -> None:
    """An answer that is taken can be stored and sent, and what was taken is taken as it is."""
    read = READERS[reader]
    try:
        taken = read(text)
    except OrderRefused:
        return
    assert read(taken) == taken
    assert storable(taken) == taken
    taken.encode()


@patient
@given(TEXTS)
def test_any_target(text: str) -> None:
    """A link that is taken is one web address, with nothing in it that a panel or a reader would stumble over."""
    try:
        link = read_target(text)
    except OrderRefused:
        return
    assert len(link) <= MAX_LENGTH
    assert link.lower().startswith(("http://", "https://"))
    assert not set(link) & set(' \t\r\n\x00<>"\\\u202e')
    assert link.removeprefix("https://") in text


@patient
@given(TEXTS)
def test_any_status(word: str) -> None:
    """A word that is none of ours is never final, and a word of ours stays what it is, however it is written."""
    status = read_status(word)
    assert is_final(status) == (status in FINAL)
    assert read_status(status) == status
    assert len(status) <= 64
    for known in Status:
        assert read_status(f" {known.upper().replace(' ', '_')}\n") is known


@patient
@given(
    rate=st.decimals(0, 10**9, places=9),
    quantity=st.integers(10, 10_000),
    runs=st.integers(1, 1000),
)
def test_total_and_price_of_any_order(rate: Decimal, quantity: int, runs: int) -> None:
    """The total is quantity × runs, and the price is the rate times it, exactly, to the last digit."""
    draft = make_draft("Default", "https://example.com", str(quantity), rate=rate, maximum=10**9)
    priced = quote(replace(draft, answers={**draft.answers, "runs": str(runs), "interval": "5"}))
    assert (priced.quantity, priced.runs, priced.total) == (quantity, runs, quantity * runs)
    assert priced.charge * 1000 == rate * quantity * runs
    assert price_per_1000(rate, quantity) * 1000 == rate * quantity


@patient
@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False))
def test_any_amount_in_millionths(amount: Decimal) -> None:
    """An amount is stored to within half a millionth, and what is stored comes back."""
    micros = to_micros(amount)
    assert abs(from_micros(micros) - amount) <= Decimal("0.0000005")
    assert to_micros(from_micros(micros)) == micros
