"""A pasted link is carried on: through a search, to services' cards, past favourites; and what is on sale for it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services.link_in_hand import LINK_KEPT
from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, OPERATOR, OTHER, Desk, service_row
from tests.integration.chat.test_links import POST, TIDY, at_link, ordered
from tests.keyboard import buttons_of, data_of

Json = dict[str, Any]
MANY = [
    service_row("1"),
    *(service_row(str(n), name=f"Instagram Likes {n}", category="Instagram") for n in range(2, 14)),
    service_row("20", name="TikTok Likes", category="TikTok"),
    service_row("21", name="Instagram Mystery", type="Mystery", category="Instagram"),
]


@pytest.fixture(autouse=True)
async def shelf(desk: Desk) -> None:
    """Services on sale, as many as two pages hold."""
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(MANY, desk.clock.now())
        await tx.memory.keep(CATALOGUE, "1", desk.clock.now())


async def asked_for_words(desk: Desk) -> Json:
    """Walk from a pasted link to the question for words."""
    return await desk.presses(CUSTOMER, await desk.says(CUSTOMER, POST), "Search")


async def test_search_for_a_pasted_link(desk: Desk) -> None:
    """What a search from a link's screen finds is ordered for the link, in one tap."""
    asked = await asked_for_words(desk)
    assert asked["text"].startswith(f"Instagram · post\nI tidied the link: {TIDY}\n\nSend some words")
    found = await desk.says(CUSTOMER, "instagram likes 12")
    assert found["text"].startswith(f"Instagram · post\nI tidied the link: {TIDY}\n\nFound")
    quantity = await desk.presses(CUSTOMER, found, "Instagram Likes 12")
    assert "quantity" in quantity["text"]
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    [new] = await ordered(desk)
    assert (new.submission.target, new.submission.service) == (TIDY, "12")


async def test_results_for_a_link_are_gone_through(desk: Desk) -> None:
    """Pages, order and narrowing keep the link; what cannot be ordered shows its card; Back leads to the link's."""
    await asked_for_words(desk)
    found = await desk.says(CUSTOMER, "instagram")
    for button in ("›", "Cheapest first", "Refill", "»"):
        found = await desk.presses(CUSTOMER, found, button)
        assert TIDY in found["text"], button
    first = next(title for title in buttons_of(found) if title.startswith("Instagram Likes"))
    assert "quantity" in (await desk.presses(CUSTOMER, found, first))["text"]
    await desk.says(CUSTOMER, "/cancel")
    await asked_for_words(desk)
    odd = await desk.says(CUSTOMER, "mystery")
    assert "not supported" in (await desk.presses(CUSTOMER, odd, "Instagram Mystery"))["text"]
    await asked_for_words(desk)
    nothing = await desk.says(CUSTOMER, "zzzzqqqq")
    assert "found nothing" in nothing["text"]
    assert buttons_of(nothing) == ["Other categories", "Search", "Back", "Cancel"]
    assert "Choose a service" in (await desk.presses(CUSTOMER, nothing, "Back"))["text"]


async def asked_beside_a_draft(desk: Desk) -> tuple[Json, Json]:
    """Walk from a draft at its quantity to another link's screen, and from there to the question for words."""
    await at_link(desk, "Followers 1", "First Category")
    await desk.says(CUSTOMER, "https://example.com/page")
    shown = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, POST), "New order with this link")
    return shown, await desk.presses(CUSTOMER, shown, "Search")


async def test_search_for_a_link_beside_an_open_draft(desk: Desk) -> None:
    """The words are looked for, once, and not taken for an answer to the draft."""
    await asked_beside_a_draft(desk)
    assert "Found" in (await desk.says(CUSTOMER, "likes 7"))["text"]
    assert "number" in (await desk.says(CUSTOMER, "likes 7"))["text"]


async def test_no_search_for_a_link_after_all(desk: Desk) -> None:
    """After Back, or back at the draft, no words are waited for: the next text is the draft's answer."""
    shown, asked = await asked_beside_a_draft(desk)
    await desk.presses(CUSTOMER, asked, "Back")
    assert "number" in (await desk.says(CUSTOMER, "likes 7"))["text"]
    shown, asked = await asked_beside_a_draft(desk)
    desk.world.press(CUSTOMER, asked["message_id"], data=data_of(shown, "Go on: Followers 1"), forged=True)
    await desk.settle()
    assert "Please check your order" in (await desk.says(CUSTOMER, "100"))["text"]


async def test_another_link_or_lines_instead_of_words(desk: Desk) -> None:
    """Whoever is asked for words may send another link, or order lines: they are taken for what they are."""
    await asked_for_words(desk)
    assert "https://instagram.com/p/C2" in (await desk.says(CUSTOMER, "https://instagram.com/p/C2"))["text"]
    await asked_for_words(desk)
    assert "Confirm" in str(buttons_of(await desk.says(CUSTOMER, f"1 | {TIDY} | 100\n1 | {POST} | 200")))


