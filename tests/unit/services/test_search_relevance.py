"""What people type, tried on a catalogue of about three thousand services: the first page is what they meant."""

import unicodedata
from itertools import pairwise

import pytest

from bot.domain.catalogue import Service
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.search_index import SearchIndex
from bot.services.search_services import SearchServices, SearchWish, Trait
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import NOON
from tests.unit.services.arrange import keep
from tests.unit.services.believable import believable

PAGE = 8
SHOP = {one.id: one for one in believable()}
INDEX = SearchIndex.of(list(SHOP.values()))
# What the first page must be about: each of these in name or category, none of those behind the bar in the name.
QUERIES = {
    "instagram followers": "instagram followers",
    "instagram followers cheap": "instagram followers",
    "cheapest ig followers": "instagram followers",
    "followers instagram": "instagram followers",
    "instgram folowers": "instagram followers",
    "insta follower": "instagram followers",
    "ig likes indian": "instagram likes india",
    "instagram likes 🇮🇳": "instagram likes india",
    "instagram likes": "instagram likes | comment",
    "instagram comment likes": "instagram comment likes",
    "auto likes instagram": "instagram auto likes",
    "reels": "instagram reels views",
    "ig reel view": "instagram reels views",
    "instagram story view": "instagram story views",
    "yt views": "youtube views | shorts",
    "youtube view": "youtube views | shorts",
    "youtub subscribers": "youtube subscribers",
    "yt subs": "youtube subscribers",
    "youtube watch time": "youtube watchtime",
    "shorts views": "youtube shorts views",
    "tiktok 1k": "tiktok",
    "tt likes": "tiktok likes",
    "tictok folowers": "tiktok followers",
    "tiktok live": "tiktok live stream",
    "tg members": "telegram members",
    "telegram premium members": "telegram premium members",
    "telegram reaction": "telegram reactions",
    "poll votes": "poll votes",
    "vote telegram poll": "telegram poll votes",
    "тг подписчики": "telegram members",
    "телеграм просмотры": "telegram views",
    "инста лайки": "instagram likes | comment",
    "подписчики инстаграм купить": "instagram followers",
    "ютуб просмотры": "youtube views",
    "вк лайки": "vk лайки",
    "seguidores instagram": "instagram followers",
    "curtidas tiktok": "tiktok likes",
    "instagram takipçi": "instagram followers",
    "pengikut tiktok": "tiktok followers",
    "متابعين انستقرام": "instagram followers",
    "इंस्टाग्राम फॉलोअर्स": "instagram followers",
    "x followers": "twitter followers",
    "twitter retweet": "twitter retweets",
    "fb page likes": "facebook page likes",
    "facebook group members": "facebook group members",
    "spotify plays": "spotify plays",
    "spotify monthly listener": "spotify monthly listeners",
    "discord online members": "discord online members",
    "website traffic google": "website traffic google",
    "google reviews": "google reviews",
    "linkedin connections": "linkedin connections",
    "i want to buy real tiktok followers please": "tiktok followers",
    "best telegram channel members": "telegram channel members",
    "instagram followers refill 365": "instagram followers refill",
    "turkish youtube likes": "youtube likes turkey",
    "likes": "likes",
}


def plain(text: str) -> str:
    """Write a text without decoration."""
    return unicodedata.normalize("NFKC", text).casefold()


def first_page(query: str) -> list[Service]:
    return [SHOP[INDEX.ids[place]] for place in INDEX.find(query).places[:PAGE]]


def test_the_catalogue() -> None:
    """It is as large as a real one, and half of its descriptions speak of everything."""
    assert 2_500 < len(SHOP) < 3_500
    assert sum("TikTok, YouTube" in one.row.description for one in SHOP.values()) > 1_000


@pytest.mark.parametrize("query", QUERIES)
def test_first_page(query: str) -> None:
    """Each service of the first page is what was meant; the page is full where there are so many."""
    wanted, _, unwanted = QUERIES[query].partition("|")
    page = first_page(query)
    assert page
    for service in page:
        text = plain(f"{service.row.name} {service.row.category}")
        assert all(word in text for word in wanted.split()), (query, service.row.name)
        assert not [word for word in unwanted.split() if word in plain(service.row.name)], (query, service.row.name)
    fitting = [
        one
        for one in SHOP.values()
        if all(word in plain(f"{one.row.name} {one.row.category}") for word in wanted.split())
    ]
    assert len(page) == min(PAGE, len(fitting)) or len(page) >= PAGE - 2


@pytest.mark.parametrize("query", ["1234", "#1234", "1234 likes"])
def test_ids(query: str) -> None:
    """An id leads the page, and is no word that nobody knows."""
    assert first_page(query)[0].row.panel_id == "1234"
    assert "1234" not in INDEX.find(query).unknown


def test_a_quantity_is_one_that_can_be_ordered() -> None:
    """A number beside words finds services that take so many, or are called so."""
    for service in first_page("tiktok followers 250000"):
        assert service.row.minimum <= 250_000 <= service.row.maximum


async def ask(store: MemoryStore, query: str, wish: SearchWish, limit: int = 50) -> list[Service]:
    """Search the whole catalogue as the chat does."""
    async with store.transaction() as tx:
        await tx.catalogue.replace([one.row for one in SHOP.values()], NOON)
    await keep(store, CATALOGUE, "1", NOON)
    async with store.snapshot() as tx:
        return list((await SearchServices()(tx, query, wish, limit=limit)).services)


async def test_by_price(store: MemoryStore) -> None:
    """The cheapest of what was meant comes first, not the cheapest of what is merely mentioned."""
    found = await ask(store, "instagram followers", SearchWish(by_price=True), limit=25)
    assert all("instagram followers" in plain(one.row.category) for one in found)
    assert all(one.row.rate <= other.row.rate for one, other in pairwise(found))


async def test_words_that_wish_for_a_price(store: MemoryStore) -> None:
    """“Cheap” sorts by price without a button, and a button can take that back."""
    cheap = await ask(store, "cheap yt views", SearchWish(), limit=20)
    assert all(one.row.rate <= other.row.rate for one, other in pairwise(cheap))
    best = await ask(store, "cheap yt views", SearchWish(by_price=False), limit=20)
    assert not all(one.row.rate <= other.row.rate for one, other in pairwise(best))


@pytest.mark.parametrize("trait", [Trait.REFILL])
async def test_unknown_counts_as_may_be(store: MemoryStore, trait: Trait) -> None:
    """Only a plain no is left out; what the panel does not say is kept."""
    found = await ask(store, "instagram followers", SearchWish(frozenset({trait})), limit=50)
    assert {one.row.refill for one in found} == {True, None}
