"""Looking through the catalogue."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.paging import PAGE, Page
from bot.chat.views import catalogue, general
from bot.chat.views.problems import stopped
from bot.chat.views.ways import Aim, read_aim
from bot.domain.errors import ServiceGone
from bot.services.place_order import find_currency


async def order_begun(_: Update, context: BotContext) -> None:
    """Shows the categories; the service chosen there is ordered."""
    await _show_categories(0, Aim.ORDER, context)


async def services_wanted(_: Update, context: BotContext) -> None:
    """Shows the categories; the service chosen there shows its card."""
    await _show_categories(0, Aim.LOOK, context)


async def categories_turned(_: Update, context: BotContext) -> None:
    """Shows another page of the categories."""
    await _show_categories(context.pressed.number(0), read_aim(context.pressed.text(1)), context)


async def _show_categories(page: int, aim: Aim, context: BotContext) -> None:
    found = await context.tx.catalogue.list_categories()
    draft = await context.tx.drafts.find_open(context.user.id)
    context.show(catalogue.categories(found, page, aim, draft, context.t))


async def category_chosen(_: Update, context: BotContext) -> None:
    """Shows a page of a category's services."""
    pressed = context.pressed
    await show_category(pressed.number(0), pressed.number(1), pressed.number(2), read_aim(pressed.text(3)), context)


async def show_category(category_id: int, wanted: int, from_page: int, aim: Aim, context: BotContext) -> None:
    """Show a page of a category's services; the categories when it has none."""
    category = await context.tx.catalogue.find_category(category_id)
    if category is None or not category.services:
        context.toast(context.t.plain("This category is empty now."))
        await _show_categories(from_page, aim, context)
        return
    page = Page.of(wanted, category.services)
    found = await context.tx.catalogue.list_services(category.id, page.offset(), PAGE)
    currency = await find_currency(context.tx)
    view = catalogue.services(category, found, page, context.t, from_page=max(from_page, 0), aim=aim, currency=currency)
    context.show(view)


async def service_chosen(_: Update, context: BotContext) -> None:
    """Shows a service's card."""
    pressed = context.pressed
    service = await context.tx.catalogue.find(pressed.number(0))
    if service is None:
        context.show(stopped(ServiceGone(), context.t))
        return
    view = catalogue.service_card(
        service,
        context.t,
        page=pressed.number(1),
        from_page=pressed.number(2),
        aim=read_aim(pressed.text(3)),
        currency=await find_currency(context.tx),
    )
    context.show(view)


async def search_sent(update: Update, context: BotContext) -> None:
    """Searches for the words after the command."""
    message = update.effective_message
    words = ((message.text if message else "") or "").split(maxsplit=1)[1:]
    await search_for("".join(words), context)


async def search_wanted(_: Update, context: BotContext) -> None:
    """Says how to search."""
    context.show(general.ask_search(context.t))


async def search_for(query: str, context: BotContext) -> None:
    """Show what a search finds, best first."""
    if not query.strip():
        context.show(general.ask_search(context.t))
        return
    found = await context.services.search(context.tx, query)
    currency = await find_currency(context.tx)
    context.show(general.found(query, found[:PAGE], len(found), context.t, currency=currency))
