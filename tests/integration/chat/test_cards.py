"""An order's card in the chat: what was asked for it, what is under it, and by whose clock it is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Report
from bot.domain.request import RequestState
from bot.services.owe import owe_card
from tests.integration.chat.desk import CUSTOMER, OTHER, Desk, Json
from tests.integration.chat.test_orders_found import add_order
from tests.keyboard import buttons_of


@pytest.fixture
async def parent(desk: Desk) -> int:
    """A completed order of the customer's, under which the panel has placed two others."""
    for person in (CUSTOMER, OTHER):
        await desk.says(person, "/start")
    order_id = await add_order(desk, "https://t.me/x")
    await report(desk, order_id, children=["24001", "24002"])
    return order_id


async def report(desk: Desk, order_id: int, children: Sequence[str]) -> None:
    """Let the panel say of an order that it is completed, and what is under it."""
    said = Report(status="Completed", status_word="Completed", children=tuple(map(PanelOrderId, children)))
    now = desk.clock.now()
    async with desk.store.transaction() as tx:
        await tx.orders.ask_now(order_id, CUSTOMER, now)
        [claimed] = await tx.orders.claim_due("arranger", now, 60, 1)
        await tx.orders.save([replace(claimed, report=said, due_at=None)], "arranger")


async def test_what_is_under_an_order(desk: Desk, parent: int) -> None:
    """The id of an order that the panel has placed under one's own is answered with that one, to its user alone."""
    said = await desk.says(CUSTOMER, "/status 24002 7")
    assert said["text"].startswith(
        f"You have no order with this id: #7\n#24002 is one of the orders under #{500 + parent}.\n\n#{500 + parent}\n"
    )
    assert "2 orders placed under it so far: #24001, #24002" in said["text"]
    assert "no order with this id: #24002" in (await desk.says(OTHER, "/status 24002"))["text"]


async def ask_for_refill(desk: Desk, card: Json, order_id: int, state: RequestState) -> Json:
    """Ask for a refill from a card, let the request come so far, and return the card as it shows then."""
    question = await desk.presses(CUSTOMER, card, "Refill")
    await desk.presses(CUSTOMER, question, "Yes, refill")
    now = desk.clock.now()
    async with desk.store.transaction() as tx:
        [queued] = await tx.requests.claim_queued("arranger", now, 60, 1)
        await tx.requests.save(replace(queued, state=state, due_at=now + timedelta(hours=1)), "arranger")
        order = await tx.orders.find(order_id, CUSTOMER)
        assert order is not None
        await tx.outbox.add(owe_card(order), now, None, 0)
    await desk.settle()
    shown = desk.world.messages(CUSTOMER, by_bot=True)
    return next(message for message in shown if message["message_id"] == card["message_id"])


async def test_refill_that_was_asked_for(desk: Desk, parent: int) -> None:
    """A card says how the refill stands and offers no other; the button of before says why."""
    listed = await desk.says(CUSTOMER, "/orders")
    card = await desk.presses(CUSTOMER, listed, buttons_of(listed)[0])
    assert "Refill" in buttons_of(card)
    card = await ask_for_refill(desk, card, parent, RequestState.QUEUED)
    assert "✅ Completed\n🔁 Refill: asked for, on its way to the panel\n\n" in card["text"]
    assert "Refill" not in buttons_of(card)
    desk.world.press(CUSTOMER, card["message_id"], data=f"1:rq:refill:{parent}", forged=True)
    assert "being asked for a refill already" in (await desk.last(CUSTOMER))["text"]


async def test_refill_that_was_accepted(desk: Desk, parent: int) -> None:
    """Wherever the card is shown, it says that a refill was accepted and when the next can be asked for."""
    listed = await desk.says(CUSTOMER, "/orders")
    card = await desk.presses(CUSTOMER, listed, buttons_of(listed)[0])
    card = await ask_for_refill(desk, card, parent, RequestState.ACCEPTED)
    said = await desk.says(CUSTOMER, f"/status {500 + parent}")
    opened = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/orders"), buttons_of(listed)[0])
    for one in (card, said, opened):
        assert "🔁 Refill: the panel has taken the request\nThe next refill can be asked for from" in one["text"]
        assert "Refill" not in buttons_of(one)


async def test_ones_own_clock(desk: Desk, parent: int) -> None:
    """Who has chosen a time zone reads cards by its clock, also those that are edited later."""
    async with desk.store.transaction() as tx:
        user = await tx.users.find(CUSTOMER)
        assert user is not None
        await tx.users.set_wishes(replace(user, zone="Asia/Kathmandu"))
    listed = await desk.says(CUSTOMER, "/orders")
    assert " UTC+5:45" in listed["text"]
    card = await desk.presses(CUSTOMER, listed, buttons_of(listed)[0])
    assert card["text"].count(" UTC+5:45") == card["text"].count(" UTC") == 2
    card = await ask_for_refill(desk, card, parent, RequestState.QUEUED)
    assert "on its way" in card["text"]
    assert card["text"].count(" UTC+5:45") == card["text"].count(" UTC") == 2
