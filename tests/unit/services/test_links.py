"""Links in hand, what fits them, and what is kept of them."""

import asyncio
from collections.abc import Callable, Mapping
from itertools import count

import pytest

from bot.domain.catalogue import Shelf
from bot.domain.errors import LinkForgotten, TargetRejected
from bot.domain.links import read_link
from bot.domain.platforms import Platform
from bot.services.compose_draft import ComposeDraft
from bot.services.find_at_hand import find_at_hand
from bot.services.find_fitting import FindFitting
from bot.services.keep_house import KeepHouse
from bot.services.link_in_hand import LINK_KEPT
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.start_from_link import StartFromLink
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOB, arrange, change_catalogue, keep, later, new_order, service_row

SENT, TIDY = "www.instagram.com/p/C1/?igsh=x", "https://instagram.com/p/C1"


@pytest.fixture
def start(clock: ManualClock) -> StartFromLink:
    """Orders that begin with a link; tokens t0, t1, t2 and so on."""
    numbers = count()

    def make_token() -> str:
        return f"t{next(numbers)}"

    return StartFromLink(clock, make_token, ComposeDraft(clock, make_token))


async def test_link_in_hand(store: MemoryStore, start: StartFromLink) -> None:
    """A link is kept with what was sent, for its user alone."""
    async with store.transaction() as tx:
        hand = await start.take(tx, ANN, SENT)
        assert hand.link == read_link(SENT)
    async with store.transaction() as tx:
        assert await start.get(tx, ANN, hand.token) == hand
        for user_id, token in ((BOB, hand.token), (ANN, "another"), (ANN, "")):
            with pytest.raises(LinkForgotten):
                await start.get(tx, user_id, token)
        with pytest.raises(TargetRejected):
            await start.take(tx, ANN, "some words")


async def test_link_as_it_was_sent(store: MemoryStore, start: StartFromLink) -> None:
    """The tidying taken back stays so, to the letter."""
    async with store.transaction() as tx:
        hand = await start.take(tx, ANN, SENT)
        untidied = await start.use_as_sent(tx, ANN, hand.token)
        assert await start.get(tx, ANN, hand.token) == untidied
        assert await start.use_as_sent(tx, ANN, hand.token) == untidied
    assert untidied.link is not None
    assert (untidied.link.address, untidied.link.is_tidied) == (f"https://{SENT}", False)


async def test_name_in_hand(store: MemoryStore, start: StartFromLink) -> None:
    """A bare name becomes a link of the named platform, once, and of none that has no such names."""
    async with store.transaction() as tx:
        hand = await start.take(tx, ANN, "@some_one")
        assert (hand.link, hand.name) == (None, "@some_one")
        for platform in ("spotify", "website", "no platform", ""):
            assert await start.name_platform(tx, ANN, hand.token, platform) == hand
        for act in (start.use_as_sent(tx, ANN, hand.token), start.start(tx, ANN, ANN, hand.token, 1)):
            with pytest.raises(LinkForgotten):
                await act
        named = await start.name_platform(tx, ANN, hand.token, Platform.X)
        assert named.link is not None
        assert named.link.address == "https://x.com/some_one"
        assert await start.name_platform(tx, ANN, hand.token, Platform.VK) == named


async def test_link_is_forgotten(store: MemoryStore, clock: ManualClock, start: StartFromLink) -> None:
    """After an hour a link is at hand no more, and the housekeeping drops it; one of this hour stays."""
    async with store.transaction() as tx:
        old = await start.take(tx, ANN, SENT)
    await clock.advance(LINK_KEPT.total_seconds())
    async with store.transaction() as tx:
        assert await start.get(tx, ANN, old.token) == old
        new = await start.take(tx, ANN, SENT)
    await clock.advance(1)
    async with store.transaction() as tx:
        with pytest.raises(LinkForgotten):
            await start.get(tx, ANN, old.token)
    await KeepHouse(store, clock)()
    async with store.transaction() as tx:
        assert await tx.memory.recall(f"link:{ANN}:{old.token}") is None
        assert await start.get(tx, ANN, new.token) == new


async def test_last_link(store: MemoryStore, clock: ManualClock, start: StartFromLink) -> None:
    """The link that was taken last, or gone on with, is the last one of its user, until it is let go or forgotten."""
    async with store.transaction() as tx:
        assert await start.find_last(tx, ANN) is None
        first = await start.take(tx, ANN, SENT)
        second = await start.take(tx, ANN, "https://instagram.com/p/2")
        assert await start.find_last(tx, ANN) == second
        await start.make_last(tx, ANN, first)
        assert await start.find_last(tx, ANN) == first
        assert await start.find_last(tx, BOB) is None
        await start.let_go(tx, ANN)
        assert await start.find_last(tx, ANN) is None
        assert await start.get(tx, ANN, first.token) == first, "its own buttons go on"
        await start.take(tx, ANN, "@some_one")
        assert await start.find_last(tx, ANN) is None, "whose platform is not named"
        await start.take(tx, ANN, SENT)
    await clock.advance(LINK_KEPT.total_seconds() + 1)
    async with store.transaction() as tx:
        assert await start.find_last(tx, ANN) is None


