"""What operators make of the catalogue, pressed and typed in the chat, and what users see of it then."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.changes import ChangeKind, NewChange
from bot.services.place_order import CURRENCY
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.tell_changes import TellChanges
from tests.integration.chat.desk import CUSTOMER, LINK, OPERATOR, Desk, service_row
from tests.keyboard import buttons_of

Json = dict[str, Any]


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    """A desk whose catalogue has been read: two categories, three services."""
    async with desk.store.transaction() as tx:
        rows = [service_row("1"), service_row("2"), service_row("3", name="Likes 3", category="Second")]
        await tx.catalogue.replace(rows, desk.clock.now())
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())
    return desk


async def category_card(desk: Desk, name: str = "First Category") -> Json:
    """Walk to what can be made of a category."""
    shown = await desk.says(OPERATOR, "/admin")
    for button in ("Catalogue", "Categories", name):
        shown = await desk.presses(OPERATOR, shown, button)
    return shown


async def service_card(desk: Desk, name: str = "Followers 1") -> Json:
    """Walk to what can be made of a service."""
    return await desk.presses(OPERATOR, await category_card(desk), name)


async def test_hidden_service(shop: Desk) -> None:
    """Users neither find it in lists nor by words or link; operators see it, marked; shown again, all is as before."""
    assert "Followers 1" in buttons_of(await shop.says(CUSTOMER, "/search followers 1"))
    card = await shop.presses(OPERATOR, await service_card(shop), "Hide")
    assert "Hidden from users" in card["text"]
    listed = await shop.presses(CUSTOMER, await shop.says(CUSTOMER, "/order"), "First Category")
    assert "Followers 1" not in buttons_of(listed)
    assert "Followers 2" in buttons_of(listed)
    assert "found nothing" in (await shop.says(CUSTOMER, "/search followers 1"))["text"]
    assert "not on sale at present" in (await shop.says(CUSTOMER, "/start s_1"))["text"]
    found = await shop.says(OPERATOR, "/search followers 1")
    assert "🚫 Not on sale at present" in found["text"]
    assert "🚫 Followers 1" in buttons_of(await category_card(shop))
    await shop.presses(OPERATOR, await service_card(shop, "🚫 Followers 1"), "Show")
    assert "Followers 1" in buttons_of(await shop.says(CUSTOMER, "/search followers 1"))


async def test_hidden_under_a_draft(shop: Desk) -> None:
    """Who was about to confirm is told that it is not on sale at present, and nothing is ordered."""
    services = await shop.presses(CUSTOMER, await shop.says(CUSTOMER, "/order"), "First Category")
    await shop.presses(CUSTOMER, services, "Followers 1")
    await shop.says(CUSTOMER, LINK)
    summary = await shop.says(CUSTOMER, "1000")
    await shop.presses(OPERATOR, await service_card(shop), "Hide")
    said = await shop.presses(CUSTOMER, summary, "Confirm")
    assert "not on sale at present" in said["text"]
    async with shop.store.snapshot() as tx:
        assert await tx.orders.count_by_state() == {}


async def test_hidden_category(shop: Desk) -> None:
    """A hidden category is gone for users with all that is in it; an old button into it leads to the others."""
    categories = await shop.says(CUSTOMER, "/order")
    await shop.presses(OPERATOR, await category_card(shop), "Hide")
    said = await shop.presses(CUSTOMER, categories, "First Category")
    assert "First Category" not in buttons_of(said)
    assert "Second" in buttons_of(said)
    assert "🚫 First Category" in buttons_of(await shop.says(OPERATOR, "/services"))
    assert "found nothing" in (await shop.says(CUSTOMER, "/search followers"))["text"]


async def test_pinned_category_comes_first(shop: Desk) -> None:
    """What is pinned leads the list."""
    card = await shop.presses(OPERATOR, await category_card(shop, "Second"), "Pin")
    assert "📌 Pinned." in card["text"]
    assert [title for title in buttons_of(await shop.says(CUSTOMER, "/order")) if title != "Search"][:2] == [
        "Second",
        "First Category",
    ]


async def test_renamed_service(shop: Desk) -> None:
    """Users read our name in lists, cards, summary and order; search finds both; operators see the panel's beside."""
    assert "found nothing" in (await shop.says(CUSTOMER, "/search golden"))["text"]
    asked = await shop.presses(OPERATOR, await service_card(shop), "Rename")
    assert "/cancel" in asked["text"]
    card = await shop.says(OPERATOR, "Golden <Fans>")
    assert "Golden <Fans>" in card["text"]
    assert "At the panel: Followers 1" in card["text"]
    services = await shop.presses(CUSTOMER, await shop.says(CUSTOMER, "/order"), "First Category")
    assert "Golden <Fans>" in services["text"]
    for words in ("golden fans", "followers 1"):
        assert "Golden <Fans>" in buttons_of(await shop.says(CUSTOMER, f"/search {words}"))
    services = await shop.presses(CUSTOMER, await shop.says(CUSTOMER, "/order"), "First Category")
    await shop.presses(CUSTOMER, services, "Golden <Fans>")
    await shop.says(CUSTOMER, LINK)
    summary = await shop.says(CUSTOMER, "1000")
    assert "Service: Golden <Fans>" in summary["text"]
    assert "Golden <Fans>" in (await shop.presses(CUSTOMER, summary, "Confirm"))["text"]
    card = await shop.presses(OPERATOR, card, "Use the panel's name")
    assert "At the panel" not in card["text"]


