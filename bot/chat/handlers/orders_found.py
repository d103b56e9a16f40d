"""Lists of a user's orders: all of them, by how they stand, by service, by link, and what a search finds."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.words import text_after_command
from bot.chat.paging import PAGE, Page
from bot.chat.views import order_filters as filter_views
from bot.chat.views import orders as list_views
from bot.ports import OrderFilter
from bot.services.find_orders import ALL_ORDERS, Listing

LIST_PAGE = 6


async def orders_sent(update: Update, context: BotContext) -> None:
    """Lists the user's orders; with words behind the command, those that fit them."""
    words = text_after_command(update)
    listing = await context.services.find_orders.search(context.tx, context.user.id, words) if words else ALL_ORDERS
    await show_list(OrderFilter.ALL, 0, listing, context)


async def orders_wanted(_: Update, context: BotContext) -> None:
    """Shows a page of a list; an order's own card stays as it is, and the list comes below it."""
    pressed = context.pressed
    listing = await read_listing(pressed.text(2), context)
    if listing is not None:
        await show_list(read_filter(pressed.text(0)), pressed.number(1), listing, context)


def read_filter(word: str) -> OrderFilter:
    """Read a filter from a button; anything unknown is all of them."""
    return OrderFilter(word) if word in set(OrderFilter) else OrderFilter.ALL


async def read_listing(word: str, context: BotContext) -> Listing | None:
    """Read a listing from a button; None, and that is said, when it is gone."""
    listing = await context.services.find_orders.read(context.tx, context.user.id, word)
    if listing is None:
        context.toast(context.t.plain("This list is gone. Please send /orders again."))
    return listing


async def show_list(which: OrderFilter, wanted: int, listing: Listing, context: BotContext) -> None:
    """Show a page of a list: below an order's own card, else in the pressed message."""
    orders = context.tx.orders
    await _forget_view(context)
    page = Page.of(wanted, await orders.count(context.user.id, which, listing.scope), LIST_PAGE)
    found = await orders.page(context.user.id, which, page.offset(LIST_PAGE), LIST_PAGE, listing.scope)
    view = list_views.orders(found, which, page, context.t, listing=listing)
    if context.pressed.text(0) == "new":
        context.send(view)
    else:
        context.show(view)


async def _forget_view(context: BotContext) -> None:
    """A message that turns into a list shows its order no more: later edits must not overwrite the list."""
    if context.pressed_message_id is not None:
        await context.tx.orders.forget_view(context.user.id, context.pressed_message_id)


async def filters_wanted(_: Update, context: BotContext) -> None:
    """Says how the list can be narrowed down."""
    context.show(filter_views.ways_to_filter(context.t))


async def services_to_filter_wanted(_: Update, context: BotContext) -> None:
    """Lists the services one has ordered, to choose one."""
    found = await context.services.find_orders.services(context.tx, context.user.id)
    page = Page.of(context.pressed.number(0), len(found))
    context.show(filter_views.by_service(found[page.offset() :][:PAGE], page, context.t))


async def links_to_filter_wanted(_: Update, context: BotContext) -> None:
    """Lists the links one has ordered for, to choose one."""
    found = await context.services.find_orders.links(context.tx, context.user.id)
    page = Page.of(context.pressed.number(0), len(found))
    context.show(filter_views.by_link(found[page.offset() :][:PAGE], page, context.t))
