"""An operator's word about an uncertain order: asked once more, carried out once, told."""

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.order import Order, OrderState, Verdict
from bot.domain.outbox import OwedKind
from bot.domain.request import RequestKind
from bot.services.ask_request import AskRequest
from bot.services.settle_order import Decision, SettleOrder
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOB, BOSS, CARD, arrange, get_order, owed_now, place_orders
from tests.unit.services.test_investigate_cases import PARTNER, lose, send

FOUND = PanelOrderId("777")


@pytest.fixture
def settle(clock: ManualClock) -> SettleOrder:
    """The use case, for two operators; tokens are numbers."""
    tokens = iter(range(100))
    return SettleOrder(clock=clock, make_token=lambda: f"t{next(tokens)}", operators=[BOSS, PARTNER])


@pytest.fixture
async def order(store: MemoryStore) -> Order:
    """An order that could not be confirmed."""
    await arrange(store)
    return await lose(store, await send(store, 10), 30)


async def ask(
    settle: SettleOrder, store: MemoryStore, order: Order, verdict: Verdict, found: PanelOrderId | None = None
) -> Decision | None:
    async with store.transaction() as tx:
        return await settle.ask(tx, BOSS, order, verdict, found)


async def answer(
    settle: SettleOrder, store: MemoryStore, token: str, *, yes: bool = True, by: int = BOSS
) -> Decision | None:
    async with store.transaction() as tx:
        return await settle.answer(tx, by, token, yes=yes)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.ADOPTED, OrderState.PLACED),
        (Verdict.NOT_TAKEN, OrderState.REFUSED),
        (Verdict.SEND_AGAIN, OrderState.QUEUED),
    ],
)
async def test_carried_out_once(
    settle: SettleOrder, store: MemoryStore, order: Order, verdict: Verdict, state: OrderState
) -> None:
    """A yes changes the order, closes its case, and tells its user and the other operators; a second one nothing."""
    found = FOUND if verdict is Verdict.ADOPTED else None
    asked = await ask(settle, store, order, verdict, found)
    assert asked is not None
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    done = await answer(settle, store, asked.token)
    assert done is not None
    kept = await get_order(store, order)
    assert (kept.state, kept.verdict, kept.panel_order_id) == (state, verdict, found)
    assert kept.due_at == (None if state is OrderState.REFUSED else NOON)
    rows = [row.new for row in await owed_now(store)]
    assert [(row.chat_id, row.kind) for row in rows] == [
        (ANN, OwedKind.CARD),
        (ANN, OwedKind.NOTICE),
        (PARTNER, OwedKind.NOTICE),
    ]
    assert rows[0].message_id == CARD
    said = {Verdict.ADOPTED: "adopted", Verdict.NOT_TAKEN: "not_taken", Verdict.SEND_AGAIN: "sent_again"}
    assert rows[1].payload["kind"] == said[verdict]
    assert (rows[2].payload["operator"], rows[2].payload["verdict"], rows[2].payload["by"]) == (
        "settled",
        verdict,
        str(BOSS),
    )
    assert await answer(settle, store, asked.token) is None
    assert len(await owed_now(store)) == 3
    async with store.snapshot() as tx:
        assert await tx.cases.count_open() == 0


async def test_a_no_leaves_everything(settle: SettleOrder, store: MemoryStore, order: Order) -> None:
    """After a no the order still waits, and the question is gone."""
    asked = await ask(settle, store, order, Verdict.SEND_AGAIN)
    assert asked is not None
    left = await answer(settle, store, asked.token, yes=False)
    assert left is not None
    assert left.order.state is OrderState.UNCERTAIN
    assert await answer(settle, store, asked.token) is None
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN
    assert await owed_now(store) == []


async def test_a_token_is_its_operators(settle: SettleOrder, store: MemoryStore, order: Order) -> None:
    """Nobody answers somebody else's question, and a token that never was is none."""
    asked = await ask(settle, store, order, Verdict.NOT_TAKEN)
    assert asked is not None
    assert await answer(settle, store, asked.token, by=PARTNER) is None
    assert await answer(settle, store, "never") is None
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN


async def test_the_first_word_counts(settle: SettleOrder, store: MemoryStore, order: Order) -> None:
    """Two questions about one order: the second answer finds it settled and changes nothing; neither can be asked."""
    close = await ask(settle, store, order, Verdict.NOT_TAKEN)
    again = await ask(settle, store, order, Verdict.SEND_AGAIN)
    assert close is not None
    assert again is not None
    assert await answer(settle, store, close.token) is not None
    assert await answer(settle, store, again.token) is None
    kept = await get_order(store, order)
    assert kept.state is OrderState.REFUSED
    assert await ask(settle, store, kept, Verdict.SEND_AGAIN) is None


async def test_an_id_that_is_ours_already(settle: SettleOrder, store: MemoryStore, order: Order) -> None:
    """A number that another order bears is refused at the question, and at the answer if it was taken since."""
    asked = await ask(settle, store, order, Verdict.ADOPTED, PanelOrderId("2"))
    assert asked is not None
    taken = await place_orders(store, 1, BOB)  # the panel knows it by its own number
    assert taken[0].panel_order_id == "2"
    with pytest.raises(PanelOrderIdTaken):
        await ask(settle, store, order, Verdict.ADOPTED, PanelOrderId("2"))
    with pytest.raises(PanelOrderIdTaken):
        await answer(settle, store, asked.token)
    assert (await get_order(store, order)).state is OrderState.UNCERTAIN


async def test_another_kind_of_question_is_left_alone(
    settle: SettleOrder, store: MemoryStore, clock: ManualClock, order: Order
) -> None:
    """The token of a question of one kind is none of the other, and the question can still be answered after that."""
    request = AskRequest(clock, lambda: "r1")
    asked = await ask(settle, store, order, Verdict.NOT_TAKEN)
    assert asked is not None
    async with store.transaction() as tx:
        await request.ask(tx, BOSS, RequestKind.CANCEL, [])
        assert await request.answer(tx, BOSS, asked.token, yes=True) is None
    assert await answer(settle, store, "r1") is None
    async with store.transaction() as tx:
        answered = await request.answer(tx, BOSS, "r1", yes=True)
        assert answered is not None
        assert (answered.kind, answered.asked) == (RequestKind.CANCEL, [])
    assert await answer(settle, store, asked.token) is not None
