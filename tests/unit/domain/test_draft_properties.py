"""Any sequence of steps, over any changes of the catalogue, keeps a draft what it promises to be."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain import draft as steps
from bot.domain.draft import LINK, SUMMARY, Draft, Quote
from bot.domain.errors import OrderRefused
from bot.domain.order import Submission
from bot.domain.service_types import SERVICE_TYPES, Counting, Pricing
from tests.unit.domain.samples import NOON, change, make_draft, patient
from tests.unit.domain.walks import ALL

_GOOD_TEXTS = sorted({text for _, walk in ALL for text in walk.texts})
_TEXTS = (
    st.sampled_from(_GOOD_TEXTS)
    | st.sampled_from(["1", "5", "10", "100", "9999", "1m", "31/12/2027", "", "x\ny", "-5"])
    | st.text(st.characters(codec=None), max_size=30)
)
_TYPES = st.sampled_from(list(SERVICE_TYPES))
_CHANGES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"type": _TYPES | st.just("Telegram Stars")}),
    st.fixed_dictionaries(
        {"minimum": st.sampled_from([1, 10, 50, 200]), "maximum": st.sampled_from([1, 60, 500, 10_000])}
    ),
    st.fixed_dictionaries({"drip_feed": st.sampled_from([None, True, False])}),
    st.fixed_dictionaries({"rate": st.decimals(0, 1000, places=5)}),
    st.fixed_dictionaries({"gone_at": st.sampled_from([None, NOON])}),
)


def _is_orderable(draft: Draft) -> bool:
    return draft.service.gone_at is None and draft.service.kind is not None


def _check_submission(draft: Draft, sent: Submission, priced: Quote) -> None:
    kind, row = SERVICE_TYPES[draft.service.row.type], draft.service.row
    names = {item.name for item in kind.required if item.needed_if is None}
    names |= {
        item.name for item in kind.required if item.needed_if and draft.answers[item.needed_if[0]] == item.needed_if[1]
    }
    names |= set() if kind.counting is Counting.NONE else {"quantity"}
    allowed = (
        names
        | {item.name for item in kind.optional}
        | ({"runs", "interval"} if draft.service.offers_drip_feed else set())
    )
    assert names <= set(sent.parameters) <= allowed
    assert ("runs" in sent.parameters) == ("interval" in sent.parameters)
    assert sent.target.lower().startswith(("http://", "https://"))
    runs = int(sent.parameters.get("runs", "1"))
    assert priced.runs == runs
    if kind.counting is Counting.NONE:
        assert priced.total is None
        assert row.minimum <= int(sent.parameters["min"]) <= int(sent.parameters["max"]) <= row.maximum
        return
    quantity = int(sent.parameters["quantity"])
    assert (priced.quantity, priced.total) == (quantity, quantity * runs)
    if kind.counting is not Counting.ONE:
        assert row.minimum <= quantity <= quantity * runs <= row.maximum
    if kind.counting is Counting.LINES:
        assert quantity == len(sent.parameters[kind.counted or ""].split("\n"))
    assert priced.charge == (
        row.rate * quantity * runs / Decimal(1000) if kind.pricing is Pricing.PER_1000 else row.rate
    )


class DraftLife(RuleBasedStateMachine):
    """A user who taps and types anything, in front of a panel that changes anything."""

    draft: Draft

    @initialize(kind=_TYPES)
    def start(self, kind: str) -> None:
        self.draft = make_draft(kind)

    def _take(self, after: Draft | None) -> None:
        """Go on from there; nothing but step and answers may have changed."""
        if after is not None:
            assert replace(after, step=self.draft.step, answers=self.draft.answers) == self.draft
            self.draft = after

    @rule(text=_TEXTS)
    def answer(self, text: str) -> None:
        try:
            after = steps.answer(self.draft, text)
        except OrderRefused:
            return
        step = steps.aligned(self.draft).step
        assert steps.answer(replace(after, step=step), after.answers[step]).answers == after.answers
        assert after.step != step
        self._take(after)

    @rule(text=st.data())
    def answer_well(self, text: st.DataObject) -> None:
        """Give an answer that fits the question, so that long ways are gone."""
        kind, step = self.draft.service.kind, self.draft.step
        fitting = [walk.asked[step] for name, walk in ALL if kind and name == kind.name and step in walk.asked]
        self.answer(text.draw(st.sampled_from(fitting or _GOOD_TEXTS)))

    @rule()
    def back(self) -> None:
        try:
            after = steps.back(self.draft)
        except OrderRefused:
            return
        assert after is not None or steps.aligned(self.draft).step == LINK
        self._take(after)

    @rule()
    def ask_drip_feed(self) -> None:
        try:
            self._take(steps.ask_drip_feed(self.draft))
        except OrderRefused:
            return
        assert self.draft.step == "runs"

    @rule()
    def drop_drip_feed(self) -> None:
        try:
            self._take(steps.drop_drip_feed(self.draft))
        except OrderRefused:
            return
        assert not {"runs", "interval"} & set(self.draft.answers)

    @rule(name=st.sampled_from(["posts", "old_posts", "expiry", "quantity", "nonsense"]))
    def ask_optional(self, name: str) -> None:
        try:
            self._take(steps.ask_optional(self.draft, name))
        except OrderRefused:
            return

    @rule(facts=_CHANGES)
    def catalogue_changed(self, facts: dict[str, Any]) -> None:
        self.draft = change(self.draft, **facts)

    @rule()
    def realign(self) -> None:
        if _is_orderable(self.draft):
            self.draft = steps.aligned(self.draft)

    @invariant()
    def an_aligned_draft_stands_at_a_real_step(self) -> None:
        """What is asked is a field of the type, or the summary with everything answered well."""
        if not _is_orderable(self.draft):
            return
        draft = steps.aligned(self.draft)
        assert steps.aligned(draft) == draft
        field = steps.current_field(self.draft)
        if field is None:
            assert draft.step in (LINK, SUMMARY)
        else:
            assert field == steps.kind_of(draft.service).field(draft.step)
        if draft.step == SUMMARY:
            steps.submission(draft)

    @invariant()
    def a_submission_is_complete_and_inside_the_limits(self) -> None:
        """What would be sent is what was quoted, and nothing that the panel must refuse."""
        try:
            sent = steps.submission(self.draft)
        except OrderRefused:
            is_complete = _is_orderable(self.draft) and steps.aligned(self.draft).step == SUMMARY
            assert not is_complete, "a complete draft is not refused"
        else:
            _check_submission(self.draft, sent, steps.quote(self.draft))
            assert steps.aligned(self.draft).step == SUMMARY

    @invariant()
    def a_quote_is_always_there(self) -> None:
        """A draft of a service on sale can be priced at every step."""
        if _is_orderable(self.draft):
            assert steps.quote(self.draft).charge >= 0


TestDraftLife = DraftLife.TestCase
TestDraftLife.settings = settings(patient, max_examples=100, stateful_step_count=30)
