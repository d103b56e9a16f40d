"""Lists of orders in the chat: narrowed down and searched, each user among their own."""

from decimal import Decimal

import pytest

from bot.domain.catalogue import PanelOrderId
from bot.domain.order import NewOrder, Submission, placed
from tests.integration.chat.desk import CUSTOMER, OTHER, Desk
from tests.keyboard import buttons_of


async def add_order(desk: Desk, link: str, *, person: int = CUSTOMER, service_id: int = 1) -> int:
    """Store an order that the panel has taken; the panel's id is 500 and ours."""
    now = desk.clock.now()
    async with desk.store.transaction() as tx:
        service = await tx.catalogue.find(service_id)
        assert service is not None
        new = NewOrder(
            user_id=person,
            chat_id=person,
            token=f"{person}-{link}-{service_id}",
            service_id=service_id,
            service_name=service.row.name,
            service_type="Default",
            submission=Submission(service=service.row.panel_id, target=link, parameters={}),
            quantity=100,
            expected_charge=Decimal("0.09"),
            currency="USD",
            card_message_id=None,
            created_at=now,
        )
        assert await tx.orders.insert(new) is not None
        [claimed] = await tx.orders.claim_queued("arranger", now, 60, 1)
        await tx.orders.save([placed(claimed, PanelOrderId(str(500 + claimed.id)), now, now)], "arranger")
    return claimed.id


@pytest.fixture
async def orders(desk: Desk) -> list[int]:
    """Ten orders of the customer's for two links and services, and one of somebody else's."""
    await desk.says(CUSTOMER, "/start")
    await desk.says(OTHER, "/start")
    made = [await add_order(desk, f"https://instagram.com/p{number}") for number in range(8)]
    made += [await add_order(desk, "https://t.me/x", service_id=2), await add_order(desk, "https://t.me/x")]
    return [*made, await add_order(desk, "https://t.me/x", person=OTHER)]


async def test_search_and_its_pages(desk: Desk, orders: list[int]) -> None:
    """What a search finds is turned page by page, and goes on through the filters."""
    found = await desk.says(CUSTOMER, "/orders instagram.com/p")
    assert "Found for “instagram.com/p”" in found["text"]
    assert found["text"].count("https://instagram.com/") == 6
    second = await desk.presses(CUSTOMER, found, "›")
    assert second["text"].count("https://instagram.com/") == 2
    done = await desk.presses(CUSTOMER, second, "Done")
    assert "None of your orders fits this" in done["text"]
    everything = await desk.presses(CUSTOMER, done, "All my orders")
    assert everything["text"].count("https://") == 6


@pytest.mark.parametrize("query", ["503", "#503", "instagram.com/p2", "https://www.instagram.com/p2/"])
async def test_search_by_id_or_link(desk: Desk, orders: list[int], query: str) -> None:
    """One order is found by its id or its link, however that is written."""
    found = await desk.says(CUSTOMER, f"/orders {query}")
    assert "#503 Followers 1\nhttps://instagram.com/p2" in found["text"]
    assert len([text for text in buttons_of(found) if text.startswith("🕒")]) == 1


async def test_by_service(desk: Desk, orders: list[int]) -> None:
    """From the list through the filter to one service's orders, in the same message."""
    listed = await desk.says(CUSTOMER, "/orders")
    screen = await desk.presses(CUSTOMER, listed, "Filter")
    services = await desk.presses(CUSTOMER, screen, "By service")
    found = await desk.presses(CUSTOMER, services, "Followers 2")
    assert found["text"].startswith("Your orders\nService: Followers 2")
    assert found["text"].count("https://t.me/x") == 1
    assert found["message_id"] == listed["message_id"]


async def test_by_link(desk: Desk, orders: list[int]) -> None:
    """Links are chosen by what tells them apart; the newest come first, each once."""
    screen = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/orders"), "Filter")
    links = await desk.presses(CUSTOMER, screen, "By link")
    assert buttons_of(links)[:2] == ["t.me/x", "instagram.com/p7"]
    found = await desk.presses(CUSTOMER, links, "t.me/x")
    assert found["text"].startswith("Your orders\nLink: https://t.me/x")
    assert len([text for text in buttons_of(found) if text.startswith("🕒")]) == 2


@pytest.mark.parametrize("word", ["l11", "qtoken1", "s99", "l", "q", "s", "x1", "l-1", "s" + "9" * 30, "q" + "x" * 40])
async def test_forged_listing(desk: Desk, orders: list[int], word: str) -> None:
    """A list by somebody else's order or search, or by nothing at all, is not there."""
    await desk.says(OTHER, "/orders t.me")
    listed = await desk.says(CUSTOMER, "/orders")
    query = desk.world.press(CUSTOMER, listed["message_id"], data=f"1:ol:all:0:{word}", forged=True)
    await desk.settle()
    assert "This list is gone" in (await desk.world.answer_to(query, 1))["text"]
    assert (await desk.last(CUSTOMER))["text"] == listed["text"]


async def test_forged_page_of_filters(desk: Desk, orders: list[int]) -> None:
    """Pages that are not there are the nearest ones that are."""
    listed = await desk.says(CUSTOMER, "/orders")
    for data in ("1:ofs:999999", "1:ofl:-3", "1:ofl", "1:ofs:x"):
        desk.world.press(CUSTOMER, listed["message_id"], data=data, forged=True)
        assert "Which" in (await desk.last(CUSTOMER))["text"]
