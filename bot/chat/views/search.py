"""What a search found: a page of it, best or cheapest first, narrowed by what services allow."""

from dataclasses import dataclass, replace

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, one_line, paragraphs
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Html, Texts, mark
from bot.chat.views import ways
from bot.chat.views.catalogue import MAX_NAME, limits, rate
from bot.chat.views.link_words import told
from bot.chat.views.links import onward_row
from bot.chat.views.names import category_name
from bot.chat.views.places import Place
from bot.domain.catalogue import Service
from bot.services.link_in_hand import LinkInHand
from bot.services.search_services import SearchPage, SearchWish, Trait

_TRAITS = {Trait.REFILL: mark("Refill"), Trait.CANCEL: mark("Can be canceled"), Trait.DRIP_FEED: mark("Drip-feed")}
_MAX_LINK = 200  # units: it has been shown in full before
_BY_PRICE, _BEST, _NEITHER = "p", "b", "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its buttons know it: the name its words are kept under, and how the list is wanted."""

    key: str
    wish: SearchWish
    hand: LinkInHand | None = None  # the link that it is for

    def to(self, page: int, **changes: object) -> str:
        """Return the data of a button to a page, wanted otherwise."""
        link = (self.hand.token,) if self.hand is not None else ()
        return data("sp", self.key, flags(replace(self.wish, **changes)), page, *link)  # type: ignore[arg-type]

    def toggled(self, trait: Trait) -> str:
        """Return the data of a button that asks for a trait, or no longer does."""
        return self.to(0, traits=self.wish.traits ^ {trait})

    def place(self, page: int) -> Place:
        """Return the page as a place that a card leads back to."""
        return Place("sp", (self.key, flags(self.wish), str(page)))


def flags(wish: SearchWish) -> str:
    """Write how a list is wanted into a button."""
    order = {None: "", True: _BY_PRICE, False: _BEST}[wish.by_price]
    return "".join(sorted((*wish.traits, *order))) or _NEITHER


def read_flags(written: str) -> SearchWish:
    """Read how a list is wanted; letters that mean nothing are passed over."""
    by_price = True if _BY_PRICE in written else False if _BEST in written else None
    return SearchWish(frozenset(trait for trait in Trait if trait in written), by_price)


def found(
    query: str,
    result: SearchPage,
    page: Page,
    asked: Asked,
    t: Texts,
    *,
    currency: str | None = None,
    note: Html | None = None,
) -> View:
    """Show a page of what a search found; a service that was looked for for a link is ordered for it at once."""
    shown = one_line(query, MAX_NAME)
    top = paragraphs(note, told(asked.hand.link, t, _MAX_LINK) if asked.hand is not None and asked.hand.link else None)
    onward = _onward(asked.hand, t)
    if not result.total and not asked.wish.traits:
        nothing = t.say("I found nothing for “{query}”. Try other words, or fewer.", query=shown)
        return View(paragraphs(top, nothing), onward)
    head = t.many("Found {n} service for “{query}”:", "Found {n} services for “{query}”:", result.total, query=shown)
    rows: list[Row] = [[Button(one.title, _chosen(one, asked, page))] for one in result.services]
    rows += [turn_row(page, asked.to, t), *_wish_rows(result, asked, t), *onward]
    hits = (_hit(service, t, currency) for service in result.services)
    return View(paragraphs(top, lines(head, *_notes(result, asked, t)), *hits), rows)


def _chosen(service: Service, asked: Asked, page: Page) -> str:
    if asked.hand is not None and service.is_on_sale and service.kind is not None:
        return data("lkn", asked.hand.token, service.id)
    return data("svc", service.id, *asked.place(page.number).tail)


def _onward(hand: LinkInHand | None, t: Texts) -> list[Row]:
    if hand is None:
        return [[ways.all_categories(t), ways.menu(t)]]
    return [onward_row(hand.token, t), ways.leave_row(data("lk", hand.token), data("close"), t)]


def link_forgotten(t: Texts) -> Html:
    """Say that a search goes on without the link that it was for."""
    return t.say("That link is no longer at hand, so I go on without it. Please send it again to order for it.")


def _notes(result: SearchPage, asked: Asked, t: Texts) -> list[Html | None]:
    unknown = ", ".join(one_line(word, MAX_NAME // 4) for word in result.unknown)
    return [
        t.say("No service has “{words}”, so I looked for the rest.", words=unknown) if unknown else None,
        t.say("Services of which the panel does not say what they allow are among them.")
        if asked.wish.traits
        else None,
    ]


def _wish_rows(result: SearchPage, asked: Asked, t: Texts) -> list[Row]:
    traits = [Button(_marked(trait, asked.wish, t), asked.toggled(trait)) for trait in Trait]
    order = t.plain("Best match first") if result.by_price else t.plain("Cheapest first")
    return [traits, [Button(order, asked.to(0, by_price=not result.by_price))]]


def _marked(trait: Trait, wish: SearchWish, t: Texts) -> str:
    word = t.plain(_TRAITS[trait])
    return t.plain("✓ {word}", word=word) if trait in wish.traits else word


def expired(t: Texts) -> View:
    """Say that the words of a search are forgotten."""
    text = t.say("I no longer know the words of this search. Please send them again.")
    return View(text, [[ways.all_categories(t), ways.menu(t)]])


def _hit(service: Service, t: Texts, currency: str | None) -> Html:
    return lines(
        t.say(
            "<b>{name}</b>\n{category}\n{price} · {limits}",
            name=one_line(service.title, MAX_NAME),
            category=one_line(category_name(service.category_title, t), MAX_NAME // 2),
            price=rate(service, t, currency),
            limits=limits(service, t),
        ),
        t.say("🚫 Not on sale at present") if service.is_hidden else None,
    )
