"""A mass order in the chat: the links it sends, what it warns of, each of its lines, and lines sent amid an order."""

import pytest

from tests.integration.chat.desk import CUSTOMER, OTHER, Desk, service_row
from tests.keyboard import buttons_of, data_of

LINK = "https://example.com/p"
PROFILE, TIDY = "https://www.instagram.com/x/?igsh=abc", "https://instagram.com/x"
CATALOGUE = [
    service_row("1"),
    service_row("2", name="Instagram Followers"),
    service_row("3", name="TikTok Views", category="TikTok"),
]
AS_SENT = "Use the links as I sent them"


@pytest.fixture(autouse=True)
async def shelf(desk: Desk) -> None:
    """Services of several platforms on sale."""
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(CATALOGUE, desk.clock.now())


async def targets(desk: Desk) -> list[str]:
    """List the links that were ordered."""
    async with desk.store.snapshot() as tx:
        states = await tx.orders.count_by_state()
        found = await tx.orders.get_many(range(1, 1 + sum(states.values())))
    return [one.new.submission.target for one in found.values()]


async def test_links_are_shown_as_they_are_sent(desk: Desk) -> None:
    """Each line shows the link that is sent, and how many were tidied is said."""
    shown = await desk.says(CUSTOMER, f"2 | {PROFILE} | 100\n1 | {LINK}?utm_source=x | 100")
    assert f"1. Instagram Followers · 100 · 0.09\n{TIDY}\n" in shown["text"]
    assert f"2. Followers 1 · 100 · 0.09\n{LINK}?utm_source=x" in shown["text"]
    assert "I tidied 1 link" in shown["text"]
    await desk.presses(CUSTOMER, shown, "Confirm 2 orders")
    assert await targets(desk) == [TIDY, f"{LINK}?utm_source=x"]


async def test_links_as_they_were_sent(desk: Desk) -> None:
    """One tap takes the tidying of all back; then that is shown and ordered, and an earlier Confirm orders nothing."""
    shown = await desk.says(CUSTOMER, f"2 | {PROFILE} | 100\n2 | @some.name | 100")
    assert "I tidied 2 links" in shown["text"]
    tidied = data_of(shown, "Confirm 2 orders")
    theirs = await desk.says(OTHER, "/start")
    desk.world.press(OTHER, theirs["message_id"], data=data_of(shown, AS_SENT), forged=True)
    assert "no longer being put together" in (await desk.last(OTHER))["text"]
    untidied = await desk.presses(CUSTOMER, shown, AS_SENT)
    assert f"{PROFILE}\n" in untidied["text"]
    assert "I tidied 1 link" in untidied["text"], "a bare name is no link that a panel could use"
    assert AS_SENT not in buttons_of(untidied)
    desk.world.press(CUSTOMER, untidied["message_id"], data=tidied, forged=True)
    again = await desk.last(CUSTOMER)
    assert "no longer quite as it was shown" in again["text"]
    assert PROFILE in again["text"]
    assert await targets(desk) == []
    await desk.presses(CUSTOMER, again, "Confirm 2 orders")
    assert await targets(desk) == [PROFILE, "https://instagram.com/some.name"]
    elsewhere = await desk.says(CUSTOMER, "/help")
    desk.world.press(CUSTOMER, elsewhere["message_id"], data=data_of(shown, AS_SENT), forged=True)
    assert "Nothing is ordered twice" in (await desk.last(CUSTOMER))["text"]


async def test_a_link_of_another_platform(desk: Desk) -> None:
    """Its line says what does not fit and what to do; sent alone after /order it can be ordered."""
    shown = await desk.says(CUSTOMER, f"3 | {PROFILE} | 100\n2 | {PROFILE} | 100")
    assert "seems to be for TikTok, and the link is of Instagram" in shown["text"]
    assert "order this line alone: send it after /order" in shown["text"]
    asked = await desk.says(CUSTOMER, f"/order 3 | {PROFILE} | 100")
    assert "Use it anyway" in buttons_of(asked)


async def test_twins_are_pointed_out(desk: Desk) -> None:
    """The same list sent again says so before the Confirm, and can be confirmed all the same."""
    text = f"2 | {PROFILE} | 100\n1 | {LINK} | 100\n2 | {TIDY} | 100"
    shown = await desk.says(CUSTOMER, text)
    assert "1 line repeats the service and link of a line above it (line 3)" in shown["text"]
    assert "open order" not in shown["text"]
    await desk.presses(CUSTOMER, shown, "Confirm 3 orders")
    again = await desk.says(CUSTOMER, text)
    assert "For 3 lines you have an open order with the same service and link already (lines 1, 2, 3)" in again["text"]
    await desk.presses(CUSTOMER, again, "Confirm 3 orders")
    assert len(await targets(desk)) == 6


