"""An order that begins with its link, and what the chat says about links."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.order import NewOrder
from bot.ports import OrderFilter
from tests.integration.chat.desk import CUSTOMER, OTHER, Desk, service_row
from tests.keyboard import buttons_of, data_of

POST, TIDY = "https://www.instagram.com/p/C1/?igsh=abc", "https://instagram.com/p/C1"
CATALOGUE = [
    service_row("1"),
    service_row("2", name="Instagram Followers", category="Instagram Followers"),
    service_row("3", name="Instagram Followers HQ", category="Instagram mix"),
    service_row("4", name="Instagram Likes", category="Instagram mix"),
    service_row("5", name="TikTok Views", category="TikTok"),
    service_row("6", name="Instagram Package", type="Package", category="Instagram Followers"),
    service_row("7", name="Instagram Mystery", type="Mystery", category="Instagram Followers"),
]


@pytest.fixture(autouse=True)
async def shelf(desk: Desk) -> None:
    """Services of several platforms on sale."""
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(CATALOGUE, desk.clock.now())


async def ordered(desk: Desk, person: int = CUSTOMER) -> list[NewOrder]:
    """List what somebody has ordered, newest first."""
    async with desk.store.snapshot() as tx:
        return [order.new for order in await tx.orders.page(person, OrderFilter.ALL, 0, 10)]


async def at_link(desk: Desk, service: str, category: str, person: int = CUSTOMER) -> dict[str, Any]:
    """Walk from /order to a service's question for the link."""
    categories = await desk.says(person, "/order")
    services = await desk.presses(person, categories, category)
    return await desk.presses(person, services, service)


async def test_pasted_link_to_its_order(desk: Desk) -> None:
    """A pasted link, a service, a quantity and a Confirm are an order of the link as it was shown."""
    shown = await desk.says(CUSTOMER, POST)
    assert shown["text"].startswith(f"Instagram · post\nI tidied the link: {TIDY}\n\nInstagram mix\nChoose a service:")
    assert buttons_of(shown)[:2] == ["Instagram Likes", "Instagram Followers HQ"], "the best fitting first"
    quantity = await desk.presses(CUSTOMER, shown, "Instagram Likes")
    assert "quantity" in quantity["text"]
    assert "tidied" not in quantity["text"], "it was said"
    summary = await desk.presses(CUSTOMER, quantity, "100")
    assert f"Link: {TIDY}\n" in summary["text"]
    await desk.presses(CUSTOMER, summary, "Confirm")
    [new] = await ordered(desk)
    assert (new.submission.target, new.submission.service) == (TIDY, "4")


async def test_pasted_link_as_it_was_sent(desk: Desk) -> None:
    """The tidying is taken back with a button, and the panel gets what was sent."""
    shown = await desk.says(CUSTOMER, POST)
    untidied = await desk.presses(CUSTOMER, shown, "Use it as I sent it")
    assert untidied["text"].startswith(f"Instagram · post\n{POST}\n")
    assert "Use it as I sent it" not in buttons_of(untidied)
    quantity = await desk.presses(CUSTOMER, untidied, "Instagram Likes")
    await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, quantity, "100"), "Confirm")
    [new] = await ordered(desk)
    assert new.submission.target == POST


async def test_other_categories(desk: Desk) -> None:
    """The other categories are one tap away, those that fit first, and lead back."""
    shown = await desk.says(CUSTOMER, "https://instagram.com/somebody")
    assert "Instagram Followers\nChoose a service:" in shown["text"]
    categories = await desk.presses(CUSTOMER, shown, "Other categories")
    assert "come first" in categories["text"]
    assert buttons_of(categories)[:4] == ["Instagram Followers", "Instagram mix", "First Category", "TikTok"]
    first = await desk.presses(CUSTOMER, categories, "First Category")
    assert buttons_of(first)[0] == "Followers 1"
    back = await desk.presses(CUSTOMER, first, "Back")
    assert buttons_of(back) == buttons_of(categories)
    assert buttons_of(await desk.presses(CUSTOMER, back, "Back")) == buttons_of(shown)
    mixed = await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, back, "Other categories"), "Instagram mix")
    assert buttons_of(mixed)[:2] == ["Instagram Followers HQ", "Instagram Likes"], "as the link's kind has it"
    assert "quantity" in (await desk.presses(CUSTOMER, mixed, "Instagram Followers HQ"))["text"]


