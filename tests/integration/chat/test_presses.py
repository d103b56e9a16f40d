"""Button presses: each is answered, twice is harmless, and what is shown arrives though its message is gone."""

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import OrderFilter
from tests.integration.chat.desk import CUSTOMER, LINK, OPERATOR, STRANGER, Desk


async def summary_of(desk: Desk, service: str = "Followers 1") -> dict[str, Any]:
    """Put an order together up to its summary."""
    categories = await desk.says(CUSTOMER, "/order")
    services = await desk.presses(CUSTOMER, categories, "First Category")
    await desk.presses(CUSTOMER, services, service)
    await desk.says(CUSTOMER, LINK)
    return await desk.says(CUSTOMER, "1000")


def buttons_of(message: dict[str, Any]) -> list[str]:
    """List a message's buttons that call back."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row if "callback_data" in button]


async def count_orders(desk: Desk) -> int:
    """Count the customer's orders."""
    async with desk.store.snapshot() as tx:
        return await tx.orders.count(CUSTOMER, OrderFilter.ALL)


async def test_order_confirmed_in_a_message_that_is_gone(desk: Desk) -> None:
    """Confirm in a message deleted meanwhile orders, shows the card anew, and the card is kept up to date there."""
    summary = await summary_of(desk)
    desk.world.press(CUSTOMER, summary["message_id"], "Confirm")
    del desk.world.chats[CUSTOMER].messages[summary["message_id"]]
    card = await desk.last(CUSTOMER)
    assert "on its way" in card["text"]
    async with desk.store.snapshot() as tx:
        [order] = await tx.orders.page(CUSTOMER, OrderFilter.ALL, 0, 5)
    assert order.new.card_message_id == card["message_id"]


async def test_press_on_a_message_too_old_to_be_shown(desk: Desk) -> None:
    """A press that comes without its message's content, as old ones do, goes on in that very message."""
    summary = await summary_of(desk)
    message = desk.world.chats[CUSTOMER].messages.pop(summary["message_id"])
    desk.world.press(
        CUSTOMER,
        summary["message_id"],
        data=summary["reply_markup"]["inline_keyboard"][0][0]["callback_data"],
        forged=True,
    )
    desk.world.chats[CUSTOMER].messages[summary["message_id"]] = message
    card = await desk.last(CUSTOMER)
    assert (card["message_id"], "on its way" in card["text"]) == (summary["message_id"], True)


async def test_draft_goes_on_in_a_new_message(desk: Desk) -> None:
    """A draft whose message was deleted goes on in a new one, which it knows then."""
    categories = await desk.says(CUSTOMER, "/order")
    services = await desk.presses(CUSTOMER, categories, "First Category")
    desk.world.press(CUSTOMER, services["message_id"], "Followers 1")
    del desk.world.chats[CUSTOMER].messages[services["message_id"]]
    shown = await desk.last(CUSTOMER)
    assert "link" in shown["text"]
    asked = await desk.says(CUSTOMER, LINK)
    assert desk.with_buttons(CUSTOMER) == [asked["message_id"]]


async def test_typing_faster_than_the_bot_sends(desk: Desk) -> None:
    """Answers that come while the questions are still on their way leave one message with buttons, the last."""
    categories = await desk.says(CUSTOMER, "/order")
    services = await desk.presses(CUSTOMER, categories, "First Category")
    await desk.presses(CUSTOMER, services, "Followers 1")
    desk.world.faults.add("slow", method="sendMessage", times=None, seconds=0.2)
    for text in ("no link", LINK, "7", "1000"):
        desk.world.send_text(CUSTOMER, text)
    shown = await desk.last(CUSTOMER)
    assert "Confirm" in buttons_of(shown)
    assert desk.with_buttons(CUSTOMER) == [shown["message_id"]]


async def test_confirmed_card_keeps_its_buttons(desk: Desk) -> None:
    """The message of a confirmed order is no draft's any more: the next draft leaves its buttons on."""
    card = await desk.presses(CUSTOMER, await summary_of(desk), "Confirm")
    desk.world.press(CUSTOMER, card["message_id"], data="1:oa:1", forged=True)  # offered once the panel has answered
    again = await desk.last(CUSTOMER)
    assert "Confirm" in buttons_of(again)
    assert set(desk.with_buttons(CUSTOMER)) == {card["message_id"], again["message_id"]}


