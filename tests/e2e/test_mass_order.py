"""A mass order of two hundred lines, twenty of them bad."""

from tests.e2e.house import House, Talker, until

LINK = "https://instagram.com/p"
BAD = (
    "1 | {link} | 5",
    "1 | {link} | 99999999",
    "77777 | {link} | 100",
    "1 | not a link | 100",
    "nonsense",
)


def lines() -> list[str]:
    """Write 200 lines; each tenth is bad."""
    good = [f"1 | {LINK}/{number} | {100 + number}" for number in range(200)]
    for place in range(20):
        good[place * 10 + 3] = BAD[place % len(BAD)].format(link=f"{LINK}/bad{place}")
    return good


async def test_two_hundred_lines(running: House, customer: Talker) -> None:
    """180 are placed once each, 20 are reported with their reason, though the bot is killed in between."""
    await customer.says("/start", "Welcome")
    customer.seen = running.world.events.last
    running.world.send_attachment(
        customer.id, "document", content="\n".join(lines()).encode(), file_name="orders.txt", mime_type="text/plain"
    )
    shown = await customer.sees("180 lines can be ordered", "20 lines cannot", "Confirm 180 orders")
    customer.press(shown, "Confirm 180 orders")
    customer.press(shown, "Confirm 180 orders")
    await until(lambda: len(running.adds()) > 20, 60)
    await running.kill()
    await running.start()
    report = await customer.sees("Your mass order has been sent", "not ordered: 20", timeout_seconds=90)
    adds = [(add["url"], add["quantity"]) for add in running.adds()]
    wanted = {(line.split(" | ")[1], line.split(" | ")[2]) for place, line in enumerate(lines()) if place % 10 != 3}
    assert len(wanted) == 180
    taken = [(order.link, str(order.quantity)) for order in running.sandbox.orders.values()]
    assert len(taken) == len(set(taken))
    counted = dict(running.rows("SELECT state, count(*) FROM orders GROUP BY state"))
    assert counted.pop("placed") + counted.pop("uncertain", 0) == 180
    assert not counted
    assert set(adds) == wanted
    assert len(adds) == 180
    pages = [await customer.presses(report, "Each line", "line by line")]
    for number in range(1, 20):
        pages.append(await customer.presses(pages[-1], "›", f"{number + 1}/20"))
    listed = [line for page in pages for line in page["text"].splitlines()[2:]]
    assert len(listed) == 200
    assert ["✖️" in line for line in listed] == [True] * 20 + [False] * 180, "what was not ordered comes first"
    for reason in ("too few", "too many", "No service has this id", "not a link", "cannot take this line apart"):
        assert sum(reason in line for line in listed) == 4
