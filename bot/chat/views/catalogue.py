"""The catalogue in the chat: categories, their services, a service's card."""

from collections.abc import Sequence
from enum import StrEnum

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, cut, lines, one_line, paragraphs
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import Html, Texts
from bot.domain.catalogue import Category, Service
from bot.domain.draft import Draft
from bot.domain.service_types import Counting, Pricing

MAX_NAME = 120  # units of a name in a text; the button has it shorter
MAX_DESCRIPTION = 1200


class Aim(StrEnum):
    """What somebody looks through the catalogue for; a letter in the buttons' data."""

    ORDER = "o"  # a chosen service is ordered
    LOOK = "l"  # a chosen service shows its card


def read_aim(word: str) -> Aim:
    """Read an aim from a button; anything unknown only looks."""
    return Aim.ORDER if word == Aim.ORDER else Aim.LOOK


def no_catalogue(t: Texts) -> View:
    """Say that the panel's list has not been read yet."""
    return View(
        t.say("The list of services has not been read from the panel yet. Please try again in a minute."),
        [[Button(t.plain("Try again"), data("cats", 0, Aim.ORDER))]],
    )


def categories(found: Sequence[Category], wanted_page: int, aim: Aim, open_draft: Draft | None, t: Texts) -> View:
    """Show a page of categories, and the way back to an order that was begun."""
    if not found:
        return no_catalogue(t)
    page = Page.of(wanted_page, len(found))
    shown = found[page.offset() : page.offset() + PAGE]
    rows: list[Row] = [[Button(category.name, data("cat", category.id, 0, page.number, aim))] for category in shown]
    if open_draft is not None:
        title = t.plain("Go on: {service}", service=one_line(open_draft.service.row.name, 30))
        rows.insert(0, [Button(title, data("drs", open_draft.token), style="primary")])
    rows += [
        turn_row(page, lambda to: data("cats", to, aim), t),
        [Button(t.plain("Search"), data("search")), Button(t.plain("Cancel"), data("close"))],
    ]
    return View(t.say("<b>Choose a category</b>"), rows)


def services(category: Category, found: Sequence[Service], page: Page, t: Texts, *, from_page: int, aim: Aim) -> View:
    """Show a page of a category's services with their prices and limits."""
    head = t.say("<b>{category}</b>\nChoose a service:", category=one_line(category.name, MAX_NAME))
    rows: list[Row] = [
        [Button(item.row.name, data("new" if aim is Aim.ORDER and item.kind else "svc", item.id))] for item in found
    ]
    rows += [
        turn_row(page, lambda to: data("cat", category.id, to, from_page, aim), t),
        [Button(t.plain("Back"), data("cats", from_page, aim)), Button(t.plain("Cancel"), data("close"))],
    ]
    return View(paragraphs(head, *(_service_line(item, t) for item in found)), rows)


def _service_line(service: Service, t: Texts) -> Html:
    return lines(
        t.say("<b>{name}</b>", name=one_line(service.row.name, MAX_NAME)),
        t.say("{price} · {limits}", price=rate(service, t), limits=limits(service, t)),
    )


def rate(service: Service, t: Texts) -> str:
    """Say what the rate buys."""
    price = t.money(service.row.rate, service.row.currency)
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
    return t.plain("{least} to {most}", least=t.number(service.row.minimum), most=t.number(service.row.maximum))


def service_card(service: Service, t: Texts) -> View:
    """Show all there is to know of a service, and the way to order it."""
    row = service.row
    facts = lines(
        t.say("Type: {type}", type=one_line(row.type, MAX_NAME)),
        t.say("Price: {price}", price=rate(service, t)),
        t.say("Quantity: {limits}", limits=limits(service, t)),
        t.say("Average time: {time}", time=one_line(row.average_time, MAX_NAME)) if row.average_time else None,
        _allowed(service, t),
        t.say("Service id: <code>{id}</code>", id=row.panel_id),
    )
    head = t.say(
        "<b>{name}</b>\n{category}", name=one_line(row.name, 2 * MAX_NAME), category=one_line(row.category, MAX_NAME)
    )
    description = t.say("{text}", text=cut(row.description, MAX_DESCRIPTION)) if row.description else None
    return View(paragraphs(head, facts, description, _hindrance(service, t)), _card_rows(service, t))


def _card_rows(service: Service, t: Texts) -> list[Row]:
    back = Button(t.plain("Back"), data("cat", service.category_id, 0, 0, Aim.LOOK))
    if _hindrance(service, t) is not None:
        return [[back]]
    return [[Button(t.plain("Order"), data("new", service.id), style="primary")], [back]]


def _hindrance(service: Service, t: Texts) -> Html | None:
    if service.gone_at is not None:
        return t.say("The panel no longer sells this service.")
    if service.kind is None:
        return t.say("This type of service cannot be ordered here: it is not supported.")
    return None


def _allowed(service: Service, t: Texts) -> Html:
    """Say what the service allows; what the panel does not say is not called a no."""
    flags = (
        (t.plain("drip-feed"), service.row.drip_feed if service.offers_drip_feed else False),
        (t.plain("refill"), service.row.refill),
        (t.plain("cancel"), service.row.cancel),
    )
    words = {True: t.plain("yes"), False: t.plain("no"), None: t.plain("the panel does not say")}
    return lines(*(t.say("{what}: {answer}", what=what.capitalize(), answer=words[flag]) for what, flag in flags))
