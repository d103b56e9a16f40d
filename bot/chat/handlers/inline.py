"""Inline mode: `@bot words` in any chat shares services."""

from collections.abc import Sequence

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.views import inline
from bot.domain.catalogue import Service
from bot.services.list_recent import list_recent
from bot.services.place_order import find_currency
from bot.services.remember_searches import searched_words

PAGE = 20  # results; Telegram takes up to 50
_LAST_OFFSET = 100_000


async def words_typed(update: Update, context: BotContext) -> None:
    """Offers the services that fit what is typed; before anything is, those that the user has at hand."""
    query = update.inline_query
    assert query is not None
    offset = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    offset = min(offset, _LAST_OFFSET)
    services, total = await _find(searched_words(query.query), offset, context)
    more = offset + PAGE if total > offset + PAGE else None
    context.answer_typing(
        inline.offered(
            query.id,
            [service for service in services if service.is_on_sale],
            more,
            context.t,
            currency=await find_currency(context.tx),
            bot_name=context.bot_name,
        )
    )


async def _find(words: str, offset: int, context: BotContext) -> tuple[Sequence[Service], int]:
    if words:
        found = await context.services.search(context.tx, words, offset=offset, limit=PAGE)
        return found.services, found.total
    kept = await context.tx.favourites.page(context.user.id, 0, PAGE)
    recent = await list_recent(context.tx, context.user.id)
    at_hand = list({service.id: service for service in (*kept, *recent)}.values())
    return at_hand[offset : offset + PAGE], len(at_hand)
