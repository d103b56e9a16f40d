"""Confirm: once, at the price that was shown, of one's own draft."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from bot.domain.catalogue import ServiceRow
from bot.domain.draft import Draft, quote
from bot.domain.errors import (
    AnswerRejected,
    DraftChanged,
    DraftGone,
    OrderRefused,
    PriceChanged,
    QuantityOutOfRange,
    ServiceGone,
)
from bot.domain.money import to_micros
from bot.domain.order import Order, OrderState
from bot.services.compose_draft import ComposeDraft
from bot.services.place_order import CURRENCY, PlaceOrder, type_mark
from bot.services.usual_times import UsualTimes
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import (
    ANN,
    BOB,
    LINK,
    arrange,
    change_catalogue,
    keep,
    later,
    place_orders,
    report,
    service_row,
)

SHOWN = 1_000_000  # what 500 cost at 2 per thousand, in millionths


@pytest.fixture
def compose(clock: ManualClock) -> ComposeDraft:
    """Drafts with tokens t0, t1, t2 and so on."""
    numbers = count()
    return ComposeDraft(clock, lambda: f"t{next(numbers)}")


@pytest.fixture
async def draft(store: MemoryStore, compose: ComposeDraft) -> Draft:
    """Ann's draft, complete."""
    service = await arrange(store)
    async with store.transaction() as tx:
        await compose.start(tx, ANN, ANN, service.id)
        await compose.answer(tx, ANN, LINK)
        return await compose.answer(tx, ANN, "500")


@pytest.fixture
def place(clock: ManualClock, store: MemoryStore) -> Callable[..., object]:
    """A Confirm in a transaction of its own, as each tap has."""

    async def tap(token: str, user_id: int = ANN, shown: int = SHOWN, kind: str = "") -> tuple[Order, bool]:
        async with store.transaction() as tx:
            return await PlaceOrder(clock)(tx, user_id, token, shown, 7, shown_type=kind)

    return tap


async def count_orders(store: MemoryStore) -> int:
    async with store.snapshot() as tx:
        return sum((await tx.orders.count_by_state()).values())


async def test_an_order_is_the_draft_that_was_shown(store: MemoryStore, place: Callable, draft: Draft) -> None:
    """The order is queued with what the draft says, its card and its price, and the draft is closed."""
    await keep(store, CURRENCY, "INR")
    order, is_new = await place(draft.token)
    assert is_new
    assert (order.state, order.due_at, order.new.token) == (OrderState.QUEUED, NOON, draft.token)
    assert (order.new.user_id, order.new.chat_id, order.new.card_message_id) == (ANN, ANN, 7)
    assert (order.new.submission.target, order.new.submission.parameters) == (LINK, {"quantity": "500"})
    assert (order.new.quantity, order.new.expected_charge, order.new.currency) == (500, Decimal(1), "INR")
    async with store.snapshot() as tx:
        assert await tx.drafts.find_open(ANN) is None


async def test_no_charge_is_expected_of_a_price_per_post(
    store: MemoryStore, place: Callable, compose: ComposeDraft
) -> None:
    """A subscription keeps the rate that was shown as what it is, and claims no charge; a rate that moved is shown."""
    service = await arrange(store, service_row(type="Subscriptions"))
    async with store.transaction() as tx:
        await compose.start(tx, ANN, ANN, service.id)
        for answer in (LINK, "somebody", "100", "200", "30"):
            draft = await compose.answer(tx, ANN, answer)
    with pytest.raises(PriceChanged):
        await place(draft.token, shown=SHOWN)
    order, _ = await place(draft.token, shown=2 * SHOWN)
    assert (order.new.expected_charge, order.new.rate_per_post, order.new.price) == (None, Decimal(2), Decimal(2))


async def test_five_taps_are_one_order(store: MemoryStore, place: Callable, draft: Draft) -> None:
    """Taps at once, and one that comes again after everything, all find the one order."""
    results = await asyncio.gather(*(place(draft.token) for _ in range(5)))
    results.append(await place(draft.token))
    assert [is_new for _, is_new in results] == [True] + [False] * 5
    assert len({order.id for order, _ in results}) == 1
    assert await count_orders(store) == 1


async def test_a_stale_button_confirms_nothing(
    store: MemoryStore, place: Callable, draft: Draft, compose: ComposeDraft
) -> None:
    """After a step back and forth the former Confirm is no longer good."""
    async with store.transaction() as tx:
        await compose.back(tx, ANN, draft.token)
        changed = await compose.answer(tx, ANN, "600")
    with pytest.raises(DraftChanged):
        await place(draft.token)
    assert await count_orders(store) == 0
    with pytest.raises(PriceChanged):
        await place(changed.token)


async def test_a_changed_price_is_shown_before_it_is_paid(store: MemoryStore, place: Callable, draft: Draft) -> None:
    """When the panel's rate moved after the summary, nothing is ordered at the new one unseen."""
    await change_catalogue(store, service_row(rate=Decimal("2.00001")))
    with pytest.raises(PriceChanged) as changed:
        await place(draft.token)
    assert (changed.value.shown, changed.value.now) == (Decimal(1), Decimal("1.000005"))
    assert await count_orders(store) == 0
    async with store.snapshot() as tx:
        open_draft = await tx.drafts.find_open(ANN)
    assert open_draft is not None
    order, _ = await place(draft.token, shown=to_micros(quote(open_draft).charge))
    assert order.new.expected_charge == Decimal("1.000005")


