"""Order again: what is not as it was is said with what is shown."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import pytest

from bot.services.place_order import CURRENCY
from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, LINK, OPERATOR, Desk, service_row
from tests.keyboard import buttons_of

Json = dict[str, Any]
Again = Callable[..., Coroutine[Any, Any, Json]]
HEAD = "Changed since your earlier order"


async def confirm(desk: Desk, *texts: str, runs: tuple[str, str] | None = None) -> Json:
    """Order the first service by what is written, and return the order's card."""
    for text in texts:
        shown = await desk.says(CUSTOMER, text)
    if runs is not None:
        await desk.presses(CUSTOMER, shown, "Drip-feed")
        await desk.says(CUSTOMER, runs[0])
        shown = await desk.says(CUSTOMER, runs[1])
    return await desk.presses(CUSTOMER, shown, "Confirm")


async def press_again(desk: Desk, card: Json) -> Json:
    """Press the button that a card has once the panel has answered."""
    desk.world.press(CUSTOMER, card["message_id"], data="1:oa:1", forged=True)
    return await desk.last(CUSTOMER)


@pytest.fixture
def again(desk: Desk) -> Again:
    """Order a thousand, let the panel change the service, and press Order again."""

    async def run(runs: tuple[str, str] | None = None, **changes: Any) -> Json:
        card = await confirm(desk, f"/order 1 {LINK} 1000", runs=runs)
        async with desk.store.transaction() as tx:
            await tx.catalogue.replace([service_row("1", **changes)], desk.clock.now())
        return await press_again(desk, card)

    return run


async def test_nothing_changed(again: Again) -> None:
    """Where all is as it was nothing is said."""
    summary = await again()
    assert summary["text"].startswith("Please check your order")
    assert "Confirm" in buttons_of(summary)


@pytest.mark.parametrize("rate", ["1.20", "0.40"])
async def test_other_price(again: Again, rate: str) -> None:
    """A price that has risen or fallen is told beside the one that was paid."""
    summary = await again(rate=Decimal(rate))
    assert summary["text"].startswith(f"{HEAD}\nPrice now {rate}, was 0.90.\n\nPlease check your order")
    assert "Confirm" in buttons_of(summary)


async def test_other_currency(desk: Desk) -> None:
    """The same number in another currency is another price; a currency that was not known then is no other one."""
    card = await confirm(desk, f"/order 1 {LINK} 1000")
    for currency in ("USD", "EUR"):
        async with desk.store.transaction() as tx:
            await tx.memory.keep(CURRENCY, currency, desk.clock.now())
        summary = await press_again(desk, card)
        assert summary["text"].startswith("Please check your order")
    await desk.presses(CUSTOMER, summary, "Confirm")
    async with desk.store.transaction() as tx:
        await tx.memory.keep(CURRENCY, "USD", desk.clock.now())
    desk.world.press(CUSTOMER, summary["message_id"], data="1:oa:2", forged=True)
    assert "Price now 0.90 USD, was 0.90 EUR." in (await desk.last(CUSTOMER))["text"]


async def test_other_limits(again: Again, desk: Desk) -> None:
    """A quantity that no longer fits is asked for anew, with the reason and what has become of the price."""
    asked = await again(maximum=500, rate=Decimal("1.20"))
    assert asked["text"].startswith(
        f"{HEAD}\n1,000 is too many: this service takes 50 to 500.\n"
        "The same order would cost 1.20 now; it was 0.90.\n\nFollowers 1"
    )
    assert "Send the quantity: a number from 50 to 500." in asked["text"]
    summary = await desk.says(CUSTOMER, "500")
    assert f"Link: {LINK}\nQuantity: 500\nPrice: 0.60" in summary["text"]
    assert HEAD not in summary["text"]


async def test_drip_feed_that_is_offered_still(again: Again) -> None:
    """Runs and interval are taken along."""
    summary = await again(("5", "60"))
    assert "Drip-feed: 1,000 each run · runs: 5 · interval: 60 min" in summary["text"]
    assert HEAD not in summary["text"]


async def test_drip_feed_that_is_gone(again: Again) -> None:
    """That one run would be ordered in the place of many is told, with the price of that."""
    summary = await again(("5", "60"), drip_feed=False)
    assert summary["text"].startswith(
        f"{HEAD}\nThis service has no drip-feed any more: one run would be ordered, not 5.\nPrice now 0.90, was 4.50.\n"
    )
    assert "Quantity: 1,000\nPrice: 0.90" in summary["text"]


async def test_drip_feed_when_the_quantity_does_not_fit(again: Again) -> None:
    """Where the quantity is asked for anew, drip-feed is to be chosen anew, and that is told."""
    asked = await again(("5", "60"), minimum=2000)
    assert "1,000 is too few: this service takes 2,000 to 10,000." in asked["text"]
    assert "Drip-feed is not taken along" in asked["text"]
    assert "cost" not in asked["text"], "it costs what it cost"


async def test_runs_that_do_not_fit(again: Again) -> None:
    """Runs that are too many now are asked for, with the reason."""
    asked = await again(("5", "60"), maximum=4000)
    assert asked["text"].startswith(f"{HEAD}\nWith 5 runs that makes 5,000 in all")
    assert "How many runs?" in asked["text"]


@pytest.mark.parametrize(
    ("kind", "shown", "price"), [("Package", "Confirm", "Price now 0.85, was 0.90."), ("Mentions", "usernames", None)]
)
async def test_other_type(again: Again, kind: str, shown: str, price: str | None) -> None:
    """A service that became one of another type is pointed out; no price is told for what is not the same."""
    message = await again(type=kind, rate=Decimal("0.85"))
    assert message["text"].startswith(f"{HEAD}\nThe panel sells this service as another type now")
    assert shown in message["text"] + str(buttons_of(message))
    assert ("Price now" in message["text"]) is (price is not None)
    assert (price or "") in message["text"]


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize(
    ("change", "words"),
    [("gone", "no longer sells this service"), ("hidden", "not on sale"), ("strange", "not supported")],
)
async def test_service_that_cannot_be_ordered(desk: Desk, change: str, words: str, begun: bool) -> None:
    """What cannot be ordered any more is said by itself: not above another order, as if it were that one's service."""
    card = await confirm(desk, f"/order 1 {LINK} 1000")
    if begun:
        await desk.says(CUSTOMER, f"/order 2 {LINK}")
    found = await desk.says(OPERATOR, "/start s_1")
    rows = {"gone": [], "hidden": [service_row("1")], "strange": [service_row("1", type="Mystery")]}[change]
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace([*rows, service_row("2")], desk.clock.now())
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())
    if change == "hidden":
        await desk.presses(OPERATOR, await desk.presses(OPERATOR, found, "Hide, rename, pin"), "Hide")
    said = await press_again(desk, card)
    assert words in said["text"]
    assert buttons_of(said) == ["New order", "Menu"]
    if begun:
        assert "Confirm" in buttons_of(await desk.says(CUSTOMER, "1000")), "the other order goes on"
