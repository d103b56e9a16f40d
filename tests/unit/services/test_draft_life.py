"""Two users type and press anything, with any token, before a changing catalogue: what must hold of their orders."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.draft import SUMMARY, Draft, aligned, quote, submission
from bot.domain.errors import OrderRefused
from bot.domain.money import from_micros, to_micros
from bot.domain.order import Order
from bot.domain.service_types import SERVICE_TYPES
from bot.ports import OrderFilter
from bot.services.compose_draft import ComposeDraft
from bot.services.place_order import PlaceOrder
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import ManualClock
from tests.unit.domain.samples import patient
from tests.unit.domain.walks import ALL, Walk
from tests.unit.services.arrange import ANN, BOB, arrange, change_catalogue, service_row

USERS = st.sampled_from([ANN, BOB])
KINDS = [*SERVICE_TYPES, "Telegram Stars"]
TEXTS = st.sampled_from(sorted({text for _, walk in ALL for text in walk.texts})) | st.text(
    st.characters(codec=None), max_size=20
)
# Whose token a button bears: the draft's own, an earlier one, somebody else's, or one that never was.
TOKENS = st.sampled_from(["own", "own", "own", "earlier", "theirs", "forged", ""])
PRICES = st.sampled_from(["shown", "shown", "shown", "other"])


@dataclass(frozen=True)
class Standing:
    """What a user has."""

    draft: Draft | None
    orders: tuple[Order, ...]


class DraftsOfTwo(RuleBasedStateMachine):
    """Each step is taken in a transaction that is committed though the step is refused, as the chat does it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store, self.clock, self._tokens = MemoryStore(), ManualClock(), count(1)
        self.compose = ComposeDraft(self.clock, lambda: f"t{next(self._tokens)}")
        self.place = PlaceOrder(self.clock)
        self.seen: dict[int, list[str]] = {ANN: [], BOB: []}

    def teardown(self) -> None:
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def open_shop(self) -> None:
        rows = [service_row(str(number), type=kind) for number, kind in enumerate(KINDS)]
        self.run(arrange(self.store, *rows))

    async def _standing(self, user: int) -> Standing:
        async with self.store.snapshot() as tx:
            return Standing(await tx.drafts.find_open(user), tuple(await tx.orders.page(user, OrderFilter.ALL, 0, 999)))

    def standing(self, user: int) -> Standing:
        return self.run(self._standing(user))

    def take(self, user: int, step: Any) -> Any:
        """Take a step for a user; nothing changes for the other, and nothing at all when it is refused."""
        other = BOB if user == ANN else ANN
        before, others = self.standing(user), self.standing(other)

        async def taken() -> Any:
            async with self.store.transaction() as tx:
                try:
                    return await step(tx)
                except OrderRefused as refusal:
                    return refusal

        result = self.run(taken())
        after = self.standing(user)
        assert self.standing(other) == others
        if isinstance(result, OrderRefused):
            assert after == before
        if after.draft is not None and after.draft != before.draft:
            assert after.draft.token not in (*self.seen[ANN], *self.seen[BOB]), "each state of a draft has its own"
            self.seen[user].append(after.draft.token)
        return result

    def token(self, user: int, which: str) -> str:
        draft = self.standing(user).draft
        own = draft.token if draft else "none"
        earlier = [token for token in self.seen[user] if token != own]
        theirs = self.seen[BOB if user == ANN else ANN]
        chosen = {"own": own, "earlier": (earlier or ["x"])[-1], "theirs": (theirs or ["y"])[-1], "forged": "t999"}
        return chosen.get(which, "")

    def press(self, user: int, which: str, step: Any) -> None:
        """Press a button of a draft: with any token but the present one nothing happens."""
        token = self.token(user, which)
        result = self.take(user, lambda tx: step(tx, token))
        if which != "own":
            assert isinstance(result, OrderRefused)

    @rule(user=USERS, number=st.integers(0, len(KINDS) + 1))
    def start(self, user: int, number: int) -> None:
        self.take(user, lambda tx: self.compose.start(tx, user, user, number))

    @rule(user=USERS, text=TEXTS)
    def type_text(self, user: int, text: str) -> None:
        self.take(user, lambda tx: self.compose.answer(tx, user, text))

    @rule(user=USERS, chosen=st.data())
    def answer_well(self, user: int, chosen: st.DataObject) -> None:
        """Give an answer that fits the question, so that drafts are completed."""
        draft = self.standing(user).draft
        walks = [walk for name, walk in ALL if draft and draft.service.row.type == name]
        texts = [dict(zip(walk.questions, walk.texts, strict=True)).get(draft.step) for walk in walks if draft]
        self.type_text(user, chosen.draw(st.sampled_from([text for text in texts if text] or ["1000"])))

    @rule(user=USERS, walk=st.sampled_from(ALL))
    def put_together(self, user: int, walk: tuple[str, Walk]) -> None:
        """Start a draft and answer all its questions, as people mostly do."""
        self.start(user, KINDS.index(walk[0]) + 1)
        for text in walk[1].texts:
            self.type_text(user, text)

    @rule(user=USERS, which=TOKENS, text=TEXTS)
    def press_answer(self, user: int, which: str, text: str) -> None:
        self.press(user, which, lambda tx, token: self.compose.answer(tx, user, text, token))

    @rule(user=USERS, which=TOKENS)
    def back(self, user: int, which: str) -> None:
        self.press(user, which, lambda tx, token: self.compose.back(tx, user, token))

    @rule(user=USERS, which=TOKENS, drop=st.booleans())
    def drip_feed(self, user: int, which: str, *, drop: bool) -> None:
        step = self.compose.drop_drip_feed if drop else self.compose.ask_drip_feed
        self.press(user, which, lambda tx, token: step(tx, user, token))

    @rule(user=USERS, which=TOKENS, name=st.sampled_from(["posts", "old_posts", "expiry", "link", "x"]))
    def option(self, user: int, which: str, name: str) -> None:
        self.press(user, which, lambda tx, token: self.compose.ask_optional(tx, user, token, name))

    @rule(user=USERS)
    def leave(self, user: int) -> None:
        self.take(user, lambda tx: self.compose.leave(tx, user))
        assert self.standing(user).draft is None

    @rule(user=USERS, which=TOKENS, price=PRICES)
    def confirm(self, user: int, which: str, price: str) -> None:
        """Confirm: an order comes of the present token of a complete draft at its price, and of nothing else."""
        before, token = self.standing(user), self.token(user, which)
        micros = _shown_micros(before.draft) + (price != "shown")
        made = self.take(user, lambda tx: self.place(tx, user, token, micros, None))
        after = self.standing(user)
        if isinstance(made, OrderRefused):
            complete = before.draft is not None and aligned(before.draft).step == SUMMARY if _on_sale(before) else False
            assert not (complete and which == "own" and price == "shown"), "what is complete is not refused"
            return
        order, is_new = made
        assert (order.new.token, order.new.user_id) == (token, user)
        assert len(after.orders) == len(before.orders) + is_new
        if is_new:
            assert (which, price, after.draft) == ("own", "shown", None)
            _check_order(order, before.draft)

    @rule(user=USERS, at=st.integers(0, 20))
    def confirm_again(self, user: int, at: int) -> None:
        """A token that has become an order finds it, and makes no other; for anybody else it is nothing."""
        orders = self.standing(user).orders
        if not orders:
            return
        order, other = orders[at % len(orders)], BOB if user == ANN else ANN
        found = self.take(user, lambda tx: self.place(tx, user, order.new.token, 0, None))
        assert found == (order, False)
        refused = self.take(other, lambda tx: self.place(tx, other, order.new.token, 0, None))
        assert isinstance(refused, OrderRefused)

    @rule(user=USERS, at=st.integers(0, 20))
    def order_again(self, user: int, at: int) -> None:
        orders = self.standing(user).orders
        if orders:
            self.take(user, lambda tx: self.compose.start_again(tx, orders[at % len(orders)], user))

    @rule(
        gone=st.sets(st.integers(0, len(KINDS) - 1), max_size=3),
        facts=st.fixed_dictionaries(
            {},
            optional={
                "rate": st.decimals(0, 1000, places=5),
                "minimum": st.sampled_from([1, 10, 200]),
                "maximum": st.sampled_from([200, 5_000]),
                "drip_feed": st.sampled_from([None, True, False]),
            },
        ),
    )
    def catalogue_changed(self, gone: set[int], facts: dict[str, Any]) -> None:
        rows = [service_row(str(n), type=kind, **facts) for n, kind in enumerate(KINDS) if n not in gone]
        self.run(change_catalogue(self.store, *rows))

    @invariant()
    def a_token_makes_one_order(self) -> None:
        """No two orders of anybody have one token."""
        orders = [*self.standing(ANN).orders, *self.standing(BOB).orders]
        assert len({order.new.token for order in orders}) == len(orders)


def _on_sale(standing: Standing) -> bool:
    service = standing.draft.service if standing.draft else None
    return service is not None and service.gone_at is None and service.kind is not None


def _shown_micros(draft: Draft | None) -> int:
    """Return the price on the Confirm button, as the summary would show it."""
    try:
        return to_micros(quote(draft).charge) if draft else 0
    except OrderRefused:
        return 0


def _check_order(order: Order, draft: Draft | None) -> None:
    """Hold an order against the draft it was made of: complete, whole, and at its exact price."""
    assert draft is not None
    priced = quote(draft)
    assert order.new.submission == submission(draft)
    assert order.new.expected_charge == from_micros(to_micros(priced.charge)), "as a table keeps it"
    assert order.new.quantity == priced.total
    if priced.total is not None and priced.quantity is not None:
        assert priced.total == priced.quantity * priced.runs


TestDraftsOfTwo = DraftsOfTwo.TestCase
TestDraftsOfTwo.settings = settings(patient, max_examples=60, stateful_step_count=40)
