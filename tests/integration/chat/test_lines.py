"""Orders written as lines, in the chat: one after /order, many in a message or a file; presets."""

from typing import Any

import pytest

from bot.chat.attached import MAX_BYTES
from tests.integration.chat.desk import CUSTOMER, OTHER, STRANGER, Desk
from tests.keyboard import buttons_of

LINK = "https://example.com/p"


async def rows(desk: Desk) -> list[tuple[Any, ...]]:
    async with desk.store.snapshot() as tx:
        states = await tx.orders.count_by_state()
        found = await tx.orders.get_many(range(1, 1 + sum(states.values())))
    return [(one.new.submission.service, one.new.submission.target, one.new.quantity) for one in found.values()]


async def send_file(desk: Desk, content: bytes, name: str = "orders.csv", person: int = CUSTOMER) -> dict[str, Any]:
    desk.world.send_attachment(person, "document", content=content, file_name=name, mime_type="text/csv")
    return await desk.last(person)


async def test_one_line(desk: Desk) -> None:
    """A whole line leads to the summary at once; one more tap orders it."""
    summary = await desk.says(CUSTOMER, f"/order 1 {LINK} 1000")
    assert "Confirm" in buttons_of(summary)
    await desk.presses(CUSTOMER, summary, "Confirm")
    assert await rows(desk) == [("1", LINK, 1000)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/order 1", "link"),
        (f"/order 1 {LINK}", "quantity"),
        (f"/order 1 {LINK} 5", "too few"),
        ("/order 1 nonsense 500", "not a link"),
        ("/order 99 x.com 5", "No service has this id"),
        ("/order", "category"),
        ("/order some likes", "category"),
    ],
)
async def test_a_line_that_is_not_whole(desk: Desk, text: str, words: str) -> None:
    """What is missing is asked for, what is wrong is told, and nothing that was right is lost."""
    assert words in (await desk.says(CUSTOMER, text))["text"]
    assert await rows(desk) == []


async def test_a_line_goes_on_where_it_ends(desk: Desk) -> None:
    """After a wrong quantity only the quantity is asked for again."""
    await desk.says(CUSTOMER, f"/order 1 {LINK} 5")
    summary = await desk.says(CUSTOMER, "500")
    assert LINK in summary["text"]
    assert "Confirm" in buttons_of(summary)


async def test_lines_in_a_message(desk: Desk) -> None:
    """Lines with bars are a mass order by themselves: checked, shown with total and reasons, confirmed at once."""
    shown = await desk.says(CUSTOMER, f"1 | {LINK}/1 | 1000\n2 | {LINK}/2 | 100\n1 | {LINK}/3 | 5\n9 | {LINK} | 100")
    assert "2 lines can be ordered" in shown["text"]
    assert "Total: 0.99" in shown["text"]
    assert "too few" in shown["text"]
    assert "No service has this id" in shown["text"]
    assert await rows(desk) == []
    done = await desk.presses(CUSTOMER, shown, "Confirm 2 orders")
    assert "2 orders are on their way" in done["text"]
    assert await rows(desk) == [("1", f"{LINK}/1", 1000), ("2", f"{LINK}/2", 100)]
    each = await desk.presses(CUSTOMER, done, "Each line")
    assert "1. ⏳ Followers 1: on its way" in each["text"]
    assert "3. ✖️ 5 is too few" in each["text"]


async def test_confirmed_once(desk: Desk) -> None:
    """An old Confirm, pressed again, orders nothing twice; nor does somebody else's press."""
    shown = await desk.says(CUSTOMER, f"1 | {LINK}/1 | 1000\n2 | {LINK}/2 | 100")
    confirm = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    theirs = await desk.says(OTHER, "/start")
    desk.world.press(OTHER, theirs["message_id"], data=confirm, forged=True)
    await desk.settle()
    assert await rows(desk) == []
    await desk.presses(CUSTOMER, shown, "Confirm 2 orders")
    elsewhere = await desk.says(CUSTOMER, "/help")  # the same press on the same message would be a double tap
    desk.world.press(CUSTOMER, elsewhere["message_id"], data=confirm, forged=True)
    again = await desk.last(CUSTOMER)
    assert "Nothing is ordered twice" in again["text"]
    assert len(await rows(desk)) == 2


