"""What a user has at hand, what links open, and how the results of a search are gone through."""

from typing import Any

from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, LINK, OPERATOR, OTHER, STRANGER, Desk, service_row
from tests.keyboard import buttons_of

Json = dict[str, Any]


async def order(desk: Desk, service: str) -> Json:
    """Order a service, and return the order's card."""
    services = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/order"), "First Category")
    await desk.presses(CUSTOMER, services, service)
    await desk.says(CUSTOMER, LINK)
    return await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "1000"), "Confirm")


async def test_favourite(desk: Desk) -> None:
    """A service with a star is at hand in /order, where one tap orders it; without the star it is not."""
    card = await desk.says(CUSTOMER, "/start s_2")
    card = await desk.presses(CUSTOMER, card, "☆ Favourite")
    assert "★ Favourite" in buttons_of(card)
    begun = await desk.says(CUSTOMER, "/order")
    assert buttons_of(begun)[:2] == ["★ Favourites", "First Category"]
    kept = await desk.presses(CUSTOMER, begun, "★ Favourites")
    assert buttons_of(kept) == ["Followers 2", "Back", "Cancel"]
    assert "link" in (await desk.presses(CUSTOMER, kept, "Followers 2"))["text"]
    assert "★ Favourites" not in buttons_of(await desk.says(OTHER, "/order"))
    await desk.says(CUSTOMER, "/cancel")
    await desk.presses(CUSTOMER, card, "★ Favourite")
    assert "★ Favourites" not in buttons_of(await desk.says(CUSTOMER, "/order"))


async def test_favourite_that_is_hidden(desk: Desk) -> None:
    """It stays in the list, says that it is not on sale at present, and can be taken out there."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start s_2"), "☆ Favourite")
    async with desk.store.transaction() as tx:
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())
    managed = await desk.presses(OPERATOR, await desk.says(OPERATOR, "/start s_2"), "Hide, rename, pin")
    await desk.presses(OPERATOR, managed, "Hide")
    kept = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/order"), "★ Favourites")
    assert "🚫 Not on sale at present" in kept["text"]
    said = await desk.presses(CUSTOMER, kept, "Followers 2")
    assert "not on sale at present" in said["text"]
    assert buttons_of(said) == ["★ Favourite", "Back", "Cancel"]
    said = await desk.presses(CUSTOMER, said, "★ Favourite")
    assert buttons_of(said) == ["Back", "Cancel"]
    assert "no favourites yet" in (await desk.presses(CUSTOMER, said, "Back"))["text"]


async def test_recently_ordered(desk: Desk) -> None:
    """What was ordered is at hand, latest first, each service once; an order's card makes a favourite of its own."""
    for service in ("Followers 1", "Followers 2", "Followers 2"):
        card = await order(desk, service)
    begun = await desk.says(CUSTOMER, "/order")
    assert buttons_of(begun)[0] == "Recently ordered"
    recent = await desk.presses(CUSTOMER, begun, "Recently ordered")
    assert buttons_of(recent)[:2] == ["Followers 2", "Followers 1"]
    desk.world.press(CUSTOMER, card["message_id"], data="1:fo:3", forged=True)
    await desk.settle()
    assert list(desk.world.queries.values())[-1].answer["text"] == "★ Added to your favourites."
    desk.world.press(OTHER, (await desk.says(OTHER, "/start"))["message_id"], data="1:fo:3", forged=True)
    await desk.settle()
    assert list(desk.world.queries.values())[-1].answer["text"] == "You have no such order."
    async with desk.store.snapshot() as tx:
        assert [await tx.favourites.count(user) for user in (CUSTOMER, OTHER)] == [1, 0]


