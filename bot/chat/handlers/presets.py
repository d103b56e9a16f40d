"""Presets: named sets of services and quantities."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.texts import Html
from bot.chat.views import batch as batch_views
from bot.chat.views import presets as views
from bot.chat.views.problems import problem
from bot.domain.batch import Preset
from bot.domain.errors import AnswerRejected, OrderRefused
from bot.services.awaited import Awaited, await_nothing, await_text
from bot.services.place_order import find_currency


async def presets_wanted(_: Update, context: BotContext) -> None:
    """Lists the user's presets."""
    context.show(views.presets(await context.tx.presets.list_of(context.user.id), context.t))


async def preset_begun(_: Update, context: BotContext) -> None:
    """Says how a preset is written, and takes the next text as one."""
    await await_text(context.tx, context.user.id, Awaited.PRESET, context.services.clock.now())
    context.show(views.ask_preset(context.t))


async def preset_sent(text: str, context: BotContext) -> None:
    """Stores a preset."""
    try:
        done = await context.services.presets.store(context.tx, context.user.id, text)
    except AnswerRejected as refusal:
        context.show(views.ask_preset(context.t, note=problem(refusal, context.t)))
        return
    if done.preset is None:
        context.show(views.not_stored(done.bad, text, context.t))
        return
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    context.show(views.stored(done.preset, done.former, context.t))


async def preset_chosen(update: Update, context: BotContext) -> None:
    """Asks for the link that a preset is applied to."""
    preset = await context.tx.presets.find(context.pressed.number(0), context.user.id)
    if preset is None:
        await presets_wanted(update, context)
        return
    now = context.services.clock.now()
    await await_text(context.tx, context.user.id, Awaited.PRESET_LINK, now, preset.id)
    await _ask_link(preset, context)


async def _ask_link(preset: Preset, context: BotContext, note: Html | None = None) -> None:
    found = await context.services.presets.look(context.tx, preset)
    context.show(views.ask_link(preset, found, context.t, note))


async def preset_link_sent(preset_id: int, text: str, context: BotContext) -> None:
    """Proposes a mass order of the preset's services for the link."""
    preset = await context.tx.presets.find(preset_id, context.user.id)
    if preset is None:
        await await_nothing(context.tx, context.user.id, context.services.clock.now())
        context.show(views.presets(await context.tx.presets.list_of(context.user.id), context.t))
        return
    try:
        batch, checked = await context.services.presets.apply(context.tx, preset, context.chat_id, text)
    except OrderRefused as refusal:
        await _ask_link(preset, context, problem(refusal, context.t))
        return
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    context.show(batch_views.proposal(batch, checked, context.t, currency=await find_currency(context.tx)))


async def preset_deletion_wanted(update: Update, context: BotContext) -> None:
    """Asks once before a preset is forgotten."""
    preset = await context.tx.presets.find(context.pressed.number(0), context.user.id)
    if preset is None:
        await presets_wanted(update, context)
        return
    context.show(views.ask_deletion(preset, context.t))


async def preset_deleted(update: Update, context: BotContext) -> None:
    """Forgets a preset."""
    if await context.tx.presets.delete(context.pressed.number(0), context.user.id):
        context.toast(context.t.plain("Deleted."))
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    await presets_wanted(update, context)
