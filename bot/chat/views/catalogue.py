"""The catalogue in the chat: categories, their services, a service's card."""

import html
import re
from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import ways
from bot.chat.views.names import category_name, type_name
from bot.chat.views.places import Place, in_category
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import Category, Service
from bot.domain.draft import Draft
from bot.domain.service_types import Counting, Pricing

ANYWHERE = Place()
MAX_NAME = 120  # units of a name in a text; the button has it shorter
MAX_DESCRIPTION = 1200
# Panels keep descriptions as they show them on their own pages.
_LINE_END = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\s*/?>", re.IGNORECASE)
_PAGE_TAG = re.compile(
    r"</?(?:p|b|i|u|s|em|strong|span|div|ul|ol|li|a|font|center|h[1-6]|hr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)


def no_catalogue(purpose: Purpose, t: Texts) -> View:
    """Say that the panel's list has not been read yet."""
    return View(
        t.say("There are no services to show yet. Please try again in a minute."),
        [[Button(t.plain("Try again"), data("cats", 0, purpose)), ways.menu(t)]],
    )


def categories(
    found: Sequence[Category],
    wanted_page: int,
    purpose: Purpose,
    open_draft: Draft | None,
    t: Texts,
    *,
    shortcuts: Row = (),
) -> View:
    """Show a page of categories; on the first, what is at hand above them, and the way back to an order begun."""
    if not found:
        return no_catalogue(purpose, t)
    page = Page.of(wanted_page, len(found))
    shown = found[page.offset() : page.offset() + PAGE]
    rows: list[Row] = [
        [Button(_named(category, t), data("cat", category.id, 0, page.number, purpose))] for category in shown
    ]
    if not page.number:
        rows.insert(0, shortcuts)
    if open_draft is not None:
        rows.insert(0, [ways.go_on(open_draft, t)])
    rows += [
        turn_row(page, lambda to: data("cats", to, purpose), t),
        [ways.search(t)],
        ways.leave_row(data("menu"), data("close"), t),
    ]
    return View(t.say("<b>Choose a category</b>"), rows)


def _named(category: Category, t: Texts) -> str:
    name = category_name(category.title, t)
    return t.plain("🚫 {name}", name=name) if category.shelf.is_hidden else name


def services(
    category: Category,
    found: Sequence[Service],
    page: Page,
    t: Texts,
    *,
    from_page: int,
    purpose: Purpose,
    currency: str | None = None,
) -> View:
    """Show a page of a category's services with their prices and limits; `currency` is the panel's."""
    head = t.say("<b>{category}</b>\nChoose a service:", category=one_line(category_name(category.title, t), MAX_NAME))

    place = in_category(page.number, from_page, purpose)
    rows = [
        *service_buttons(found, place, purpose),
        turn_row(page, lambda to: data("cat", category.id, to, from_page, purpose), t),
        ways.leave_row(data("cats", from_page, purpose), data("close"), t),
    ]
    return View(paragraphs(head, *(service_line(service, t, currency) for service in found)), rows)


def service_buttons(found: Sequence[Service], place: Place, purpose: Purpose) -> list[Row]:
    """Return a button for each service: it is ordered where that is the purpose and can be, and shown otherwise."""
    return [
        [
            Button(
                service.title,
                data("new", service.id)
                if purpose is Purpose.ORDER and service.is_on_sale and service.kind is not None
                else data("svc", service.id, *place.tail),
            )
        ]
        for service in found
    ]


def service_line(service: Service, t: Texts, currency: str | None) -> Html:
    """Say a service's name, price and limits; of one that cannot be ordered, that."""
    name = t.say("<b>{name}</b>", name=one_line(service.title, MAX_NAME))
    if service.gone_at is not None:
        return lines(name, t.say("⛔ No longer sold"))
    price = t.say("{price} · {limits}", price=rate(service, t, currency), limits=limits(service, t))
    return lines(name, price, t.say("🚫 Not on sale at present") if service.is_hidden else None)


def rate(service: Service, t: Texts, currency: str | None = None) -> str:
    """Say what the rate buys."""
    price = t.money(service.row.rate, service.row.currency or currency)
    kind = service.kind
    if kind is None or kind.pricing is Pricing.PER_1000:
        return t.plain("{price} per 1000", price=price)
    if kind.pricing is Pricing.PER_POST:
        return t.plain("{price} per 1000 on each post", price=price)
    return t.plain("{price} for the package", price=price)


def limits(service: Service, t: Texts) -> str:
    """Say how much can be ordered."""
    if service.kind is not None and service.kind.counting is Counting.ONE:
        return t.plain("one package")
    least, most = t.number(service.row.minimum), t.number(service.row.maximum)
    return least if least == most else t.plain("{least} to {most}", least=least, most=most)


def service_card(
    service: Service,
    t: Texts,
    *,
    place: Place = ANYWHERE,
    currency: str | None = None,
    favourite: bool = False,
    operator: bool = False,
    link: str | None = None,
    offer: Row = (),
) -> View:
    """Show all there is to know of a service, what can be done with it, and the way back to where it was found.

    `link` opens this card, for whoever it is sent to; `offer` is a row with another way to order it.
    """
    hindrance = _hindrance(service, t)
    # Translators: a button that orders this service
    order = [] if hindrance else [Button(t.plain("Order"), data("new", service.id), style=None if offer else "primary")]
    # Translators: a button that copies a link to this service
    share = [Button(t.plain("🔗 Share"), copy=link)] if link and not hindrance else []
    manage = [Button(t.plain("Hide, rename, pin"), data("shs", service.id, 0, 0))] if operator else []
    copied = ways.copy_row(t.plain("Copy id"), service.row.panel_id)
    keep = [ways.favourite(service.id, place.tail, t, is_one=favourite), *share, *copied]
    rows = [() if hindrance else offer, order, keep, manage, ways.leave_row(place.back_from(service), data("close"), t)]
    return View(paragraphs(_about(service, t, currency), hindrance), rows)


def _about(service: Service, t: Texts, currency: str | None) -> Html:
    """Say all that is known of a service."""
    row = service.row
    head = t.say(
        "<b>{name}</b>\n{category}",
        name=one_line(service.title, 2 * MAX_NAME),
        category=one_line(category_name(service.category_title, t), MAX_NAME),
    )
    facts = lines(
        t.say("Type: {type}", type=one_line(type_name(row.type, t), MAX_NAME)),
        t.say("Price: {price}", price=rate(service, t, currency)),
        t.say("Quantity: {limits}", limits=limits(service, t)),
        t.say("Average time: {time}", time=one_line(row.average_time, MAX_NAME)) if row.average_time else None,
        _allowed(service, t),
        t.say("Service id: <code>{id}</code>", id=one_line(row.panel_id, MAX_NAME)),
    )
    description = escape(cut(_readable(row.description), MAX_DESCRIPTION)) if row.description else None
    return paragraphs(head, facts, description)


def not_on_sale(service: Service, place: Place, t: Texts, *, favourite: bool = False) -> View:
    """Say of a service that users may not see that it is not on sale at present."""
    text = t.say("This service is not on sale at present. Please choose another with /order.")
    keep = [ways.favourite(service.id, place.tail, t, is_one=True)] if favourite else []
    return View(text, [keep, ways.leave_row(place.back_from(service), data("close"), t)])


def _readable(description: str) -> str:
    """Turn a piece of a web page into plain text; what is no tag of a text stays."""
    plain = html.unescape(_PAGE_TAG.sub("", _LINE_END.sub("\n", description)))
    return re.sub(r"\n\s*\n\s*", "\n\n", plain).strip()


def _hindrance(service: Service, t: Texts) -> Html | None:
    if service.gone_at is not None:
        return t.say("The panel no longer sells this service.")
    if service.is_hidden:
        return t.say("🚫 Hidden: users neither find nor order this service.")
    if service.kind is None:
        return t.say("This type of service cannot be ordered here: it is not supported.")
    return None


def _allowed(service: Service, t: Texts) -> Html:
    """Say what the service allows; what the panel does not say is not called a no."""
    return lines(
        t.say("Drip-feed: {answer}", answer=_flag(service.row.drip_feed if service.offers_drip_feed else False, t)),
        # Translators: whether the service can be refilled: yes, no, or unknown
        t.say("Refill: {answer}", answer=_flag(service.row.refill, t)),
        # Translators: whether an order of the service can be canceled: yes, no, or unknown
        t.say("Cancel: {answer}", answer=_flag(service.row.cancel, t)),
    )


def _flag(allowed: bool | None, t: Texts) -> str:  # noqa: FBT001  what the panel says: yes, no, nothing
    if allowed is None:
        return t.plain("the panel does not say; you can try")
    return t.plain("yes") if allowed else t.plain("no")
