"""Start, help, and what fits nowhere else."""

from telegram import Update

from bot.chat.commands import commands_for
from bot.chat.context import BotContext
from bot.chat.deep_links import find_wished
from bot.chat.handlers.browse import show_service
from bot.chat.handlers.operator import show_waiting
from bot.chat.handlers.said import take_text
from bot.chat.handlers.show_draft import show_draft
from bot.chat.markup import View, paragraphs
from bot.chat.views import draft as draft_views
from bot.chat.views import general
from bot.chat.views.places import ORDERING
from bot.chat.views.problems import problem
from bot.domain.errors import DraftChanged
from bot.services.awaited import await_nothing


async def start_sent(update: Update, context: BotContext) -> None:
    """Greets the user, or shows the service that the link they came by names.

    An operator who may be writing for the first time is asked about the strangers who wait.
    """
    wished = await find_wished(context.tx, update.message.text if update.message else None)
    if wished is not None:
        await show_service(wished, ORDERING, context)
        return
    draft = await context.tx.drafts.find_open(context.user.id)
    context.show(general.start(draft, context.t))
    if update.message is not None and context.services.admit.is_operator(context.user.id):
        await show_waiting(context)


async def help_wanted(_: Update, context: BotContext) -> None:
    """Lists what the bot can do."""
    is_operator = context.services.admit.is_operator(context.user.id)
    context.show(general.help_text(commands_for(context.t, operator=is_operator), context.t))


async def text_received(update: Update, context: BotContext) -> None:
    """Takes a text for what it is."""
    message = update.effective_message
    await take_text((message.text if message else None) or "", context)


async def other_message_received(_: Update, context: BotContext) -> None:
    """Answers stickers, photos and the like, and asks the open question again."""
    draft = await context.tx.drafts.find_open(context.user.id)
    note = general.not_text(context.t)
    if draft is not None:
        await show_draft(draft, context, note=note)
        return
    start = general.start(None, context.t)
    context.show(View(paragraphs(note, start.text), start.rows))


async def message_edited(_: Update, context: BotContext) -> None:
    """Says that an edited message is not read again; what was answered stays answered."""
    context.send(general.edited(context.t))


async def unknown_command_sent(_: Update, context: BotContext) -> None:
    """Names the way to the commands there are."""
    context.show(general.unknown_command(context.t))


async def unknown_button_pressed(_: Update, context: BotContext) -> None:
    """Answers a button that this version does not know."""
    context.toast(context.t.plain("This button no longer works."))
    draft = await context.tx.drafts.find_open(context.user.id)
    if draft is not None:
        await show_draft(draft, context, note=problem(DraftChanged(), context.t), as_new=True)
    else:
        context.send(general.start(None, context.t))


async def closed(_: Update, context: BotContext) -> None:
    """Ends looking through the catalogue, and for a service for a link."""
    await context.services.start_from_link.let_go(context.tx, context.user.id)
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    context.show(draft_views.left(context.t))