@pytest.mark.parametrize("button", ["Confirm", "Back", "Cancel", "Drip-feed"])
async def test_double_tap_on_a_summary(desk: Desk, button: str) -> None:
    """Each button of the summary, tapped three times at once, is answered each time and has its effect once."""
    summary = await summary_of(desk)
    before = len(desk.texts(CUSTOMER))
    queries = [desk.world.press(CUSTOMER, summary["message_id"], button) for _ in range(3)]
    await desk.settle()
    for query in queries:
        await desk.world.answer_to(query, 1)
    assert len(desk.texts(CUSTOMER)) == before
    assert await count_orders(desk) == (1 if button == "Confirm" else 0)


async def test_double_tap_that_is_slow(desk: Desk) -> None:
    """The second press of a Confirm a while later is told that it was confirmed already."""
    summary = await summary_of(desk)
    data = summary["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await desk.presses(CUSTOMER, summary, "Confirm")
    desk.clock.ahead = timedelta(seconds=2)
    query = desk.world.press(CUSTOMER, summary["message_id"], data=data, forged=True)
    await desk.settle()
    assert "confirmed this order already" in (await desk.world.answer_to(query, 1))["text"]
    assert await count_orders(desk) == 1


async def test_refresh_of_what_has_no_number(desk: Desk) -> None:
    """Refresh of an order that the panel has not numbered says just that, whatever has become of the order."""
    card = await desk.presses(CUSTOMER, await summary_of(desk), "Confirm")
    query = desk.world.press(CUSTOMER, card["message_id"], data="1:or:1", forged=True)
    await desk.settle()
    said = (await desk.world.answer_to(query, 1))["text"]
    assert said == "This order has no number at the panel yet, so there is nothing to ask."


async def test_tap_again_after_a_failure(desk: Desk) -> None:
    """A press whose handler failed is no first half of a double tap."""
    summary = await summary_of(desk)
    desk.break_for(CUSTOMER, ValueError("some fault"))
    first = desk.world.press(CUSTOMER, summary["message_id"], "Confirm")
    second = desk.world.press(CUSTOMER, summary["message_id"], "Confirm")
    await desk.settle()
    for query in (first, second):
        await desk.world.answer_to(query, 1)
    assert await count_orders(desk) == 1


async def test_every_button_of_a_stranger(desk: Desk) -> None:
    """Whatever a stranger presses is answered, and shows them nothing but their sentence."""
    told = await desk.says(STRANGER, "/start")
    for data in ("1:cats:0:o", f"1:acc:{STRANGER}:y", "1:ok:token1:5", "1:oc:1", "", "x"):
        query = desk.world.press(STRANGER, told["message_id"], data=data, forged=True)
        await desk.settle()
        await desk.world.answer_to(query, 1)
    assert {text.split(";")[0] for text in desk.texts(STRANGER)} == {told["text"].split(";")[0]}


async def test_press_in_a_group(desk: Desk) -> None:
    """A press in a group is answered, and does nothing."""
    group = -100200
    desk.world.add_chat(group, "Ours")
    desk.world.add_bot(group, CUSTOMER)
    await desk.settle()
    [told] = desk.world.messages(group, by_bot=True)
    query = desk.world.press(CUSTOMER, told["message_id"], data="1:cats:0:o", forged=True, chat_id=group)
    await desk.settle()
    await desk.world.answer_to(query, 1)
    assert len(desk.world.messages(group, by_bot=True)) == 1


async def test_press_older_than_a_minute(desk: Desk) -> None:
    """A press that can no longer be answered still has its effect."""
    categories = await desk.says(CUSTOMER, "/order")
    desk.world.query_seconds = 0
    shown = await desk.presses(CUSTOMER, categories, "First Category")
    assert "Followers 1" in shown["text"]


async def test_request_that_no_operator_got(desk: Desk) -> None:
    """A stranger whom nobody could be told about waits where operators look, with both buttons, until decided."""
    await desk.says(STRANGER, "/order")
    assert desk.texts(OPERATOR) == []
    request = await desk.says(OPERATOR, "/start")
    assert str(STRANGER) in request["text"]
    request = await desk.says(OPERATOR, "/admin")
    assert buttons_of(request) == ["Allow", "Ignore"]
    await desk.presses(OPERATOR, request, "Allow")
    assert "order now" in desk.texts(STRANGER)[-1]
    shown = await desk.says(OPERATOR, "/admin")
    assert "Everybody's orders" in shown["text"]


async def test_orders_from_a_card(desk: Desk) -> None:
    """The list of orders does not take an order's card away: the next change would be written over the list."""
    card = await desk.presses(CUSTOMER, await summary_of(desk), "Confirm")
    listed = await desk.presses(CUSTOMER, card, "My orders")
    assert "Your orders" in listed["text"]
    assert listed["message_id"] != card["message_id"]
