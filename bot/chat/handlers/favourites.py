"""What a user has at hand: favourites, and what they ordered last."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.browse import show_service
from bot.chat.paging import PAGE, Page
from bot.chat.views import favourites as views
from bot.chat.views.places import read_place
from bot.chat.views.ways import read_purpose
from bot.services.list_recent import list_recent
from bot.services.place_order import find_currency

MOST_FAVOURITES = 200


async def favourites_wanted(_: Update, context: BotContext) -> None:
    """Shows a page of the user's favourites."""
    kept, user_id = context.tx.favourites, context.user.id
    page = Page.of(context.pressed.number(0), await kept.count(user_id))
    found = await kept.page(user_id, page.offset(), PAGE)
    purpose, currency = read_purpose(context.pressed.text(1)), await find_currency(context.tx)
    context.show(views.favourites(found, page, purpose, context.t, currency=currency))


async def recent_wanted(_: Update, context: BotContext) -> None:
    """Shows a page of the services that the user ordered last."""
    services = await list_recent(context.tx, context.user.id)
    page = Page.of(context.pressed.number(0), len(services))
    found = services[page.offset() : page.offset() + PAGE]
    purpose, currency = read_purpose(context.pressed.text(1)), await find_currency(context.tx)
    context.show(views.recent(found, page, purpose, context.t, currency=currency))


async def favourite_chosen(_: Update, context: BotContext) -> None:
    """Makes the service on the card a favourite, or lets it be none any more."""
    pressed = context.pressed
    service_id, wanted = pressed.number(0), pressed.text(1) == "y"
    if wanted:
        await _add(service_id, context)
    elif await context.tx.favourites.remove(context.user.id, service_id):
        context.toast(context.t.plain("No longer a favourite."))
    await show_service(service_id, read_place(pressed.args[2:]), context)


async def order_kept(_: Update, context: BotContext) -> None:
    """Makes the service of the order on the card a favourite."""
    order = await context.tx.orders.find(context.pressed.number(0), context.user.id)
    if order is None:
        context.toast(context.t.plain("You have no such order."))
    elif not await _add(order.new.service_id, context):
        context.toast(context.t.plain("This is a favourite of yours already."))


async def _add(service_id: int, context: BotContext) -> bool:
    if await context.tx.favourites.count(context.user.id) >= MOST_FAVOURITES:
        limit = context.t.number(MOST_FAVOURITES)
        context.toast(context.t.plain("You have {limit} favourites, which is all I can keep.", limit=limit), alert=True)
        return False
    if not await context.tx.favourites.add(context.user.id, service_id, context.services.clock.now()):
        return False
    context.toast(context.t.plain("★ Added to your favourites."))
    return True