async def test_link_that_is_forgotten_during_its_search(desk: Desk) -> None:
    """After an hour the search says so and goes on without the link."""
    for late in ("page", "words"):
        desk.clock.ahead = timedelta(0)
        await asked_for_words(desk)
        if late == "page":
            found = await desk.says(CUSTOMER, "instagram likes")
        desk.clock.ahead = LINK_KEPT + timedelta(seconds=1)
        if late == "page":
            said = await desk.presses(CUSTOMER, found, "›")
        else:
            said = await desk.says(CUSTOMER, "instagram likes")
        assert said["text"].startswith("That link is no longer at hand, so I go on without it.")
        assert TIDY not in said["text"]
        card = await desk.presses(CUSTOMER, said, buttons_of(said)[0])
        assert buttons_of(card)[0] == "Order"
    assert "no longer at hand" not in (await desk.says(CUSTOMER, "instagram likes"))["text"]


async def test_card_offers_the_last_link(desk: Desk) -> None:
    """A card found by plain words offers an order for the link pasted before, above the plain one, to its user."""
    await desk.says(CUSTOMER, "https://instagram.com/p/C0")
    await desk.says(CUSTOMER, POST)
    found = await desk.says(CUSTOMER, "instagram likes 12")
    card = await desk.presses(CUSTOMER, found, "Instagram Likes 12")
    assert buttons_of(card)[:2] == ["Order for instagram.com/p/C1", "Order"]
    assert buttons_of(await desk.says(OTHER, "/start s_4"))[0] == "Order"
    quantity = await desk.presses(CUSTOMER, card, "Order for instagram.com/p/C1")
    await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, quantity, "100"), "Confirm")
    assert [(new.submission.target, new.submission.service) for new in await ordered(desk)] == [(TIDY, "12")]
    plain = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start s_4"), "Order")
    assert "Send the link" in plain["text"]


async def test_card_offers_no_link_that_is_of_no_use(desk: Desk) -> None:
    """Not on a service of another platform, not after Cancel, not after an hour."""
    shown = await desk.says(CUSTOMER, POST)
    tiktok = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "tiktok likes"), "TikTok Likes")
    assert buttons_of(tiktok)[0] == "Order"
    assert buttons_of(await desk.says(CUSTOMER, "/start s_4"))[0].startswith("Order for ")
    await desk.presses(CUSTOMER, shown, "Cancel")
    assert buttons_of(await desk.says(CUSTOMER, "/start s_4"))[0] == "Order"
    await desk.says(CUSTOMER, POST)
    desk.clock.ahead = LINK_KEPT + timedelta(seconds=1)
    assert buttons_of(await desk.says(CUSTOMER, "/start s_4"))[0] == "Order"


async def test_favourites_and_last_orders_come_first(desk: Desk) -> None:
    """What a user likes or ordered, and what fits the link, is above the rest, once, and ordered for the link."""
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "/start s_13"), "☆ Favourite")
    tiktok = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "tiktok likes"), "TikTok Likes")
    await desk.presses(CUSTOMER, tiktok, "☆ Favourite")
    await at_link(desk, "Instagram Likes 2", "Instagram")
    await desk.says(CUSTOMER, "https://instagram.com/p/C9")
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    shown = await desk.says(CUSTOMER, POST)
    assert buttons_of(shown)[:3] == ["★ Instagram Likes 13", "🕘 Instagram Likes 2", "Instagram Likes 3"]
    assert "★ Favourites\n\nInstagram Likes 13\n" in shown["text"]
    assert "Recently ordered\n\nInstagram Likes 2\n" in shown["text"]
    assert "TikTok" not in shown["text"]
    second = await desk.presses(CUSTOMER, shown, "›")
    assert "★ Instagram Likes 13" not in buttons_of(second)
    assert "Instagram Likes 13" in buttons_of(second)
    assert "★" not in str(buttons_of(await desk.says(OTHER, POST)))
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, POST), "★ Instagram Likes 13")
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    assert (await ordered(desk))[0].submission.service == "13"
    assert (await ordered(desk))[0].submission.target == TIDY


async def managed(desk: Desk, service: int) -> Json:
    """Walk to what operators can make of a service, by our id."""
    return await desk.presses(OPERATOR, await desk.says(OPERATOR, f"/start s_{service}"), "Hide, rename, pin")


async def test_shelf_on_the_way_of_a_link(desk: Desk) -> None:
    """Hidden services are on no page and counted on none, pinned ones lead, and names are the operators'."""
    await desk.says(CUSTOMER, POST)
    for service in (3, 4, 5, 6, 7):
        await desk.presses(OPERATOR, await managed(desk, service), "Hide")
    await desk.presses(OPERATOR, await managed(desk, 12), "Rename")
    await desk.says(OPERATOR, "Best Likes")
    await desk.presses(OPERATOR, await managed(desk, 13), "Pin")
    shown = await desk.says(CUSTOMER, POST)
    assert "›" not in buttons_of(shown), "eight are on sale: one page"
    assert buttons_of(shown)[:8] == [
        "Instagram Likes 13",
        "Instagram Likes 2",
        *(f"Instagram Likes {n}" for n in range(8, 12)),
        "Best Likes",
        "Instagram Mystery",
    ]
    assert "\nBest Likes\n" in shown["text"]
