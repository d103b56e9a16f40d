"""Links in hand, what fits them, and what is kept of them."""

from collections.abc import Callable
from itertools import count

import pytest

from bot.domain.errors import LinkForgotten, TargetRejected
from bot.domain.links import read_link
from bot.domain.platforms import Platform
from bot.services.compose_draft import ComposeDraft
from bot.services.find_fitting import FindFitting
from bot.services.keep_house import KeepHouse
from bot.services.link_in_hand import LINK_KEPT
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.start_from_link import StartFromLink
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import ANN, BOB, arrange, change_catalogue, keep, service_row

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
    """A new version of the catalogue is looked into from the next link on."""
    await stock({"TikTok": ["TikTok Likes"]})
    await keep(store, CATALOGUE, "1")
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        assert not (await find.categories(tx, link)).fitting
    await stock({"TikTok": ["TikTok Likes"], "Instagram": ["Likes"]})
    await keep(store, CATALOGUE, "2")
    async with store.snapshot() as tx:
        assert [one.name for one in (await find.categories(tx, link)).fitting] == ["Instagram"]


async def test_service_that_went_meanwhile(store: MemoryStore, stock: Callable[[PanelRows], object]) -> None:
    """What is gone since the catalogue was looked into is not offered."""
    await stock({"Instagram": ["Likes", "Views"]})
    find, link = FindFitting(), read_link("https://instagram.com/p/1")
    async with store.snapshot() as tx:
        [category] = (await find.categories(tx, link)).fitting
    await stock({"Instagram": ["Views"]})
    async with store.snapshot() as tx:
        assert [one.row.name for one in await find.services(tx, link, category.id, 0, 5)] == ["Views"]
