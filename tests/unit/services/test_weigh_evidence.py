"""What the balance tells of an order that could not be confirmed, to operators who look at it sooner and later."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.chat.texts import texts_for
from bot.chat.views import cases as views
from bot.domain.evidence import BalanceReading
from bot.domain.order import Order
from bot.services.investigate_cases import evidence_facts
from bot.services.weigh_evidence import weigh_evidence
from bot.store.in_memory import MemoryStore
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.services.arrange import BOB, arrange, later
from tests.unit.services.test_investigate_cases import lose, send

EARLY, LATE = "may still be working on it", "probably not taken"
TAKEN, UNSURE = "probably taken", "the balance tells nothing sure"
AGAIN = ["Look at the balance again"]


@pytest.fixture
async def order(store: MemoryStore) -> Order:
    """An order that was sent at ten seconds past noon, with 10 on the balance, and given up twenty seconds later."""
    await arrange(store)
    await read(store, 0, "10")
    return await lose(store, await send(store, 10), 30)


async def read(store: MemoryStore, at: float, amount: str) -> None:
    """Read the balance, within a second."""
    async with store.transaction() as tx:
        await tx.balances.note(BalanceReading(asked_at=later(at), answered_at=later(at + 1), amount=Decimal(amount)))


async def look(store: MemoryStore, order: Order) -> Shown:
    """Look at the case as an operator does."""
    async with store.snapshot() as tx:
        facts = evidence_facts(await weigh_evidence(tx, order))
    return shown(views.unconfirmed(facts, order, texts_for("en")))


async def test_a_slow_panel(store: MemoryStore, order: Order) -> None:
    """Nothing is said of a balance that has not changed yet; when it falls later that is told."""
    await read(store, 30, "10")
    said = await look(store, order)
    assert EARLY in said.text
    assert LATE not in said.text
    assert AGAIN in said.titles
    await read(store, 90, "9.9")
    said = await look(store, order)
    assert TAKEN in said.text
    assert "Balance after: 9.90 USD" in said.text
    assert AGAIN not in said.titles


@pytest.mark.parametrize(("at", "words"), [(209, EARLY), (210, LATE)])
async def test_three_minutes(store: MemoryStore, order: Order, at: float, words: str) -> None:
    """A balance that has not changed is a word only when it was asked for three minutes after the call's end."""
    await read(store, 30, "10")
    await read(store, at, "10")
    said = await look(store, order)
    assert words in said.text
    assert (AGAIN in said.titles) is (words == EARLY)


async def test_priced_per_post(store: MemoryStore, order: Order) -> None:
    """Of a subscription, which costs with each post, no balance says whether it was taken, fallen or not."""
    subscribed = replace(order, new=replace(order.new, expected_charge=None, rate_per_post=Decimal("0.1")))
    for at, amount in ((30, "10"), (300, "10"), (600, "9.9")):
        await read(store, at, amount)
        said = await look(store, subscribed)
        assert "charged for post by post, so the balance tells nothing" in said.text
        assert "Price: 0.10 USD per 1000 on each future post" in said.text
        assert "probably" not in said.text
        assert AGAIN not in said.titles


async def test_not_read_yet(store: MemoryStore, order: Order) -> None:
    """Before the balance was read after the call, it can be looked at again."""
    said = await look(store, order)
    assert "is not known" in said.text
    assert AGAIN in said.titles


async def test_another_order_soon_after(store: MemoryStore, order: Order) -> None:
    """Readings after the next order are not believed; one before it that came too soon is not either."""
    await read(store, 40, "10")
    await send(store, 60, BOB)
    await read(store, 300, "9.9")
    said = await look(store, order)
    assert UNSURE in said.text
    assert AGAIN not in said.titles


async def test_another_order_later(store: MemoryStore, order: Order) -> None:
    """The last reading before the next order counts, whatever came after that."""
    await read(store, 40, "10")
    await read(store, 250, "10")
    await send(store, 260, BOB)
    await read(store, 300, "9.9")
    said = await look(store, order)
    assert LATE in said.text
    assert UNSURE not in said.text


async def test_it_fell_before_another_order(store: MemoryStore, order: Order) -> None:
    """A balance that fell by the price before anything else was sent is a word, however soon."""
    await read(store, 40, "9.9")
    await send(store, 60, BOB)
    await read(store, 300, "9.8")
    assert TAKEN in (await look(store, order)).text


async def test_another_order_was_lost_shortly_before(store: MemoryStore, order: Order) -> None:
    """A slow panel may have taken that one meanwhile, so the balance tells nothing sure."""
    later_one = await lose(store, await send(store, 60, BOB), 80)
    await read(store, 50, "10")
    await read(store, 81, "9.9")
    assert UNSURE in (await look(store, later_one)).text
