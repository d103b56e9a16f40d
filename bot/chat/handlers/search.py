"""Searching the catalogue."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.paging import PAGE, Page
from bot.chat.texts import Html
from bot.chat.views import general
from bot.chat.views import search as views
from bot.services.awaited import Awaited, await_text
from bot.services.link_in_hand import LinkInHand
from bot.services.place_order import find_currency
from bot.services.remember_searches import find_search, keep_search, searched_words
from bot.services.search_services import PLAIN


async def search_sent(update: Update, context: BotContext) -> None:
    """Searches for the words after the command; without any it asks for them."""
    message = update.effective_message
    words = ((message.text if message else "") or "").split(maxsplit=1)[1:]
    if words:
        await search_for("".join(words), context)
    else:
        await search_wanted(update, context)


async def search_wanted(_: Update, context: BotContext) -> None:
    """Says how to search, and takes the next text as words to look for, whatever order is being put together."""
    await await_text(context.tx, context.user.id, Awaited.WORDS, context.services.clock.now())
    context.show(general.ask_search(context.t))


async def search_for(
    text: str, context: BotContext, *, hand: LinkInHand | None = None, note: Html | None = None
) -> None:
    """Show what a search finds, best first; `hand` is the link that it is for."""
    query = searched_words(text)
    if not query:
        context.show(general.ask_search(context.t))
        return
    key = await keep_search(context.tx, context.user.id, query, context.services.clock.now())
    await _show_found(query, views.Asked(key, PLAIN, hand), 0, context, note)


async def search_for_link(text: str, context: BotContext) -> None:
    """Show what a search finds for the link that was taken in hand last; without it, should that be too long ago."""
    hand = await context.services.start_from_link.find_last(context.tx, context.user.id)
    await search_for(text, context, hand=hand, note=None if hand else views.link_forgotten(context.t))


async def results_turned(_: Update, context: BotContext) -> None:
    """Shows another page of what a search found, in another order, or narrowed."""
    pressed = context.pressed
    key, wish = pressed.text(0), views.read_flags(pressed.text(1))
    query = await find_search(context.tx, context.user.id, key)
    if query is None:
        context.show(views.expired(context.t))
        return
    token = pressed.text(3)
    hand = await context.services.start_from_link.find(context.tx, context.user.id, token) if token else None
    note = views.link_forgotten(context.t) if token and hand is None else None
    await _show_found(query, views.Asked(key, wish, hand), pressed.number(2), context, note)


async def _show_found(query: str, asked: views.Asked, wanted: int, context: BotContext, note: Html | None) -> None:
    hidden = context.services.admit.is_operator(context.user.id)
    offset = max(wanted, 0) * PAGE
    result = await context.services.search(context.tx, query, asked.wish, offset=offset, limit=PAGE, hidden=hidden)
    page = Page.of(wanted, result.total)
    if page.offset() != offset:
        result = await context.services.search(
            context.tx, query, asked.wish, offset=page.offset(), limit=PAGE, hidden=hidden
        )
    currency = await find_currency(context.tx)
    context.show(views.found(query, result, page, asked, context.t, currency=currency, note=note))
