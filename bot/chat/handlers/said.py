"""What a text is for: something that was asked for, an answer to the open draft, order lines, or a search."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.links import link_pasted, offer_for_link
from bot.chat.handlers.mass import is_meant_as_lines, offer_for_lines, propose
from bot.chat.handlers.presets import preset_link_sent, preset_sent
from bot.chat.handlers.search import search_for, search_for_link
from bot.chat.handlers.show_draft import show_draft
from bot.chat.views.problems import problem
from bot.domain.draft import Draft
from bot.domain.errors import OrderRefused
from bot.services.awaited import Awaited, Wanted, await_nothing, find_awaited

# Buttons that begin an order, go on with one or end it, the menu, which asks for a link, and Search, for words.
_BEGINS_ELSE = frozenset({"new", "lkn", "oa", "drs", "ok", "drx", "menu", "search"})


async def update_arrived(update: Update, context: BotContext) -> None:
    """Leaves what somebody was asked to send when they begin something else; `/cancel` asks for it by itself."""
    text = (update.message.text if update.message else None) or ""
    is_command = text.startswith("/") and text.split()[0].partition("@")[0].casefold() != "/cancel"
    if is_command or (update.callback_query is not None and context.pressed.action in _BEGINS_ELSE):
        await await_nothing(context.tx, context.user.id, context.services.clock.now())


async def take_text(text: str, context: BotContext) -> None:
    """Take a text for what it is: what was asked for last goes first."""
    draft = await context.tx.drafts.find_open(context.user.id)
    now, touched_at = context.services.clock.now(), draft.updated_at if draft else None
    wanted = await find_awaited(context.tx, context.user.id, now, touched_at)
    if wanted is not None:
        await _take_awaited(wanted, text, context)
    elif draft is not None:
        await _answer(draft, text, context)
    else:
        await _begin(text, context, search_for)


async def _begin(text: str, context: BotContext, look_for: Callable[[str, BotContext], Awaitable[None]]) -> None:
    """Take a text that answers nothing: order lines, a link, or words to look for."""
    if is_meant_as_lines(text):
        await propose(text, context)
    elif not await link_pasted(text, context):
        await look_for(text, context)


async def _take_awaited(wanted: Wanted, text: str, context: BotContext) -> None:
    match wanted.what:
        case Awaited.LINES:
            await propose(text, context)
        case Awaited.PRESET:
            await preset_sent(text, context)
        case Awaited.PRESET_LINK:
            await preset_link_sent(wanted.row_id, text, context)
        case Awaited.WORDS:
            await await_nothing(context.tx, context.user.id, context.services.clock.now())
            await _begin(text, context, search_for)
        case Awaited.WORDS_FOR_LINK:
            await await_nothing(context.tx, context.user.id, context.services.clock.now())
            await _begin(text, context, search_for_link)


async def _answer(draft: Draft, text: str, context: BotContext) -> None:
    try:
        answered = await context.services.compose_draft.answer(context.tx, context.user.id, text)
    except OrderRefused as refusal:
        offer = await offer_for_link(text, context) or await offer_for_lines(text, context)
        await show_draft(draft, context, note=problem(refusal, context.t), offer=offer)
    else:
        await show_draft(answered, context)
