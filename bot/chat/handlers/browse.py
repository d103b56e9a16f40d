"""Looking through the catalogue."""

from telegram import Update

from bot.chat.callbacks import data
from bot.chat.context import BotContext
from bot.chat.deep_links import service_link
from bot.chat.markup import Row, View
from bot.chat.paging import PAGE, Page
from bot.chat.texts import texts_of
from bot.chat.views import catalogue
from bot.chat.views.link_words import order_for_link
from bot.chat.views.places import Place, read_place
from bot.chat.views.problems import stopped
from bot.chat.views.ways import Purpose, at_hand, read_purpose
from bot.domain.catalogue import Service
from bot.domain.errors import ServiceHidden
from bot.domain.people import User
from bot.domain.service_aim import aim_of, is_of_other_platform
from bot.services.place_order import find_currency


async def order_begun(_: Update, context: BotContext) -> None:
    """Shows the categories; the service chosen there is ordered."""
    await _show_categories(0, Purpose.ORDER, context)


async def services_wanted(_: Update, context: BotContext) -> None:
    """Shows the categories; the service chosen there shows its card."""
    await _show_categories(0, Purpose.LOOK, context)


async def categories_turned(_: Update, context: BotContext) -> None:
    """Shows another page of the categories."""
    await _show_categories(context.pressed.number(0), read_purpose(context.pressed.text(1)), context)


def _sees_hidden(purpose: Purpose, context: BotContext) -> bool:
    """Tell whether hidden things are shown: to operators who look, marked; nobody orders them."""
    return purpose is Purpose.LOOK and context.services.admit.is_operator(context.user.id)


async def _show_categories(page: int, purpose: Purpose, context: BotContext) -> None:
    found = await context.tx.catalogue.list_categories(hidden=_sees_hidden(purpose, context))
    draft = await context.tx.drafts.find_open(context.user.id)
    shortcuts = at_hand(
        purpose,
        context.t,
        favourites=bool(await context.tx.favourites.count(context.user.id)),
        recent=bool(await context.tx.orders.recent_services(context.user.id, 1)),
    )
    context.show(catalogue.categories(found, page, purpose, draft, context.t, shortcuts=shortcuts))


async def category_chosen(_: Update, context: BotContext) -> None:
    """Shows a page of a category's services."""
    pressed = context.pressed
    await show_category(pressed.number(0), pressed.number(1), pressed.number(2), read_purpose(pressed.text(3)), context)


async def show_category(category_id: int, wanted: int, from_page: int, purpose: Purpose, context: BotContext) -> None:
    """Show a page of a category's services; the categories when it has none."""
    category, hidden = await context.tx.catalogue.find_category(category_id), _sees_hidden(purpose, context)
    total = 0
    if category is not None and (hidden or not category.shelf.is_hidden):
        total = category.listed if hidden else category.services
    if category is None or not total:
        context.toast(context.t.plain("This category is empty now."))
        await _show_categories(from_page, purpose, context)
        return
    page = Page.of(wanted, total)
    found = await context.tx.catalogue.list_services(category.id, page.offset(), PAGE, hidden=hidden)
    currency = await find_currency(context.tx)
    view = catalogue.services(
        category, found, page, context.t, from_page=max(from_page, 0), purpose=purpose, currency=currency
    )
    context.show(view)


async def service_chosen(_: Update, context: BotContext) -> None:
    """Shows a service's card."""
    await show_service(context.pressed.number(0), read_place(context.pressed.args[1:]), context)


async def show_service(service_id: int, place: Place, context: BotContext) -> None:
    """Show a service's card; of one that is hidden, that it is not on sale at present."""
    context.show(await service_view(service_id, place, context.user, context))


async def service_view(service_id: int, place: Place, user: User, context: BotContext) -> View:
    """Return a service's card as this user is to see it, in their language."""
    t = texts_of(user)
    service = await context.tx.catalogue.find(service_id)
    if service is None:
        return stopped(ServiceHidden(), t)
    is_operator = context.services.admit.is_operator(user.id)
    favourite = await context.tx.favourites.has(user.id, service_id)
    if service.is_hidden and not is_operator:
        return catalogue.not_on_sale(service, place, t, favourite=favourite)
    return catalogue.service_card(
        service,
        t,
        place=place,
        currency=await find_currency(context.tx),
        favourite=favourite,
        operator=is_operator,
        link=service_link(context.bot_name, service_id),
        offer=await _offer_for_link(service, user, context),
    )


async def _offer_for_link(service: Service, user: User, context: BotContext) -> Row:
    """Offer to order a service for the link that this user has in hand, unless it is plainly of another platform."""
    hand = await context.services.start_from_link.find_last(context.tx, user.id)
    if hand is None or hand.link is None or is_of_other_platform(hand.link, aim_of(service)):
        return ()
    t = texts_of(user)
    return [order_for_link(hand.link, data("lkn", hand.token, service.id), t)]
