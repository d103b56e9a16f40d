"""A pasted link: what it is, and the services that fit it."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import catalogue, ways
from bot.chat.views.link_words import MAX_LINK, as_sent_button, link_title, name_rows, tidied, which_platform
from bot.chat.views.names import category_name
from bot.chat.views.ways import Aim
from bot.domain.catalogue import Category, Service
from bot.domain.draft import Draft
from bot.domain.links import Link
from bot.services.find_fitting import Fitting
from bot.services.link_in_hand import LinkInHand


def ask_platform(hand: LinkInHand, t: Texts) -> View:
    """Ask which platform a bare name is of."""
    rows = name_rows(hand.name, lambda platform: data("lkp", hand.token, platform))
    return View(which_platform(hand.name, t), [*rows, ways.leave_row(data("menu"), data("close"), t)])


def services(
    link: Link,
    category: Category,
    found: Sequence[Service],
    page: Page,
    t: Texts,
    *,
    token: str,
    from_page: int,
    currency: str | None = None,
    open_draft: Draft | None = None,
) -> View:
    """Show a page of a category's services for a link, the best fitting first; `currency` is the panel's."""
    head = t.say(
        "<b>{category}</b>\nChoose a service:", category=one_line(category_name(category.title, t), catalogue.MAX_NAME)
    )
    rows: list[Row] = [[ways.go_on(open_draft, t)]] if open_draft is not None else []
    rows += [[Button(service.row.name, _chosen(service, token))] for service in found]
    rows += [
        turn_row(page, lambda to: data("lkc", token, category.id, to, from_page), t),
        _as_sent_row(token, link, t),
        [Button(t.plain("Other categories"), data("lkg", token, from_page))],
        ways.leave_row(data("lkg", token, from_page), data("close"), t),
    ]
    return View(paragraphs(_head(link, t), head, *(_service_line(service, t, currency) for service in found)), rows)


def _chosen(service: Service, token: str) -> str:
    return data("svc", service.id) if service.kind is None else data("lkn", token, service.id)


def categories(
    link: Link, found: Fitting, wanted_page: int, t: Texts, *, token: str, open_draft: Draft | None = None
) -> View:
    """Show a page of the categories for a link, those that fit it first."""
    listed = found.all
    if not listed:
        return catalogue.no_catalogue(Aim.ORDER, t)
    page = Page.of(wanted_page, len(listed))
    rows: list[Row] = [[ways.go_on(open_draft, t)]] if open_draft is not None else []
    rows += [
        [Button(category_name(category.title, t), data("lkc", token, category.id, 0, page.number))]
        for category in listed[page.offset() : page.offset() + PAGE]
    ]
    rows += [
        turn_row(page, lambda to: data("lkg", token, to), t),
        _as_sent_row(token, link, t),
        ways.leave_row(data("lk", token) if found.fitting else data("menu"), data("close"), t),
    ]
    return View(paragraphs(_head(link, t), _which_first(found, t)), rows)


def _which_first(found: Fitting, t: Texts) -> Html:
    if not found.fitting:
        return t.say("<b>Choose a category</b>\nNone of them names what this link is of, so here are all.")
    return t.say("<b>Choose a category</b>\nThose that fit your link come first.")


def _head(link: Link, t: Texts) -> Html:
    told = tidied(link.address, t) if link.is_tidied else escape(cut(link.address, MAX_LINK))
    return lines(link_title(link, t), told)


def _as_sent_row(token: str, link: Link, t: Texts) -> Row:
    return [as_sent_button(data("lks", token), t)] if link.is_tidied and link.sent else ()


def _service_line(service: Service, t: Texts, currency: str | None) -> Html:
    return t.say(
        "<b>{name}</b>\n{price} · {limits}",
        name=one_line(service.row.name, catalogue.MAX_NAME),
        price=catalogue.rate(service, t, currency),
        limits=catalogue.limits(service, t),
    )
