"""A pasted link: what it is, and the services that fit it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, one_line, paragraphs
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import Html, Texts
from bot.chat.views import catalogue, ways
from bot.chat.views.link_words import as_sent_button, name_rows, told, which_platform
from bot.chat.views.names import category_name
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import Category, Service
from bot.domain.draft import Draft
from bot.domain.links import Link
from bot.services.find_at_hand import AtHand
from bot.services.find_fitting import Fitting
from bot.services.link_in_hand import LinkInHand


def ask_platform(hand: LinkInHand, t: Texts) -> View:
    """Ask which platform a bare name is of."""
    rows = name_rows(hand.name, lambda platform: data("lkp", hand.token, platform))
    return View(which_platform(hand.name, t), [*rows, ways.leave_row(data("menu"), data("close"), t)])


def ask_words(hand: LinkInHand, link: Link, t: Texts) -> View:
    """Ask for the words of a service for the link."""
    asked = t.say("Send some words of the service you want for this link, like <code>likes</code>, or a service id.")
    return View(paragraphs(told(link, t), asked), [ways.leave_row(data("lk", hand.token), data("close"), t)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a page of services for a link; `currency` is the panel's."""

    currency: str | None = None
    open_draft: Draft | None = None
    at_hand: Sequence[AtHand] = ()


_NOTHING = Beside()


def services(
    link: Link,
    category: Category,
    found: Sequence[Service],
    page: Page,
    t: Texts,
    *,
    token: str,
    from_page: int,
    beside: Beside = _NOTHING,
) -> View:
    """Show a page of a category's services for a link, the best fitting first; above them, what is at hand."""
    head = t.say(
        "<b>{category}</b>\nChoose a service:", category=one_line(category_name(category.title, t), catalogue.MAX_NAME)
    )
    above = {one.service.id for one in beside.at_hand}
    shown = [service for service in found if service.id not in above]
    rows: list[Row] = [[ways.go_on(beside.open_draft, t)]] if beside.open_draft is not None else []
    rows += [[Button(_at_hand_title(one, t), _chosen(one.service, token))] for one in beside.at_hand]
    rows += [[Button(service.title, _chosen(service, token))] for service in shown]
    rows += [
        turn_row(page, lambda to: data("lkc", token, category.id, to, from_page), t),
        _as_sent_row(token, link, t),
        onward_row(token, t, from_page=from_page),
        ways.leave_row(data("lkg", token, from_page), data("close"), t),
    ]
    listed = [catalogue.service_line(service, t, beside.currency) for service in shown]
    return View(paragraphs(told(link, t), *_at_hand_lines(beside, t), head, *listed), rows)


def _at_hand_title(one: AtHand, t: Texts) -> str:
    if one.is_favourite:
        return t.plain("★ {name}", name=one.service.title)
    # Translators: a button that orders a service which its user ordered lately
    return t.plain("🕘 {name}", name=one.service.title)


def _at_hand_lines(beside: Beside, t: Texts) -> Sequence[Html]:
    liked = [_line(one, beside, t) for one in beside.at_hand if one.is_favourite]
    ordered = [_line(one, beside, t) for one in beside.at_hand if not one.is_favourite]
    return [
        *([t.say("<b>★ Favourites</b>"), *liked] if liked else ()),
        *([t.say("<b>Recently ordered</b>"), *ordered] if ordered else ()),
    ]


def _line(one: AtHand, beside: Beside, t: Texts) -> Html:
    return catalogue.service_line(one.service, t, beside.currency)


def _chosen(service: Service, token: str) -> str:
    return data("svc", service.id) if service.kind is None else data("lkn", token, service.id)


def onward_row(token: str, t: Texts, *, from_page: int = 0) -> Row:
    """Lead to the other services for the link: by category, and by words."""
    return [Button(t.plain("Other categories"), data("lkg", token, from_page)), search_button(token, t)]


def search_button(token: str, t: Texts) -> Button:
    """Lead to the search for a service for the link."""
    return Button(t.plain("Search"), data("lkw", token))


def categories(
    link: Link, found: Fitting, wanted_page: int, t: Texts, *, token: str, open_draft: Draft | None = None
) -> View:
    """Show a page of the categories for a link, those that fit it first."""
    listed = found.all
    if not listed:
        return catalogue.no_catalogue(Purpose.ORDER, t)
    page = Page.of(wanted_page, len(listed))
    rows: list[Row] = [[ways.go_on(open_draft, t)]] if open_draft is not None else []
    rows += [
        [Button(category_name(category.title, t), data("lkc", token, category.id, 0, page.number))]
        for category in listed[page.offset() : page.offset() + PAGE]
    ]
    rows += [
        turn_row(page, lambda to: data("lkg", token, to), t),
        _as_sent_row(token, link, t),
        [search_button(token, t)],
        ways.leave_row(data("lk", token) if found.fitting else data("menu"), data("close"), t),
    ]
    return View(paragraphs(told(link, t), _which_first(found, t)), rows)


def _which_first(found: Fitting, t: Texts) -> Html:
    if not found.fitting:
        return t.say("<b>Choose a category</b>\nNone of them names what this link is of, so here are all.")
    return t.say("<b>Choose a category</b>\nThose that fit your link come first.")


def _as_sent_row(token: str, link: Link, t: Texts) -> Row:
    return [as_sent_button(data("lks", token), t)] if link.is_tidied and link.sent else ()
