"""Presets in the chat."""

from typing import Any

import pytest

from tests.integration.chat.desk import CUSTOMER, OTHER, Desk, service_row
from tests.keyboard import buttons_of

LINK = "https://example.com/p"
CATALOGUE = [
    service_row("1"),
    service_row("2"),
    service_row("3", name="Instagram Followers"),
    service_row("4", name="Instagram Likes"),
    service_row("5", name="Comments", type="Custom Comments"),
]


@pytest.fixture(autouse=True)
async def shelf(desk: Desk) -> None:
    """Services of several platforms and types on sale."""
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(CATALOGUE, desk.clock.now())


async def targets(desk: Desk) -> list[tuple[str, str, int | None]]:
    """List what was ordered."""
    async with desk.store.snapshot() as tx:
        states = await tx.orders.count_by_state()
        found = await tx.orders.get_many(range(1, 1 + sum(states.values())))
    return [(one.new.submission.service, one.new.submission.target, one.new.quantity) for one in found.values()]


async def listed(desk: Desk, person: int = CUSTOMER) -> dict[str, Any]:
    return await desk.presses(person, await desk.says(person, "/start"), "Presets")


async def save(desk: Desk, text: str) -> dict[str, Any]:
    await desk.presses(CUSTOMER, await listed(desk), "New preset")
    return await desk.says(CUSTOMER, text)


async def test_presets(desk: Desk) -> None:
    """A preset is written once and applied to a link; a wrong link is asked for again; others never see it."""
    assert "Below the name" in (await save(desk, "Starter"))["text"]
    saved = await desk.says(CUSTOMER, "Starter\n1 | 1000\n2 100")
    assert "“Starter” is saved" in saved["text"]
    await desk.presses(CUSTOMER, saved, "Order with it")
    assert "not a link" in (await desk.says(CUSTOMER, "nonsense"))["text"]
    shown = await desk.says(CUSTOMER, LINK)
    await desk.presses(CUSTOMER, shown, "Confirm 2 orders")
    assert await targets(desk) == [("1", LINK, 1000), ("2", LINK, 100)]
    assert "Starter" not in buttons_of(await listed(desk, OTHER))


async def test_what_a_preset_orders(desk: Desk) -> None:
    """It shows the services' names, and which of them are no longer on sale."""
    saved = await save(desk, "Starter\n1 | 1000\n2 100\n3 50")
    asked = await desk.presses(CUSTOMER, saved, "Order with it")
    assert "• Followers 1 · 1000\n• Followers 2 · 100\n• Instagram Followers · 50" in asked["text"]
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace([CATALOGUE[0]], desk.clock.now())
    again = await desk.presses(CUSTOMER, await listed(desk), "Starter")
    assert "• Followers 1 · 1000\n• Followers 2: no longer on sale" in again["text"]


async def test_a_preset_is_checked_at_once(desk: Desk) -> None:
    """Each line that could not be ordered is told with its reason; nothing is saved, and what was sent comes back."""
    text = "Starter\n1 | 1000\n1 | 5\n99 | 100\n5 | 100\n2\n? | 7"
    told = await save(desk, text)
    assert "Nothing is saved yet: 5 lines could not be ordered" in told["text"]
    for number, why in ((3, "too few"), (4, "No service"), (5, "asks for more"), (6, "missing"), (7, "take this line")):
        assert why in told["text"].partition(f"\n{number}. ")[2].partition(f"\n{number + 1}. ")[0]
    [copy] = [one for row in told["reply_markup"]["inline_keyboard"] for one in row if "copy_text" in one]
    assert copy["copy_text"]["text"] == text
    assert "is saved" in (await desk.says(CUSTOMER, "Starter\n1 | 1000"))["text"], "it is still waited for"


async def test_no_name(desk: Desk) -> None:
    """Lines without a name above them are no preset of that name."""
    assert "first line is the preset's name" in (await save(desk, "1 | 1000\n2 | 500"))["text"]


async def test_same_name(desk: Desk) -> None:
    """A preset of the same name takes the other's place, which is said, with what that was."""
    await save(desk, "Starter\n1 | 1000\n2 | 500")
    saved = await save(desk, "starter\n3 | 100")
    assert "takes the place of the one of that name, which was:\n1 | 1000\n2 | 500" in saved["text"]
    assert [title for title in buttons_of(await listed(desk)) if title.casefold() == "starter"] == ["starter"]


async def test_a_name_instead_of_a_link(desk: Desk) -> None:
    """A bare name is one of the services' platform, shown before the Confirm; a link is tidied as anywhere."""
    saved = await save(desk, "Starter\n3 | 100\n4 | 100")
    await desk.presses(CUSTOMER, saved, "Order with it")
    shown = await desk.says(CUSTOMER, "@some.name")
    assert "https://instagram.com/some.name" in shown["text"]
    assert "I tidied 2 links" in shown["text"]
    await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, await listed(desk), "Starter"), "Cancel")
    await desk.presses(CUSTOMER, await listed(desk), "Starter")
    tidied = await desk.says(CUSTOMER, "https://www.instagram.com/x/?igsh=abc")
    assert "https://instagram.com/x\n" in tidied["text"]
    assert "Use the links as I sent them" in buttons_of(tidied)


async def test_a_name_of_no_platform(desk: Desk) -> None:
    """Where no service says the platform, the whole link is asked for, and an app's address is one."""
    saved = await save(desk, "Starter\n1 | 100")
    await desk.presses(CUSTOMER, saved, "Order with it")
    assert "Send the whole link" in (await desk.says(CUSTOMER, "@some_name"))["text"]
    assert "https://t.me/some_name" in (await desk.says(CUSTOMER, "tg://resolve?domain=some_name"))["text"]


async def test_deleted(desk: Desk) -> None:
    """A preset is deleted after one question; No keeps it, and somebody else's press does nothing."""
    await save(desk, "Starter\n1 | 1000")
    chosen = await desk.presses(CUSTOMER, await listed(desk), "Starter")
    asked = await desk.presses(CUSTOMER, chosen, "Delete this preset")
    assert "Delete the preset “Starter”?" in asked["text"]
    yes = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    desk.world.press(OTHER, (await desk.says(OTHER, "/start"))["message_id"], data=yes, forged=True)
    await desk.settle()
    kept = await desk.presses(CUSTOMER, asked, "No")
    assert "Send the link it is for" in kept["text"]
    asked = await desk.presses(CUSTOMER, kept, "Delete this preset")
    assert "Starter" not in buttons_of(await desk.presses(CUSTOMER, asked, "Yes, delete"))