async def test_link_that_nothing_fits(desk: Desk) -> None:
    """A link of a platform that no service names is shown all categories."""
    shown = await desk.says(CUSTOMER, "https://example.com/page")
    assert shown["text"].startswith("Website\nhttps://example.com/page\n\nChoose a category")
    assert "First Category" in buttons_of(shown)
    services = await desk.presses(CUSTOMER, shown, "First Category")
    assert "quantity" in (await desk.presses(CUSTOMER, services, "Followers 1"))["text"]


async def test_unsupported_type(desk: Desk) -> None:
    """A service that cannot be ordered here shows its card, and starts nothing."""
    shown = await desk.says(CUSTOMER, "https://instagram.com/somebody")
    assert "not supported" in (await desk.presses(CUSTOMER, shown, "Instagram Mystery"))["text"]


async def test_bare_name(desk: Desk) -> None:
    """A bare name is asked for its platform, and becomes a link of it that is shown."""
    asked = await desk.says(CUSTOMER, "@some_one")
    assert "On which platform is @some_one?" in asked["text"]
    shown = await desk.presses(CUSTOMER, asked, "Instagram")
    assert "Instagram · profile\nI tidied the link: https://instagram.com/some_one" in shown["text"]
    assert "Use it as I sent it" not in buttons_of(shown), "no panel could use a bare name"
    assert "quantity" in (await desk.presses(CUSTOMER, shown, "Instagram Followers"))["text"]


async def test_two_pasted_links(desk: Desk) -> None:
    """The buttons of each message are for the link that it shows."""
    first = await desk.says(CUSTOMER, "https://instagram.com/first")
    await desk.says(CUSTOMER, "https://instagram.com/second")
    await desk.presses(CUSTOMER, first, "Instagram Followers")
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    assert [new.submission.target for new in await ordered(desk)] == ["https://instagram.com/first"]


@pytest.mark.parametrize("person", [CUSTOMER, OTHER])
async def test_link_that_is_not_at_hand(desk: Desk, person: int) -> None:
    """A link is forgotten after an hour, and is never anybody else's: their press says so and starts nothing."""
    shown = await desk.says(CUSTOMER, POST)
    message = shown if person == CUSTOMER else await desk.says(person, "/start")
    desk.clock.ahead = timedelta(minutes=61 if person == CUSTOMER else 1)
    for title in ("Instagram Likes", "Use it as I sent it", "Other categories"):
        desk.world.press(person, message["message_id"], data=data_of(shown, title), forged=True)
        assert "no longer at hand" in (await desk.last(person))["text"]
    async with desk.store.snapshot() as tx:
        assert await tx.drafts.find_open(person) is None


async def test_link_of_another_platform(desk: Desk) -> None:
    """A link of another platform is asked about, and used after all; until then the question stays."""
    await at_link(desk, "TikTok Views", "TikTok")
    doubt = await desk.says(CUSTOMER, POST)
    assert "This service seems to be for TikTok, and the link is of Instagram." in doubt["text"]
    assert TIDY in doubt["text"]
    again = await desk.says(CUSTOMER, "1000")
    assert "not a link" in again["text"]
    assert "Use it anyway" in buttons_of(again)
    quantity = await desk.presses(CUSTOMER, again, "Use it anyway")
    assert f"I tidied the link: {TIDY}" in quantity["text"]
    await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    assert [new.submission.target for new in await ordered(desk)] == [TIDY]


async def test_another_link_after_a_doubt(desk: Desk) -> None:
    """Another link may be sent at once, or after the button for it."""
    await at_link(desk, "TikTok Views", "TikTok")
    doubt = await desk.says(CUSTOMER, POST)
    asked = await desk.presses(CUSTOMER, doubt, "Send another link")
    assert "Send the link" in asked["text"]
    assert "seems to be" not in asked["text"]
    await desk.says(CUSTOMER, POST)
    assert "quantity" in (await desk.says(CUSTOMER, "https://tiktok.com/@a/video/1"))["text"]


