"""Files and pictures of one's orders, through the whole program."""

import csv
import io

from tests.e2e.house import House, Json, Talker, until
from tests.e2e.test_orders import placed
from tests.keyboard import buttons_of

ORDERS = 2_500


async def sent_file(house: House, customer: Talker, kind: str) -> Json:
    """Wait for a file or a picture."""
    return await house.world.wait_for_message(
        customer.id, lambda message: kind in message, after_event=customer.seen, timeout_seconds=60
    )


def table(house: House, message: Json) -> list[list[str]]:
    """Read a file's rows."""
    content = house.world.files.get(message["document"]["file_id"]).content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def multiply_quietly(house: House) -> None:
    """Let the one placed order be many that are in no message and of which nothing is asked any more."""
    columns = [name for _, name, *_ in house.rows("PRAGMA table_info(orders)") if name != "id"]
    changed = {"token": "token || n", "panel_order_id": "23500 + n", "due_at": "NULL", "card_message_id": "NULL"}
    chosen = ", ".join(changed.get(name, name) for name in columns)
    house.write(
        f"WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ORDERS}) "
        f"INSERT INTO orders ({', '.join(columns)}) SELECT {chosen} FROM orders, numbers WHERE id = 1"
    )


async def test_long_export_over_a_kill(running: House, customer: Talker) -> None:
    """A long table says how far it is, outlives a kill on its way to Telegram, and comes whole."""
    await placed(customer)
    multiply_quietly(running)
    listed = await customer.says("/orders", "Export")
    running.world.faults.add("drop_before", method="sendDocument", times=None)
    customer.press(listed, "Export")
    await customer.sees("Preparing your file: 2,500 orders")
    await until(lambda: bool(running.world.calls.of("sendDocument")))
    await running.kill()
    running.world.faults.clear()
    await running.start()
    running.write("UPDATE papers SET due_at = 0")
    message = await sent_file(running, customer, "document")
    rows = table(running, message)[1:]
    assert sorted(int(row[0]) for row in rows) == list(range(23501, 23501 + ORDERS))
    assert message["caption"] == "2,500 orders, times in UTC"
    await customer.sees("Your file is ready")
    assert not [text for text in customer.texts() if "Preparing" in text]
    assert running.rows("SELECT * FROM papers") == []


async def test_totals(running: House, customer: Talker) -> None:
    """Totals come as a picture with the same in words."""
    await placed(customer)
    listed = await customer.says("/orders", "Totals")
    customer.press(listed, "Totals")
    message = await sent_file(running, customer, "photo")
    assert "In all: 1 order, 0.90 USD" in message["caption"]
    assert buttons_of(message) == ["By month", "My orders"]
