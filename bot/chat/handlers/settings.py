"""A user's settings."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.texts import languages
from bot.chat.views import general
from bot.domain.people import NoticeWish


async def settings_wanted(_: Update, context: BotContext) -> None:
    """Shows the user's settings."""
    context.show(general.settings(context.user, context.t))


async def language_chosen(_: Update, context: BotContext) -> None:
    """Speaks another language from now on."""
    if (language := context.pressed.text(0)) in languages():
        await context.tx.users.set_language(context.user.id, language)
    await _show_changed(context)


async def notices_chosen(_: Update, context: BotContext) -> None:
    """Sends all notices, or the final ones only, from now on."""
    if (wish := context.pressed.text(0)) in set(NoticeWish):
        await context.tx.users.set_notices(context.user.id, NoticeWish(wish))
    await _show_changed(context)


async def _show_changed(context: BotContext) -> None:
    context.turn.user = await context.tx.users.find(context.user.id)
    context.toast(context.t.plain("Saved."))
    context.show(general.settings(context.user, context.t))
