"""Files and pictures of one's orders, from the button to what Telegram got."""

import csv
import io
from datetime import timedelta

import pytest

from tests.integration.chat.desk import CUSTOMER, OTHER, Desk, Json
from tests.integration.chat.test_orders_found import add_order
from tests.keyboard import buttons_of

COLUMNS = "id,service,link,quantity,charge,currency,status,remains,start count,ordered at,changed at"


async def press(desk: Desk, message: Json, button: str) -> str:
    """Press a button, let the paper be made, and return what the press was answered with."""
    query = desk.world.press(CUSTOMER, message["message_id"], button)
    await desk.settle()
    answer = (await desk.world.answer_to(query, 1))["text"]
    await desk.make_papers()
    return str(answer)


def last(desk: Desk, person: int = CUSTOMER) -> Json:
    """Return the bot's last message."""
    message = desk.world.last_message(person)
    assert message is not None
    return message


def table(desk: Desk) -> list[list[str]]:
    """Read the file that was sent last."""
    content = desk.world.files.get(last(desk)["document"]["file_id"]).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
async def orders(desk: Desk) -> None:
    """Three orders of the customer's, one of somebody else's."""
    await desk.says(CUSTOMER, "/start")
    await desk.says(OTHER, "/start")
    for link in ("https://a.example/1", "https://a.example/2", "https://t.me/x"):
        await add_order(desk, link)
    await add_order(desk, "https://a.example/1", person=OTHER)


async def test_export(desk: Desk, orders: None) -> None:
    """One's own orders come as a table, newest first, with a way back to the list."""
    listed = await desk.says(CUSTOMER, "/orders")
    assert await press(desk, listed, "Export") == "I am preparing your file. It comes below."
    titles, *rows = table(desk)
    assert ",".join(titles) == COLUMNS
    assert [row[2] for row in rows] == ["https://t.me/x", "https://a.example/2", "https://a.example/1"]
    assert rows[2][:7] == ["501", "Followers 1", "https://a.example/1", "100", "0.09", "USD", "taken by the panel"]
    assert rows[2][9].endswith("Z")
    sent = last(desk)
    assert sent["caption"] == "3 orders, times in UTC"
    assert sent["document"]["file_name"].startswith("orders-all-")
    again = await desk.presses(CUSTOMER, sent, "My orders")
    assert "Your orders" in again["text"]
    assert again["message_id"] > sent["message_id"]


async def test_export_of_what_a_search_found(desk: Desk, orders: None) -> None:
    """The filter and the search of the list go for its file, too."""
    found = await desk.says(CUSTOMER, "/orders a.example")
    await press(desk, await desk.presses(CUSTOMER, found, "Open"), "Export")
    assert [row[2] for row in table(desk)[1:]] == ["https://a.example/2", "https://a.example/1"]


async def test_asked_for_twice(desk: Desk, orders: None) -> None:
    """A file that is being prepared is not prepared a second time."""
    listed = await desk.says(CUSTOMER, "/orders")
    data = "1:oe:all"
    for _ in range(2):
        query = desk.world.press(CUSTOMER, listed["message_id"], data=data, forged=True)
        await desk.settle()
        desk.clock.ahead += timedelta(seconds=2)
    assert "already" in (await desk.world.answer_to(query, 1))["text"]
    await desk.make_papers()
    assert len([one for one in desk.world.messages(CUSTOMER, by_bot=True) if "document" in one]) == 1


async def test_totals(desk: Desk, orders: None) -> None:
    """Totals come as a picture with the same in words, by week first and by month on a button."""
    listed = await desk.says(CUSTOMER, "/orders")
    await press(desk, listed, "Totals")
    weeks = last(desk)
    assert desk.world.files.get(weeks["photo"][-1]["file_id"]).content.startswith(b"\x89PNG")
    assert weeks["caption"].startswith("Your orders, week by week\n\nIn all: 3 orders, 0.27 USD\n\n")
    assert ": 3 orders, 0.27 USD" in weeks["caption"].splitlines()[-1]
    assert buttons_of(weeks) == ["By month", "My orders"]
    await press(desk, weeks, "By month")
    months = last(desk)
    assert months["caption"].startswith("Your orders, month by month")
    assert buttons_of(months) == ["By week", "My orders"]


async def test_busy_telegram(desk: Desk, orders: None) -> None:
    """A file that Telegram puts off comes when it says, made anew."""
    listed = await desk.says(CUSTOMER, "/orders")
    desk.world.faults.add("too_many", method="sendDocument", retry_after=30)
    await press(desk, listed, "Export")
    assert "document" not in last(desk)
    desk.clock.ahead += timedelta(seconds=31)
    await desk.make_papers()
    assert len(table(desk)) == 4


async def test_blocked(desk: Desk, orders: None) -> None:
    """Whoever blocked the bot meanwhile is sent no file, and none is kept for them."""
    listed = await desk.says(CUSTOMER, "/orders")
    desk.world.press(CUSTOMER, listed["message_id"], "Export")
    await desk.settle()
    desk.world.block(CUSTOMER)
    await desk.make_papers()
    async with desk.store.transaction() as tx:
        assert await tx.papers.claim_due("looker", desk.clock.now() + timedelta(days=1), 1, 9) == []
        user = await tx.users.find(CUSTOMER)
    assert user is not None
    assert user.blocked_at is not None


@pytest.mark.parametrize("data", ["1:oe:all:l4", "1:oe:all:qx", "1:oe:open:s77"])
async def test_forged(desk: Desk, orders: None, data: str) -> None:
    """A file of somebody else's list is none."""
    listed = await desk.says(CUSTOMER, "/orders")
    query = desk.world.press(CUSTOMER, listed["message_id"], data=data, forged=True)
    await desk.settle()
    await desk.make_papers()
    assert "This list is gone" in (await desk.world.answer_to(query, 1))["text"]
    assert last(desk)["text"] == listed["text"]