@pytest.mark.parametrize("name", ["x" * 101, "two\nlines", "\u3164\u2800"])
async def test_names_that_are_none(shop: Desk, name: str) -> None:
    """A name that cannot be used is asked for again, and the next one is taken."""
    await shop.presses(OPERATOR, await service_card(shop), "Rename")
    assert "at most 100 characters" in (await shop.says(OPERATOR, name))["text"]
    assert "Golden" in (await shop.says(OPERATOR, "Golden"))["text"]


async def test_cancel_leaves_the_question(shop: Desk) -> None:
    """After /cancel the name is as it was, and the next text is a search again."""
    await shop.presses(OPERATOR, await service_card(shop), "Rename")
    assert "Followers 1" in (await shop.says(OPERATOR, "/cancel"))["text"]
    assert "Found" in (await shop.says(OPERATOR, "followers"))["text"]
    async with shop.store.snapshot() as tx:
        assert {one.shelf.alias for one in await tx.catalogue.list_all()} == {None}


@pytest.mark.parametrize("leaving", ["/order", "/search likes", "press"])
async def test_anything_else_leaves_the_question(shop: Desk, leaving: str) -> None:
    """An operator who goes on with something else is not asked any more: their next text is no name."""
    asked = await shop.presses(OPERATOR, await service_card(shop), "Rename")
    if leaving == "press":
        await shop.presses(OPERATOR, asked, "Back")
    else:
        await shop.says(OPERATOR, leaving)
    await shop.says(OPERATOR, "Golden")
    async with shop.store.snapshot() as tx:
        assert {one.shelf.alias for one in await tx.catalogue.list_all()} == {None}


async def test_users_cannot_arrange(shop: Desk) -> None:
    """Forged buttons of operators do nothing for a user, and what a user types is no name."""
    message = await shop.says(CUSTOMER, "/start")
    for data in ("1:shh:s:1:y:0:0", "1:shp:c:1:y:0:0", "1:shr:s:1", "1:shn:s:1:0:0", "1:shl:0", "1:chd:n", "1:chg:1:0"):
        shop.world.press(CUSTOMER, message["message_id"], data=data, forged=True)
        await shop.settle()
        assert "for the operators" in list(shop.world.queries.values())[-1].answer["text"]
    await shop.says(CUSTOMER, "Golden")
    async with shop.store.snapshot() as tx:
        found = await tx.catalogue.list_all()
        assert not [one for one in found if one.is_hidden or one.shelf.alias or one.shelf.pinned_at]