async def test_new_order_for_a_doubted_link(desk: Desk) -> None:
    """A link pasted over a forgotten order leads to the services that fit it."""
    await at_link(desk, "TikTok Views", "TikTok")
    doubt = await desk.says(CUSTOMER, POST)
    shown = await desk.presses(CUSTOMER, doubt, "New order with this link")
    assert "Instagram Likes" in buttons_of(shown)
    assert buttons_of(shown)[0] == "Go on: TikTok Views"
    quantity = await desk.presses(CUSTOMER, shown, "Instagram Likes")
    assert quantity["text"].startswith("Instagram Likes")
    assert desk.with_buttons(CUSTOMER).count(quantity["message_id"]) == 1


async def test_pasted_link_for_a_service_of_another_platform(desk: Desk) -> None:
    """A service of another platform, chosen for a pasted link, is asked about too."""
    shown = await desk.says(CUSTOMER, POST)
    categories = await desk.presses(CUSTOMER, shown, "Other categories")
    doubt = await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, categories, "TikTok"), "TikTok Views")
    assert "Use it anyway" in buttons_of(doubt)
    assert "quantity" in (await desk.presses(CUSTOMER, doubt, "Use it anyway"))["text"]


async def test_link_at_another_question(desk: Desk) -> None:
    """A link where a number is asked for is refused as ever, with the way to an order of its own."""
    await at_link(desk, "Followers 1", "First Category")
    await desk.says(CUSTOMER, "https://example.com/page")
    refused = await desk.says(CUSTOMER, POST)
    assert "number" in refused["text"]
    shown = await desk.presses(CUSTOMER, refused, "New order with this link")
    assert shown["text"].startswith("Instagram · post")
    wrong = await desk.says(CUSTOMER, "many")
    assert "New order with this link" not in buttons_of(wrong)


async def test_link_with_a_summary_open(desk: Desk) -> None:
    """A link pasted over a summary changes nothing there, and offers an order of its own."""
    await at_link(desk, "Followers 1", "First Category")
    await desk.says(CUSTOMER, "https://example.com/page")
    await desk.says(CUSTOMER, "100")
    refused = await desk.says(CUSTOMER, POST)
    assert "Link: https://example.com/page" in refused["text"]
    assert {"Confirm", "New order with this link"} <= set(buttons_of(refused))


async def test_tidied_answer(desk: Desk) -> None:
    """A link given as an answer is said to be tidied with the next question alone, and may be taken as it was sent."""
    await at_link(desk, "Instagram Likes", "Instagram mix")
    quantity = await desk.says(CUSTOMER, POST)
    assert quantity["text"].startswith(f"I tidied the link: {TIDY}\n\n")
    untidied = await desk.presses(CUSTOMER, quantity, "Use it as I sent it")
    assert "tidied" not in untidied["text"]
    summary = await desk.says(CUSTOMER, "100")
    assert f"Link: {POST}\n" in summary["text"]
    assert "tidied" not in summary["text"]


async def test_tidied_answer_of_a_package(desk: Desk) -> None:
    """Where no question follows, the summary says that the link was tidied."""
    await at_link(desk, "Instagram Package", "Instagram Followers")
    summary = await desk.says(CUSTOMER, "www.instagram.com/somebody")
    assert summary["text"].startswith("I tidied the link: https://instagram.com/somebody\n\n")
    untidied = await desk.presses(CUSTOMER, summary, "Use it as I sent it")
    assert "Link: https://www.instagram.com/somebody\n" in untidied["text"]
    await desk.presses(CUSTOMER, untidied, "Confirm")
    assert [new.submission.target for new in await ordered(desk)] == ["https://www.instagram.com/somebody"]


