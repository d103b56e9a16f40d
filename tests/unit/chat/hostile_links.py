"""The views of links, for `hostile` to make of whatever text."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat.markup import View
from bot.chat.paging import Page
from bot.chat.texts import Texts
from bot.chat.views import catalogue, draft, links, search, ways
from bot.chat.views.link_words import order_for_link
from bot.domain import link_answer
from bot.domain.catalogue import Category, Service
from bot.domain.draft import LINK, SUMMARY, Draft
from bot.domain.links import Link
from bot.domain.order import Order
from bot.domain.platforms import LinkKind, Platform
from bot.services.find_at_hand import AtHand
from bot.services.find_fitting import Fitting
from bot.services.link_in_hand import LinkInHand
from bot.services.search_services import PLAIN, SearchPage, SearchWish, Trait
from tests.unit.domain.samples import make_service

HUGE = 2**63 - 1
TOKEN = "Zz-_09" * 2 + "abcd"


def _categories(text: str) -> list[Category]:
    return [Category(HUGE - n, text, 8_000) for n in range(250)]


def _link(text: str) -> Link:
    return Link(text, f"{text}x", Platform.YOUTUBE, LinkKind.SHORT_VIDEO)


def link_views(
    service_of: Callable[[str], Service], draft_of: Callable[[str], Draft], order_of: Callable[[str], Order]
) -> Mapping[str, Callable[[str, Texts], View]]:
    """Make each of them, with services, drafts and orders made of the text."""

    def told(text: str, step: str) -> Draft:
        asked = draft_of(text)
        return replace(asked, step=step, answers={**asked.answers, link_answer.SENT: text})

    def doubting(text: str) -> Draft:
        answers = {link_answer.DOUBTED: text, link_answer.SENT: text}
        return replace(draft_of("service"), step=LINK, answers=answers)

    def hinting(text: str) -> Draft:
        answers = {"link": "https://instagram.com/somebody", "quantity": "100"}
        return replace(draft_of(text), service=make_service(name=f"Instagram likes {text}"), answers=answers)

    def services(text: str, t: Texts) -> View:
        found = [replace(service_of(text), id=HUGE - n) for n in range(8)]
        at_hand = [AtHand(replace(service_of(text), id=HUGE - 10 - n), is_favourite=n < 2) for n in range(3)]
        beside = links.Beside(currency=text, open_draft=draft_of(text), at_hand=at_hand)
        category, page = _categories(text)[0], Page(999, 1000)
        return links.services(_link(text), category, found, page, t, token=TOKEN, from_page=31, beside=beside)

    def found(text: str, t: Texts) -> View:
        services = [replace(service_of(text), id=HUGE - n) for n in range(8)]
        result = SearchPage(services, HUGE, [text] * 8, by_price=True)
        asked = search.Asked("f" * 10, SearchWish(frozenset(Trait), by_price=True), LinkInHand(TOKEN, _link(text)))
        return search.found(text, result, Page(999, 1250), asked, t, currency=text, note=search.link_forgotten(t))

    return {
        "search.found (for a link)": found,
        "search.found (0, for a link)": lambda text, t: search.found(
            text, SearchPage(), Page(0, 1), search.Asked("0" * 10, PLAIN, LinkInHand(TOKEN, _link(text))), t
        ),
        "catalogue.service_card (with a link)": lambda text, t: catalogue.service_card(
            service_of(text), t, offer=[order_for_link(_link(text), f"1:lkn:{TOKEN}:{HUGE}", t)]
        ),
        "draft.step (doubting)": lambda text, t: draft.step(
            doubting(text), t, draft.Beside(note=t.say("{x}", x="note"))
        ),
        "draft.step (doubting a name)": lambda text, t: draft.step(doubting(f"@{text}"), t),
        "draft.step (doubting somebody)": lambda _, t: draft.step(doubting("@some_one"), t),
        "draft.step (told)": lambda text, t: draft.step(
            told(text, "quantity"), t, draft.Beside(offer=[ways.new_order(t)])
        ),
        "draft.summary (told)": lambda text, t: draft.summary(
            told(text, SUMMARY), t, draft.Beside(twin=order_of(text), offer=[ways.new_order(t)])
        ),
        "draft.summary (hint)": lambda text, t: draft.summary(hinting(text), t),
        "links.ask_platform": lambda text, t: links.ask_platform(LinkInHand(TOKEN, None, f"@{text}"), t),
        "links.ask_platform (all)": lambda _, t: links.ask_platform(LinkInHand(TOKEN, None, "@some_one"), t),
        "links.services": services,
        "links.ask_words": lambda text, t: links.ask_words(LinkInHand(TOKEN, _link(text)), _link(text), t),
        "links.categories": lambda text, t: links.categories(
            _link(text), Fitting([], _categories(text)), 17, t, token=TOKEN
        ),
        "links.categories (fitting)": lambda text, t: links.categories(
            _link(text), Fitting(_categories(text), []), 17, t, token=TOKEN, open_draft=draft_of(text)
        ),
        "links.categories (0)": lambda text, t: links.categories(_link(text), Fitting([], []), 0, t, token=TOKEN),
    }
