"""What somebody was asked to send, and when the next text is for something else."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, Desk
from tests.integration.chat.test_lines import LINK, send_file
from tests.keyboard import buttons_of

POST = "https://instagram.com/p/C1"


async def ask_for_presets_link(desk: Desk) -> dict[str, Any]:
    """Have a preset, and be asked for the link it is for."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Presets")
    begun = await desk.presses(CUSTOMER, await desk.last(CUSTOMER), "New preset")
    assert "name of the preset" in begun["text"]
    stored = await desk.says(CUSTOMER, "Starter pack\n1 | 1000\n2 | 500")
    return await desk.presses(CUSTOMER, stored, "Order with it")


def written(desk: Desk, message: dict[str, Any]) -> list[str]:
    """List what stands on a message's buttons now."""
    return buttons_of(desk.world.message(CUSTOMER, message["message_id"]).shown())


async def test_after_another_order(desk: Desk) -> None:
    """Whoever orders something else instead has left what was asked for: the next link is a new order's."""
    await ask_for_presets_link(desk)
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, f"/order 1 {LINK} 1000"), "Confirm")
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]


async def test_after_a_button_that_begins_an_order(desk: Desk) -> None:
    """A draft that is begun and left again leaves no older question behind it."""
    older = await desk.says(CUSTOMER, "/start")
    await ask_for_presets_link(desk)
    await desk.presses(CUSTOMER, older, "New order")
    for button in ("First Category", "Followers 1", "Cancel"):
        await desk.presses(CUSTOMER, older, next(one for one in written(desk, older) if one.startswith(button)))
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]


@pytest.mark.parametrize("command", ["/help", "/orders", "/search", "/start"])
async def test_after_a_command(desk: Desk, command: str) -> None:
    """Any command leaves what was asked for."""
    await ask_for_presets_link(desk)
    await desk.says(CUSTOMER, command)
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]


async def test_after_the_search_button(desk: Desk) -> None:
    """Whoever presses Search is answered with what their words find."""
    older = await desk.says(CUSTOMER, "/start")
    await ask_for_presets_link(desk)
    assert "not a link" in (await desk.says(CUSTOMER, "not a link"))["text"]
    await desk.presses(CUSTOMER, older, "Search")
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]


async def test_search_amid_an_order(desk: Desk) -> None:
    """The words after Search are looked for, though an order waits for its link; that order goes on afterwards."""
    async with desk.store.transaction() as tx:
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())
    older = await desk.says(CUSTOMER, "/start")
    await desk.says(CUSTOMER, "/order 1")
    await desk.presses(CUSTOMER, older, "Search")
    found = await desk.says(CUSTOMER, "followers")
    assert "not a link" not in found["text"]
    assert any("Followers" in button for button in buttons_of(found))
    assert "quantity" in (await desk.says(CUSTOMER, LINK))["text"]


async def test_search_without_words_amid_an_order(desk: Desk) -> None:
    """`/search` alone asks for words as the button does: they are no answer to the order that is open."""
    async with desk.store.transaction() as tx:
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())
    await desk.says(CUSTOMER, "/order 1")
    assert "words" in (await desk.says(CUSTOMER, "/search"))["text"]
    assert any("Followers" in button for button in buttons_of(await desk.says(CUSTOMER, "followers")))


async def test_a_file_after_the_search_button(desk: Desk) -> None:
    """A file of orders is a mass order, though words to look for were asked for."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Search")
    assert "1 line can be ordered" in (await send_file(desk, f"1,{LINK},500".encode()))["text"]


async def test_what_the_order_asks_again(desk: Desk) -> None:
    """When the order's question is asked again, its answer is what comes next, whatever was asked for in between."""
    older = await desk.says(CUSTOMER, "/start")
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    await desk.presses(CUSTOMER, older, "Search")
    desk.world.send_attachment(CUSTOMER, "photo")
    assert "quantity" in (await desk.last(CUSTOMER))["text"]
    assert "Confirm" in buttons_of(await desk.says(CUSTOMER, "500"))


async def test_words_are_awaited_for_two_hours(desk: Desk) -> None:
    """Words are asked for now, not tomorrow: after two hours the order that is open has the answer again."""
    older = await desk.says(CUSTOMER, "/start")
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    await desk.presses(CUSTOMER, older, "Search")
    desk.clock.ahead += timedelta(minutes=121)
    assert "Confirm" in buttons_of(await desk.says(CUSTOMER, "500"))


async def test_after_the_menu(desk: Desk) -> None:
    """The menu asks for a link, and takes it."""
    older = await desk.says(CUSTOMER, "/help")
    await ask_for_presets_link(desk)
    await desk.presses(CUSTOMER, older, "Menu")
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]


async def test_a_look_around_leaves_the_question(desk: Desk) -> None:
    """Looking at something by buttons is no other order: the link is still awaited."""
    older = await desk.says(CUSTOMER, "/start")
    await ask_for_presets_link(desk)
    await desk.presses(CUSTOMER, older, "My orders")
    assert "2 lines can be ordered" in (await desk.says(CUSTOMER, POST))["text"]


async def test_cancel_leaves_the_last_question_alone(desk: Desk) -> None:
    """`/cancel` leaves the list that was asked for last; the order that was being put together before goes on."""
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Mass order")
    left = await desk.says(CUSTOMER, "/cancel")
    assert "Nothing was ordered" in left["text"]
    assert "Go on: Followers 1" in buttons_of(left)
    assert "Confirm" in buttons_of(await desk.says(CUSTOMER, "500"))


async def test_cancel_of_an_order_that_was_touched_last(desk: Desk) -> None:
    """`/cancel` leaves the order when that is what was asked about last, and what was asked for before with it."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Mass order")
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    left = await desk.says(CUSTOMER, "/cancel")
    assert not [text for text in buttons_of(left) if text.startswith("Go on")]
    assert "Instagram · post" in (await desk.says(CUSTOMER, POST))["text"]