async def test_confirm_of_another_proposal(desk: Desk) -> None:
    """A Confirm that says something else than what can be ordered now orders nothing and shows it again."""
    shown = await desk.says(CUSTOMER, f"1 | {LINK}/1 | 1000\n2 | {LINK}/2 | 100")
    confirm = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    desk.world.press(CUSTOMER, shown["message_id"], data=confirm[:-8] + "00000000", forged=True)
    again = await desk.last(CUSTOMER)
    assert "no longer quite as it was shown" in again["text"]
    assert await rows(desk) == []
    await desk.presses(CUSTOMER, again, "Confirm 2 orders")
    assert len(await rows(desk)) == 2


async def test_left(desk: Desk) -> None:
    """A mass order that was left cannot be confirmed from its old button."""
    shown = await desk.says(CUSTOMER, f"1 | {LINK}/1 | 1000")
    confirm = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "Nothing was ordered" in (await desk.presses(CUSTOMER, shown, "Cancel"))["text"]
    desk.world.press(CUSTOMER, shown["message_id"], data=confirm, forged=True)
    assert "was left" in (await desk.last(CUSTOMER))["text"]
    assert await rows(desk) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_lines_in_a_file(desk: Desk, encoding: str) -> None:
    """A CSV file is read in any of the encodings that spreadsheets write."""
    shown = await send_file(desk, f"service;link;quantity\r\n1;{LINK}/1;1000\r\n".encode(encoding))
    await desk.presses(CUSTOMER, shown, "Confirm")
    assert await rows(desk) == [("1", f"{LINK}/1", 1000)]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xd8\xff\x00\x01", "cannot read that file as text"), (b"x" * (MAX_BYTES + 1), "too big")],
)
async def test_a_file_that_cannot_be_read(desk: Desk, content: bytes, words: str) -> None:
    """A picture by another name and a file too big are told with what would be right; the open order stays."""
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    said = await send_file(desk, content)
    assert words in said["text"]
    assert "quantity" in said["text"]


async def test_a_file_that_telegram_keeps(desk: Desk) -> None:
    """When Telegram does not hand the file out, its sender is asked to send it again."""
    desk.world.faults.add("internal", method="getFile", times=None)
    assert "send it again" in (await send_file(desk, b"1 | x.com | 5"))["text"]


async def test_a_strangers_file(desk: Desk) -> None:
    """A stranger's file is not even fetched."""
    await send_file(desk, b"1 | x.com | 5", person=STRANGER)
    assert desk.world.calls.of("getFile") == []


async def test_the_menu_asks_for_lines(desk: Desk) -> None:
    """From the menu the next text is a mass order, however it is parted; Cancel and /cancel end the waiting."""
    menu = await desk.says(CUSTOMER, "/start")
    asked = await desk.presses(CUSTOMER, menu, "Mass order")
    assert "1 line can be ordered" in (await desk.says(CUSTOMER, f"1;{LINK};1000"))["text"]
    asked = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Mass order")
    assert "service id | link | quantity" in (await desk.says(CUSTOMER, "\n\n"[:0] or "?"))["text"]
    await desk.presses(CUSTOMER, asked, "Cancel")
    assert "nothing for" in (await desk.says(CUSTOMER, "zzzz"))["text"]
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Mass order")
    assert "Nothing was ordered" in (await desk.says(CUSTOMER, "/cancel"))["text"]
    assert "nothing for" in (await desk.says(CUSTOMER, "zzzz"))["text"]


async def test_a_draft_begun_later_goes_first(desk: Desk) -> None:
    """Whoever is asked for lines and begins an order instead answers that order."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start"), "Mass order")
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    assert "Confirm" in buttons_of(await desk.says(CUSTOMER, "1000"))