async def test_bare_name_as_an_answer(desk: Desk) -> None:
    """A bare name is a link where the service names its platform; elsewhere the platform is asked for."""
    await at_link(desk, "Instagram Likes", "Instagram mix")
    assert "https://instagram.com/some_one" in (await desk.says(CUSTOMER, "@some_one"))["text"]
    await at_link(desk, "Followers 1", "First Category")
    asked = await desk.says(CUSTOMER, "@some_one")
    assert "On which platform is @some_one?" in asked["text"]
    assert "https://t.me/some_one" in (await desk.presses(CUSTOMER, asked, "Telegram"))["text"]


async def test_hint_in_the_summary(desk: Desk) -> None:
    """A post for a service of followers is pointed out in the summary, with no tap more."""
    await at_link(desk, "Instagram Followers", "Instagram Followers")
    await desk.says(CUSTOMER, TIDY)
    summary = await desk.says(CUSTOMER, "100")
    assert "seems to be for a whole profile" in summary["text"]
    assert "Confirm" in buttons_of(summary)


async def test_open_order_of_the_same_link(desk: Desk) -> None:
    """An open order of the same service and link is told in the summary, whatever the link's form; others are not."""
    for person, link, told in ((CUSTOMER, POST, False), (OTHER, POST, False), (CUSTOMER, TIDY, True)):
        await at_link(desk, "Instagram Likes", "Instagram mix", person)
        quantity = await desk.says(person, link)
        if link == POST:
            await desk.presses(person, quantity, "Use it as I sent it")
        summary = await desk.says(person, "100")
        assert ("You have an open order with this service and link already (on its way)" in summary["text"]) is told
        await desk.presses(person, summary, "Confirm")
    assert len(await ordered(desk)) == 2
    await at_link(desk, "Instagram Likes", "Instagram mix")
    await desk.says(CUSTOMER, "https://instagram.com/p/C2")
    assert "already" not in (await desk.says(CUSTOMER, "100"))["text"]


async def test_order_again_keeps_the_link_to_the_letter(desk: Desk) -> None:
    """A link that was used as it was sent is not tidied when it is ordered again."""
    await at_link(desk, "Instagram Likes", "Instagram mix")
    quantity = await desk.says(CUSTOMER, POST)
    await desk.presses(CUSTOMER, quantity, "Use it as I sent it")
    card = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, "100"), "Confirm")
    desk.world.press(CUSTOMER, card["message_id"], data="1:oa:1", forged=True)  # offered once the panel has answered
    assert f"Link: {POST}\n" in (await desk.last(CUSTOMER))["text"]


async def test_words_are_still_searched_for(desk: Desk) -> None:
    """What is no link is looked for as ever."""
    assert "“tiktok views”" in (await desk.says(CUSTOMER, "tiktok views"))["text"]


async def test_line_with_a_link_that_is_tidied(desk: Desk) -> None:
    """An order in one line says that its link was tidied, and has the way back until it is confirmed."""
    summary = await desk.says(CUSTOMER, f"/order 4 {POST} 1000")
    assert summary["text"].startswith(f"I tidied the link: {TIDY}\n\n")
    assert "Quantity: 1,000" in summary["text"]
    untidied = await desk.presses(CUSTOMER, summary, "Use it as I sent it")
    assert f"Link: {POST}\nQuantity: 1,000\n" in untidied["text"]
    assert "Use it as I sent it" not in buttons_of(untidied)
    await desk.presses(CUSTOMER, untidied, "Confirm")
    assert [(new.submission.target, new.quantity) for new in await ordered(desk)] == [(POST, 1000)]


async def test_line_with_a_link_of_another_platform(desk: Desk) -> None:
    """A doubted link does not lose the quantity that came with it, nor that it was tidied."""
    doubt = await desk.says(CUSTOMER, f"/order 5 {POST} 1000")
    assert "the link is of Instagram" in doubt["text"]
    assert f"I tidied the link: {TIDY}" in doubt["text"]
    summary = await desk.presses(CUSTOMER, doubt, "Use it anyway")
    assert summary["text"].startswith(f"I tidied the link: {TIDY}\n\n")
    assert "Quantity: 1,000" in summary["text"]
    assert {"Confirm", "Use it as I sent it"} <= set(buttons_of(summary))