async def test_draft_with_the_link_in_hand(store: MemoryStore, start: StartFromLink) -> None:
    """A service is asked for its quantity at once; of another platform, the link is asked about first."""
    likes = await arrange(store, service_row("1", name="Instagram Likes"), service_row("2", name="TikTok Likes"))
    told = {"link_sent": f"https://{SENT}", "link_told": "y"}
    async with store.transaction() as tx:
        hand = await start.take(tx, ANN, SENT)
        draft = await start.start(tx, ANN, ANN, hand.token, likes.id)
        assert (draft.step, draft.answers) == ("quantity", {"link": TIDY, **told})
        doubted = await start.start(tx, ANN, ANN, hand.token, likes.id + 1)
        assert (doubted.step, doubted.answers) == ("link", {"link_doubted": TIDY, **told})


PanelRows = dict[str, list[str]]
SHELF: PanelRows = {
    "Odd ones": ["Instagram Followers", "Big likes", "Small likes"],
    "TikTok": ["TikTok Likes"],
    "Instagram A": ["Instagram Followers", "Instagram Likes"],
    "Instagram likes": ["Likes", "More"],
    "Instagram likes HQ": ["Likes HQ"],
}


@pytest.fixture
def stock(store: MemoryStore) -> Callable[[PanelRows], object]:
    """Put services on sale, by category."""

    async def put(shelf: PanelRows) -> None:
        listed = [
            service_row(f"{category}/{name}", name=name, category=category)
            for category, names in shelf.items()
            for name in names
        ]
        await change_catalogue(store, *listed)

    return put


