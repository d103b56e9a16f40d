"""A user's settings."""

from dataclasses import replace
from typing import Any

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.paging import Page
from bot.chat.texts import languages
from bot.chat.views import settings as views
from bot.domain.people import NoticeWish
from bot.services.send_digests import tell_kept


async def settings_wanted(_: Update, context: BotContext) -> None:
    """Shows the user's settings."""
    context.show(views.settings(context.user, context.t))


async def language_chosen(_: Update, context: BotContext) -> None:
    """Speaks another language from now on."""
    if (language := context.pressed.text(0)) in languages():
        await context.tx.users.set_language(context.user.id, language)
    await _show_changed(context)


async def notices_chosen(_: Update, context: BotContext) -> None:
    """Sends all notices, or the final ones only, from now on, each when it happens."""
    if (wish := context.pressed.text(0)) in set(NoticeWish):
        await context.tx.users.set_notices(context.user.id, NoticeWish(wish))
        await _change_digest(context, None)
    await _show_changed(context)


async def digest_wanted(_: Update, context: BotContext) -> None:
    """Asks for the hour of the day's notices, or takes it."""
    hour = context.pressed.number(0)
    if hour not in views.HOURS:
        context.show(views.ask_digest(context.user, context.t))
        return
    await context.tx.users.set_notices(context.user.id, NoticeWish.ALL)
    await _change_digest(context, hour)
    await _show_changed(context)


async def _change_digest(context: BotContext, hour: int | None) -> None:
    """Store the hour of the day's notices; what was kept for another one is told at once, before anything newer."""
    if hour == context.user.digest_hour:
        return
    await _wish(context, digest_hour=hour)
    await tell_kept(context.tx, context.user.id, context.services.clock.now())
    context.wake("deliver")


async def quiet_hours_wanted(_: Update, context: BotContext) -> None:
    """Asks for the quiet hours, first for the usual ones, then for each end of others; or takes them."""
    word, start, end = context.pressed.text(0), context.pressed.number(0), context.pressed.number(1)
    if word == views.QUIET_NONE:
        await _wish(context, quiet_from=None, quiet_to=None)
    elif start in views.HOURS and end in views.HOURS and start != end:
        await _wish(context, quiet_from=start, quiet_to=end)
    else:
        _ask_quiet(word, start, end, context)
        return
    await _show_changed(context)


def _ask_quiet(word: str, start: int, end: int, context: BotContext) -> None:
    if start in views.HOURS:
        if start == end:
            context.toast(context.t.plain("Please choose another hour than the one at which they begin."))
        context.show(views.ask_quiet_end(context.user, start, context.t))
    elif word == views.QUIET_OTHER:
        context.show(views.ask_quiet_start(context.user, context.t))
    else:
        context.show(views.ask_quiet(context.user, context.t))


async def zone_wanted(_: Update, context: BotContext) -> None:
    """Asks for the time zone, or takes it."""
    at = context.pressed.number(1)
    if not 0 <= at < len(views.ZONES):
        page = Page.of(context.pressed.number(0), len(views.ZONES), views.ZONES_PAGE)
        context.show(views.ask_zone(context.user, page, context.t))
        return
    await _wish(context, zone=views.ZONES[at])
    await _show_changed(context)


async def _wish(context: BotContext, **wishes: Any) -> None:
    await context.tx.users.set_wishes(replace(context.user, **wishes))


async def _show_changed(context: BotContext) -> None:
    context.turn.user = await context.tx.users.find(context.user.id)
    context.toast(context.t.plain("Saved."))
    context.show(views.settings(context.user, context.t))