async def test_line_with_a_link_of_another_platform_that_is_replaced(desk: Desk) -> None:
    """The quantity of the line is for the link that is sent instead, too."""
    doubt = await desk.says(CUSTOMER, f"/order 5 {POST} 1000")
    await desk.presses(CUSTOMER, doubt, "Send another link")
    summary = await desk.says(CUSTOMER, "https://www.tiktok.com/@a/video/1?_t=abc")
    assert summary["text"].startswith("I tidied the link: https://tiktok.com/@a/video/1\n\n")
    assert "Quantity: 1,000" in summary["text"]


async def test_line_with_a_bare_name(desk: Desk) -> None:
    """Once the name's platform is known, the quantity that came with it is used."""
    asked = await desk.says(CUSTOMER, "/order 1 @some_one 1000")
    assert "On which platform is @some_one?" in asked["text"]
    summary = await desk.presses(CUSTOMER, asked, "Instagram")
    assert "I tidied the link: https://instagram.com/some_one" in summary["text"]
    assert "Quantity: 1,000" in summary["text"]
    await desk.presses(CUSTOMER, summary, "Confirm")
    assert [new.quantity for new in await ordered(desk)] == [1000]


async def test_line_with_a_link_that_is_none(desk: Desk) -> None:
    """The quantity of a line waits for the link; what is wrong with it is told at once."""
    assert "not a link" in (await desk.says(CUSTOMER, "/order 1 nonsense 1000"))["text"]
    assert "Quantity: 1,000" in (await desk.says(CUSTOMER, POST))["text"]
    asked = await desk.says(CUSTOMER, "/order 1 nonsense 5")
    assert "not a link" in asked["text"]
    assert "5 is too few" in asked["text"]
    assert "Send the quantity" in (await desk.says(CUSTOMER, POST))["text"]


async def test_line_with_a_quantity_that_is_not_asked_for(desk: Desk) -> None:
    """A package is told to take no quantity, where one was written."""
    summary = await desk.says(CUSTOMER, f"/order 6 {TIDY} 1000")
    assert "asks for no quantity" in summary["text"]
    assert "Confirm" in buttons_of(summary)


async def test_line_of_an_order_that_is_open(desk: Desk) -> None:
    """An order in one line that is open already, in whatever form of its link, is pointed out before the Confirm."""
    summary = await desk.says(CUSTOMER, f"/order 4 {TIDY} 1000")
    assert "open order" not in summary["text"]
    await desk.presses(CUSTOMER, summary, "Confirm")
    again = await desk.says(CUSTOMER, f"/order 4 {POST} 500")
    assert "You have an open order with this service and link already" in again["text"]


async def test_way_back_until_the_confirm(desk: Desk) -> None:
    """A pasted link's tidying is said where it is first shown, and is taken back in the summary still."""
    quantity = await desk.presses(CUSTOMER, await desk.says(CUSTOMER, POST), "Instagram Likes")
    assert "Use it as I sent it" not in buttons_of(quantity), "it would not say of what"
    summary = await desk.presses(CUSTOMER, quantity, "100")
    assert "tidied" not in summary["text"], "it was said"
    untidied = await desk.presses(CUSTOMER, summary, "Use it as I sent it")
    assert f"Link: {POST}\nQuantity: 100\n" in untidied["text"]
    await desk.presses(CUSTOMER, untidied, "Confirm")
    assert [new.submission.target for new in await ordered(desk)] == [POST]


async def test_way_back_after_the_next_answer(desk: Desk) -> None:
    """A link that was given as an answer keeps its way back in the summary, where nothing is said anew."""
    await at_link(desk, "Instagram Likes", "Instagram mix")
    await desk.says(CUSTOMER, POST)
    summary = await desk.says(CUSTOMER, "100")
    assert "tidied" not in summary["text"]
    untidied = await desk.presses(CUSTOMER, summary, "Use it as I sent it")
    assert f"Link: {POST}\n" in untidied["text"]