@pytest.mark.parametrize(
    "data",
    [
        "1:shh:s:999:y:0:0",
        "1:shr:c:999",
        "1:shs:-1:0:0",
        "1:shh:x:1:y",
        "1:shh",
        "1:chg:99:99",
        f"1:chg:{2**63 - 1}:0",
    ],
)
async def test_buttons_to_what_is_not_there(shop: Desk, data: str) -> None:
    """An operator's old or forged button changes nothing and fails nothing."""
    message = await shop.says(OPERATOR, "/start")
    shop.world.press(OPERATOR, message["message_id"], data=data, forged=True)
    await shop.settle()
    assert "something went wrong" not in "".join(shop.texts(OPERATOR))
    assert list(shop.world.queries.values())[-1].answer is not None


async def test_daily_word_is_switched_off(shop: Desk) -> None:
    """An operator decides whether to be told of changes."""
    shown = await shop.presses(OPERATOR, await shop.says(OPERATOR, "/admin"), "Catalogue")
    shown = await shop.presses(OPERATOR, shown, "✓ Tell me of changes daily")
    assert "Tell me of changes daily" in buttons_of(shown)
    shown = await shop.presses(OPERATOR, shown, "Changes")
    assert "Nothing has changed" in shown["text"]


async def test_daily_word_leads_to_what_it_counted(shop: Desk) -> None:
    """What changed since the word before is shown, page by page, however long ago that was, and nothing older."""
    await shop.says(OPERATOR, "/start")
    told_at = shop.clock.now()
    async with shop.store.transaction() as tx:
        [service, *_] = await tx.catalogue.list_all()
        for days, count in ((4, 1), (2, 8)):
            new = [NewChange(service_id=service.id, kind=ChangeKind.NEW)] * count
            await tx.changes.add(new, told_at - timedelta(days=days))
        await tx.memory.keep("changes_told", "1", told_at - timedelta(days=3))
    await TellChanges(shop.store, shop.clock, [OPERATOR])()
    word = await shop.last(OPERATOR)
    assert "8 new services" in word["text"]
    shown = await shop.presses(OPERATOR, word, "Show them")
    assert "Changes since" in shown["text"]
    assert "8 new services" in shown["text"]
    assert shown["text"].count("🆕 Followers 1") == 6
    rest = await shop.presses(OPERATOR, shown, "›")
    assert "8 new services" in rest["text"]
    assert rest["text"].count("🆕 Followers 1") == 2
    assert {"1 day", "7 days", "30 days"} <= set(buttons_of(rest))
    day = await shop.presses(OPERATOR, rest, "1 day")
    assert "Nothing has changed" in day["text"]


async def test_changed_services(shop: Desk) -> None:
    """Each service that changed is a tap away, its prices in the panel's currency; Back leads to the same changes."""
    async with shop.store.transaction() as tx:
        await tx.memory.keep(CURRENCY, "USD", shop.clock.now())
        listed = {one.row.panel_id: one.id for one in await tx.catalogue.list_all()}
        dearer = NewChange(service_id=listed["1"], kind=ChangeKind.DEARER, facts={"old": "0.5", "new": "0.9"})
        limits = NewChange(service_id=listed["1"], kind=ChangeKind.LIMITS, facts={"old": [1, 2], "new": [50, 10_000]})
        await tx.changes.add([limits, dearer], shop.clock.now())
        more = [NewChange(service_id=listed["2"], kind=ChangeKind.NEW) for _ in range(6)]
        await tx.changes.add(more, shop.clock.now() - timedelta(days=2))
    shown = await shop.presses(OPERATOR, await shop.says(OPERATOR, "/admin"), "Catalogue")
    shown = await shop.presses(OPERATOR, shown, "Changes")
    assert "0.50 USD → 0.90 USD" in shown["text"]
    [button] = [title for title in buttons_of(shown) if "Followers 1" in title]
    week = await shop.presses(OPERATOR, shown, "7 days")
    assert [title for title in buttons_of(week) if "Followers" in title] == [button, "🆕 Followers 2"]
    second = await shop.presses(OPERATOR, week, "›")
    card = await shop.presses(OPERATOR, second, "🆕 Followers 2")
    card = await shop.presses(OPERATOR, card, "Hide")
    assert "Hidden from users" in card["text"]
    card = await shop.presses(OPERATOR, await shop.presses(OPERATOR, card, "Pin"), "Unpin")
    back = await shop.presses(OPERATOR, card, "Back")
    assert (back["text"], buttons_of(back)) == (second["text"], buttons_of(second))
