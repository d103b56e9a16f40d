"""Text and CSV files: a file is taken for what it says."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.mass import propose
from bot.chat.handlers.said import take_text
from bot.chat.handlers.show_draft import show_draft
from bot.chat.markup import View, paragraphs
from bot.chat.views import batch as views
from bot.chat.views import general
from bot.services.awaited import FOR_WORDS, find_awaited


async def file_received(_: Update, context: BotContext) -> None:
    """Takes a file's text as the answer to what is asked; with nothing asked, as a mass order."""
    attached, draft = context.turn.attached, await context.tx.drafts.find_open(context.user.id)
    if attached is None or attached.problem:
        note = views.not_text_file(attached.problem if attached and attached.problem else "not_text", context.t)
        if draft is not None:
            await show_draft(draft, context, note=note)
        else:
            start = general.start(None, context.t)
            context.show(View(paragraphs(note, start.text), start.rows))
        return
    awaited = await find_awaited(context.tx, context.user.id, context.services.clock.now(), None)
    if draft is None and (awaited is None or awaited.what in FOR_WORDS):  # a list is no words to look for
        await propose(attached.text, context)
    else:
        await take_text(attached.text, context)