async def test_fitting_categories(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """The best fitting category comes first, of two alike the panel's first; the others keep their order."""
    await stock(SHELF)
    find = FindFitting()
    async with store.snapshot() as tx:
        post = await find.categories(tx, read_link("https://instagram.com/p/1"))
        site = await find.categories(tx, read_link("https://example.com"))
        assert await find.best(tx, read_link("https://instagram.com/p/1")) == post.fitting[0]
        assert await find.best(tx, read_link("https://example.com")) is None
    fitting = [category.name for category in post.fitting]
    assert fitting == ["Instagram likes", "Instagram likes HQ", "Instagram A", "Odd ones"]
    assert [category.name for category in post.others] == ["TikTok"]
    assert (list(site.fitting), [category.name for category in site.all]) == ([], list(SHELF))


async def test_fitting_services(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """In a category what fits best comes first, page by page."""
    await stock(SHELF)
    find = FindFitting()
    async with store.snapshot() as tx:
        [mixed] = [one for one in await tx.catalogue.list_categories() if one.name == "Instagram A"]
        pages = [
            [one.row.name for one in await find.services(tx, read_link("https://instagram.com/p/1"), mixed.id, at, 1)]
            for at in (0, 1, 2)
        ]
        assert await find.services(tx, read_link("https://instagram.com/p/1"), -1, 0, 5) == []
    assert pages == [["Instagram Likes"], ["Instagram Followers"], []]


async def test_changed_catalogue(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """An answer goes on with the former index; the loop's round, and nobody's answer, builds the new one, once."""
    await stock({"TikTok": ["TikTok Likes"]})
    await keep(store, CATALOGUE, "1")
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    await find.keep_fresh(store)
    await stock({"TikTok": ["TikTok Likes"], "Instagram": ["Likes"]})
    await keep(store, CATALOGUE, "2")
    async with store.snapshot() as tx:
        former = await find.categories(tx, link)
        [new] = [one for one in await tx.catalogue.list_categories() if one.name == "Instagram"]
        assert await find.count(tx, new) == 1, "a category that is not looked into yet is listed all the same"
        assert [one.title for one in await find.services(tx, link, new.id, 0, 5)] == ["Likes"]
    assert ([one.name for one in former.fitting], [one.name for one in former.all]) == ([], ["TikTok", "Instagram"])
    await find.keep_fresh(store)
    index = find._index
    await find.keep_fresh(store)
    assert find._index is index
    async with store.snapshot() as tx:
        assert [one.name for one in (await find.categories(tx, link)).fitting] == ["Instagram"]


async def test_two_who_come_first(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """Two links before the loop's first round wait for one and the same index."""
    await stock(SHELF)
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as one, store.snapshot() as other:
        seen = await asyncio.gather(find._current(one), find._current(other), find.keep_fresh(store))
        assert seen[0] is seen[1] is find._index
        assert (await find.categories(one, link)).fitting


async def shelve(store: MemoryStore, shelf: Mapping[str, Shelf], *, category: str | None = None) -> None:
    """Let operators make something of services, by the panel's name, and of all of a category."""
    async with store.transaction() as tx:
        for service in await tx.catalogue.list_all():
            if service.row.name in shelf:
                await tx.catalogue.shelve_service(service.id, shelf[service.row.name])
            if service.row.category == category:
                await tx.catalogue.shelve_category(service.category_id, Shelf(is_hidden=True))


async def test_hidden_services(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """What operators hide is neither counted, nor weighed, nor on any page, and pushes nothing off the last one."""
    await stock(
        {"Instagram": ["Likes A", "Likes B", "Likes C"], "Instagram Secret": ["Likes"], "Mix": ["IG Likes", "X"]}
    )
    await shelve(
        store, {"Likes A": Shelf(is_hidden=True), "IG Likes": Shelf(is_hidden=True)}, category="Instagram Secret"
    )
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        categories = await find.categories(tx, link)
        [category] = categories.fitting
        assert [one.name for one in categories.others] == ["Mix"], "what is for Instagram there is hidden"
        assert await find.count(tx, category) == category.services == 2
        pages = [await find.services(tx, link, category.id, at, 1) for at in (0, 1)]
        assert [[one.title for one in page] for page in pages] == [["Likes B"], ["Likes C"]]


async def test_hidden_since_the_index_was_built(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """The former index offers nothing that is hidden now, nor a category that is."""
    await stock({"Instagram": ["Likes A", "Likes B"]})
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    await find.keep_fresh(store)
    await shelve(store, {"Likes A": Shelf(is_hidden=True)})
    async with store.snapshot() as tx:
        [category] = (await find.categories(tx, link)).fitting
        assert [one.title for one in await find.services(tx, link, category.id, 0, 5)] == ["Likes B"]
    await shelve(store, {}, category="Instagram")
    async with store.snapshot() as tx:
        assert await find.best(tx, link) is None
        hidden = await tx.catalogue.find_category(category.id)
        assert hidden is not None
        assert await find.count(tx, hidden) == 0
        assert await find.services(tx, link, category.id, 0, 5) == []
        assert not (await find.categories(tx, link)).all


async def test_pinned_services(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """Of what fits alike the pinned ones come first, in the order of pinning; the panel's order follows."""
    await stock({"Instagram": ["Followers", "Likes A", "Likes B", "Likes C", "Likes D"]})
    pins = {"Likes D": 1, "Likes C": 2, "Followers": 3}
    await shelve(store, {name: Shelf(pinned_at=later(at)) for name, at in pins.items()})
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        [category] = (await find.categories(tx, link)).fitting
        found = [one.title for one in await find.services(tx, link, category.id, 0, 5)]
    assert found == ["Likes D", "Likes C", "Likes A", "Likes B", "Followers"]


async def test_long_category_is_read_in_parts(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """Every service of a category that is longer than a part is there, once."""
    await stock({"Instagram": [f"Likes {n}" for n in range(1201)]})
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        [category] = (await find.categories(tx, link)).fitting
        assert await find.count(tx, category) == 1201
        found = [one.title for one in await find.services(tx, link, category.id, 0, 2000)]
    assert found == [f"Likes {n}" for n in range(1201)]


async def test_at_hand_for_a_link(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """Of favourites and last orders, what fits the link best is at hand, favourites first, and only what is on sale."""
    await arrange(store)
    await stock({"Instagram": ["Likes A", "Likes B", "Likes C", "Followers", "Views"], "TikTok": ["TikTok Likes"]})
    link = read_link("https://instagram.com/p/1")
    async with store.transaction() as tx:
        services = {service.title: service for service in await tx.catalogue.list_all()}
        for name in ("Likes A", "Followers", "TikTok Likes", "Likes B"):
            await tx.favourites.add(ANN, services[name].id, NOON)
        for name in ("Likes B", "Likes C"):
            await tx.orders.insert(new_order(services[name], name))
    async with store.snapshot() as tx:
        found = await find_at_hand(tx, ANN, link)
        assert [(one.service.title, one.is_favourite) for one in found] == [
            ("Likes B", True),
            ("Likes A", True),
            ("Likes C", False),
        ]
        assert await find_at_hand(tx, BOB, link) == []
    await shelve(store, {"Likes B": Shelf(is_hidden=True)})
    async with store.snapshot() as tx:
        assert [one.service.title for one in await find_at_hand(tx, ANN, link)] == ["Likes A", "Likes C"]


async def test_service_that_went_meanwhile(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """What is gone since the catalogue was looked into is not offered."""
    await stock({"Instagram": ["Likes", "Views"]})
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        [category] = (await find.categories(tx, link)).fitting
    await stock({"Instagram": ["Views"]})
    async with store.snapshot() as tx:
        assert [one.row.name for one in await find.services(tx, link, category.id, 0, 5)] == ["Views"]