async def test_each_line_before_the_confirm(desk: Desk) -> None:
    """All lines can be read before anything is ordered, those that cannot be ordered first, and there is a way back."""
    lines = [f"1 | {LINK}/{number} | {5 if number > 30 else 100}" for number in range(1, 61)]
    shown = await desk.says(CUSTOMER, "\n".join(lines))
    pages = [await desk.presses(CUSTOMER, shown, "Each line")]
    for _ in range(5):
        pages.append(await desk.presses(CUSTOMER, pages[-1], "›"))
    listed = [line for page in pages for line in page["text"].splitlines() if line[:1].isdigit() and ". " in line]
    numbers = [int(line.partition(".")[0]) for line in listed]
    assert numbers == [*range(31, 61), *range(1, 31)]
    assert "too few" in pages[0]["text"]
    assert f"{LINK}/30" in pages[-1]["text"]
    back = await desk.presses(CUSTOMER, pages[-1], "Back")
    await desk.presses(CUSTOMER, back, "Confirm 30 orders")
    assert len(await targets(desk)) == 30


async def test_nothing_that_can_be_ordered(desk: Desk) -> None:
    """With no good line at all, each bad one can still be read."""
    shown = await desk.says(CUSTOMER, "\n".join(f"99 | {LINK}/{number} | 100" for number in range(40)))
    assert "Confirm" not in "".join(buttons_of(shown))
    last = await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, shown, "Each line"), "»")
    assert f"{LINK}/39" in last["text"]


async def test_lines_not_ordered_come_first(desk: Desk) -> None:
    """After the Confirm the lines that became no order head the list."""
    text = "\n".join([f"1 | {LINK}/{number} | 100" for number in range(1, 12)] + ["nonsense"])
    done = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, f"{text}"), "Confirm 11 orders")
    each = await desk.presses(CUSTOMER, done, "Each line")
    assert each["text"].splitlines()[2].startswith("12. ✖️")


@pytest.mark.parametrize("as_file", [False, True])
async def test_lines_amid_an_order(desk: Desk, as_file: bool) -> None:
    """Lines that are no answer to the open order are offered as a mass order; the order stays where it was."""
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    if as_file:
        content = f"service;link;quantity\r\n1;{LINK}/1;100\r\n1;{LINK}/2;100\r\n".encode()
        desk.world.send_attachment(CUSTOMER, "document", content=content, file_name="a.csv", mime_type="text/csv")
        asked = await desk.last(CUSTOMER)
    else:
        asked = await desk.says(CUSTOMER, f"1 | {LINK}/1 | 100\n1 | {LINK}/2 | 100")
    assert "cannot read that as a number" in asked["text"]
    shown = await desk.presses(CUSTOMER, asked, "Mass order with these lines")
    assert "2 lines can be ordered" in shown["text"]
    assert shown["message_id"] != asked["message_id"], "the order's own message stays"
    await desk.presses(CUSTOMER, shown, "Confirm 2 orders")
    assert await targets(desk) == [f"{LINK}/1", f"{LINK}/2"]
    summary = await desk.says(CUSTOMER, "500")
    assert "Confirm" in buttons_of(summary)


@pytest.mark.parametrize("text", ["5", "hello, see example.com, please", f"{LINK}", "about 1,000"])
async def test_no_lines_amid_an_order(desk: Desk, text: str) -> None:
    """Whatever else is no answer is offered no mass order."""
    await desk.says(CUSTOMER, f"/order 1 {LINK}")
    assert "Mass order with these lines" not in buttons_of(await desk.says(CUSTOMER, text))


async def test_as_long_as_a_message(desk: Desk) -> None:
    """A list that fills a message may be only a part: that is said, and a file is not told so."""
    line = f"1 | {LINK}/{'x' * 60} | 100\n"
    assert "a file takes the whole list" in (await desk.says(CUSTOMER, line * 43))["text"]
    assert "a file takes the whole list" not in (await desk.says(CUSTOMER, line * 20))["text"]
    desk.world.send_attachment(
        CUSTOMER, "document", content=(line * 43).encode(), file_name="a.txt", mime_type="text/plain"
    )
    assert "a file takes the whole list" not in (await desk.last(CUSTOMER))["text"]