async def test_links(desk: Desk) -> None:
    """A link opens a service's card, whose link it is; one that names nothing greets, or says that it is not sold."""
    card = await desk.says(CUSTOMER, "/start s_1")
    assert "Followers 1" in card["text"]
    shared = [
        button["copy_text"]["text"]
        for row in card["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "🔗 Share"
    ]
    assert shared == [f"https://t.me/{desk.world.bot.username}?start=s_1"]
    assert "not on sale" in (await desk.says(CUSTOMER, "/start s_999"))["text"]
    for word in ("", " hello", " s_", " s_x", " s_-1", " s_1x", " s_99999999999999999999"):
        assert "Welcome" in (await desk.says(CUSTOMER, f"/start{word}"))["text"], word


async def sell_by_other_ids(desk: Desk) -> None:
    """Put services on sale whose ids at the panel are not ours."""
    async with desk.store.transaction() as tx:
        rows = [service_row("2", name="Likes"), service_row("srv-01H_X", name="Views"), service_row("a.b", name="Odd")]
        await tx.catalogue.replace([service_row("1"), *rows], desk.clock.now())


async def test_links_by_the_panels_id(desk: Desk) -> None:
    """The id that a card shows opens that very card; ours goes on meaning what it meant."""
    await sell_by_other_ids(desk)
    for word, name in (("p_2", "Likes"), ("p_srv-01H_X", "Views"), ("s_2", "Likes"), ("s_3", "Views")):
        card = await desk.says(CUSTOMER, f"/start {word}")
        assert card["text"].startswith(f"{name}\nFirst Category"), word
        assert "Order" in buttons_of(card)
    for word in ("p_3", "p_srv-01h_x", "p_01", f"p_{'9' * 62}"):
        assert "not on sale" in (await desk.says(CUSTOMER, f"/start {word}"))["text"], word
    for word in ("p_", "p_a.b", "p_2x!", f"p_{'9' * 63}", "P_2"):
        assert "Welcome" in (await desk.says(CUSTOMER, f"/start {word}"))["text"], word


async def test_a_strangers_link_by_the_panels_id(desk: Desk) -> None:
    """Let in, a stranger is shown the service that they came for."""
    await sell_by_other_ids(desk)
    await desk.says(STRANGER, "/start p_srv-01H_X")
    await desk.says(STRANGER, "/start p_mistyped")  # what nobody sells is no other wish
    desk.world.send_text(OPERATOR, "/start")
    await desk.settle()
    request = next(one for one in desk.world.messages(OPERATOR, by_bot=True) if "asks for access" in one["text"])
    await desk.presses(OPERATOR, request, "Allow")
    assert desk.texts(STRANGER)[-1].startswith("Views\n")


async def test_a_strangers_link(desk: Desk) -> None:
    """A stranger sees nothing of it before they are let in; then the service they came for, once."""
    assert "Followers" not in (await desk.says(STRANGER, "/start s_2"))["text"]
    desk.world.send_text(OPERATOR, "/start")
    await desk.settle()
    request = next(one for one in desk.world.messages(OPERATOR, by_bot=True) if "asks for access" in one["text"])
    await desk.presses(OPERATOR, request, "Allow")
    assert "Followers 2" in desk.texts(STRANGER)[-1]
    for answer in ("n", "y"):
        desk.world.press(OPERATOR, request["message_id"], data=f"1:acc:{STRANGER}:{answer}", forged=True)
        await desk.settle()
    assert "order now" in desk.texts(STRANGER)[-1]
    assert sum("Followers 2" in text for text in desk.texts(STRANGER)) == 1


async def test_search_goes_on(desk: Desk) -> None:
    """Results are turned, narrowed and sorted; a card leads back to the very page; another's search is not seen."""
    async with desk.store.transaction() as tx:
        rows = [service_row(str(n), name=f"Likes {n}", refill=None if n % 2 else n % 4 == 0) for n in range(100, 120)]
        await tx.catalogue.replace(rows, desk.clock.now())
        await tx.memory.keep(CATALOGUE, "7", desk.clock.now())
    first = await desk.says(CUSTOMER, "likes")
    assert "Found 20 services" in first["text"]
    second = await desk.presses(CUSTOMER, first, "›")
    assert "2/3" in buttons_of(second)
    shown = buttons_of(second)[:8]
    card = await desk.presses(CUSTOMER, second, shown[0])
    again = await desk.presses(CUSTOMER, card, "Back")
    assert buttons_of(again)[:8] == shown
    narrowed = await desk.presses(CUSTOMER, again, "Refill")
    assert "Found 15 services" in narrowed["text"]
    turn = next(
        button["callback_data"]
        for row in narrowed["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "›"
    )
    other = await desk.says(OTHER, "/start")
    desk.world.press(OTHER, other["message_id"], data=turn, forged=True)
    assert "send them again" in (await desk.last(OTHER))["text"]