@pytest.mark.parametrize("user_id", [BOB, 12345])
async def test_a_token_is_good_for_its_user_alone(
    store: MemoryStore, place: Callable, draft: Draft, user_id: int
) -> None:
    """Somebody else's token orders nothing, before and after its owner used it, and shows nothing of the order."""
    with pytest.raises(DraftGone):
        await place(draft.token, user_id)
    await place(draft.token)
    with pytest.raises(DraftGone):
        await place(draft.token, user_id)
    assert await count_orders(store) == 1


async def test_somebody_elses_token_spoils_no_draft(
    store: MemoryStore, place: Callable, draft: Draft, compose: ComposeDraft
) -> None:
    """Who presses another's button keeps their own draft."""
    async with store.transaction() as tx:
        own = await compose.start(tx, BOB, BOB, draft.service.id)
    with pytest.raises(DraftChanged):
        await place(draft.token, BOB)
    async with store.snapshot() as tx:
        assert await tx.drafts.find_open(BOB) == own


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (service_row("other"), ServiceGone),
        (service_row(minimum=501), QuantityOutOfRange),
        (service_row(maximum=499), QuantityOutOfRange),
        (service_row(type="Custom Comments"), AnswerRejected),
        (service_row(type="Something new"), OrderRefused),
    ],
    ids=["gone", "below minimum", "above maximum", "asks for comments", "unsupported"],
)
async def test_a_catalogue_that_changed_is_minded(
    store: MemoryStore, place: Callable, draft: Draft, row: object, refusal: type[Exception]
) -> None:
    """What no longer fits the service of now is not ordered, and the draft stays."""
    await change_catalogue(store, row)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        await place(draft.token)
    assert await count_orders(store) == 0
    async with store.snapshot() as tx:
        assert await tx.drafts.find_open(ANN) is not None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (service_row(type="Custom Comments"), "service_changed"),
        (service_row(type="Package", rate=Decimal(1)), "service_changed"),
    ],
    ids=["asks for comments", "a package of the same price"],
)
async def test_a_service_of_another_type_is_shown_anew(
    store: MemoryStore, place: Callable, draft: Draft, row: ServiceRow, reason: str
) -> None:
    """A type that asks, counts or prices otherwise is not ordered unseen, though it may cost just what was shown."""
    await change_catalogue(store, row)
    with pytest.raises(AnswerRejected, match=reason):
        await place(draft.token, kind=type_mark(draft.service))
    assert await count_orders(store) == 0


async def test_drip_feed_taken_away_is_said(store: MemoryStore, place: Callable, compose: ComposeDraft) -> None:
    """Runs that are no longer offered are not sent and not paid: first it is said, then the rest can be ordered."""
    service = await arrange(store)
    async with store.transaction() as tx:
        await compose.start(tx, ANN, ANN, service.id)
        await compose.answer(tx, ANN, LINK)
        whole = await compose.answer(tx, ANN, "500")
        await compose.ask_drip_feed(tx, ANN, whole.token)
        await compose.answer(tx, ANN, "2")
        draft = await compose.answer(tx, ANN, "30")
    await change_catalogue(store, service_row(drip_feed=False))
    with pytest.raises(AnswerRejected, match="drip_feed_gone"):
        await place(draft.token, shown=2 * SHOWN)
    assert await count_orders(store) == 0
    order, _ = await place(draft.token)
    assert order.new.submission.parameters == {"quantity": "500"}


async def test_an_incomplete_draft_is_not_ordered(store: MemoryStore, place: Callable, compose: ComposeDraft) -> None:
    """A forged Confirm with the right token of a draft that is still being asked about orders nothing."""
    service = await arrange(store)
    async with store.transaction() as tx:
        draft = await compose.start(tx, ANN, ANN, service.id)
    for shown in (0, SHOWN):
        with pytest.raises(AnswerRejected):
            await place(draft.token, shown=shown)
    assert await count_orders(store) == 0


async def test_a_rolled_back_confirm_never_was(store: MemoryStore, clock: ManualClock, draft: Draft) -> None:
    """When the update's transaction fails, there is no order and the draft is open; the next tap orders."""
    with suppress(ZeroDivisionError):
        async with store.transaction() as tx:
            await PlaceOrder(clock)(tx, ANN, draft.token, SHOWN, 7)
            raise ZeroDivisionError
    assert await count_orders(store) == 0
    async with store.transaction() as tx:
        _, is_new = await PlaceOrder(clock)(tx, ANN, draft.token, SHOWN, 7)
    assert is_new


async def test_usual_time_is_kept_with_the_order(store: MemoryStore, clock: ManualClock, draft: Draft) -> None:
    """What orders like it usually took is stored when it is confirmed, and stays so."""
    done = await place_orders(store, 5)
    async with store.transaction() as tx:
        await tx.orders.claim_due("poller", NOON, 60, 9)
        ended = [replace(one, report=report("Completed"), finished_at=later(900)) for one in done]
        await tx.orders.save(ended, "poller")
        order, _ = await PlaceOrder(clock, UsualTimes(clock))(tx, ANN, draft.token, SHOWN, 7)
    assert order.new.usual_seconds == 900
