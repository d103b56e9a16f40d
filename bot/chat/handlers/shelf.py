"""What operators make of the catalogue."""

from datetime import timedelta

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.chat.context import BotContext
from bot.chat.markup import is_visible, one_line
from bot.chat.paging import PAGE, Page
from bot.chat.texts import Html
from bot.chat.views import shelf as views
from bot.domain.catalogue import Category, Service
from bot.services.arrange_shelf import MAX_ALIAS, ShelfItem, ShelfKind, find_item
from bot.services.place_order import find_currency
from bot.services.tell_changes import moment_of, set_wants_changes, wants_changes

_CHANGES_PAGE = 6
_SPANS = (1, 7, 30)  # days
_NO_DAYS = 10**12  # beyond this a span is the microsecond, counted from 1970, since when changes are listed


async def shelf_wanted(_: Update, context: BotContext) -> None:
    """Shows how the catalogue stands."""
    found = await context.tx.catalogue.list_categories(hidden=True)
    counts = await context.tx.changes.count(context.services.clock.now() - timedelta(days=1))
    told = await wants_changes(context.tx, context.user.id)
    context.show(views.overview(found, sum(counts.values()), context.t, told_daily=told))


async def categories_wanted(_: Update, context: BotContext) -> None:
    """Lists all categories, the hidden ones too."""
    found = await context.tx.catalogue.list_categories(hidden=True)
    context.show(views.categories(found, context.pressed.number(0), context.t))


async def category_chosen(_: Update, context: BotContext) -> None:
    """Shows a category with its services, the hidden ones too."""
    pressed = context.pressed
    item = ShelfItem(ShelfKind.CATEGORY, pressed.number(0))
    await _show(item, pressed.number(1), pressed.number(2), context)


async def service_chosen(_: Update, context: BotContext) -> None:
    """Shows a service as operators see it."""
    pressed = context.pressed
    item = ShelfItem(ShelfKind.SERVICE, pressed.number(0))
    await _show(item, pressed.number(1), pressed.number(2), context, span=pressed.number(3))


async def _show(item: ShelfItem, from_page: int, page: int, context: BotContext, *, span: int = 0) -> None:
    """Show a thing; `span` says that it was found among the changes: over so many days, or since that microsecond."""
    known = await find_item(context.tx, item)
    if isinstance(known, Category):
        await _show_category(known, from_page, page, context)
    elif isinstance(known, Service):
        currency = await find_currency(context.tx)
        span = span if span in _SPANS or span > _NO_DAYS else 0
        context.show(views.service(known, max(from_page, 0), max(page, 0), context.t, currency=currency, span=span))
    else:
        context.toast(context.t.plain("This is no longer there."))


async def _show_category(category: Category, from_page: int, wanted: int, context: BotContext) -> None:
    page = Page.of(wanted, category.listed)
    found = await context.tx.catalogue.list_services(category.id, page.offset(), PAGE, hidden=True)
    context.show(views.category(category, found, page, max(from_page, 0), context.t))


async def hiding_chosen(_: Update, context: BotContext) -> None:
    """Hides a thing from users, or shows it again."""
    if (item := _pressed_item(context)) is not None:
        await context.services.arrange_shelf.hide(context.tx, item, hidden=context.pressed.text(2) == "y")
        context.wake("search")
        await _show_again(item, 3, context)


async def pinning_chosen(_: Update, context: BotContext) -> None:
    """Pins a thing behind those that are pinned, or unpins it."""
    if (item := _pressed_item(context)) is not None:
        await context.services.arrange_shelf.pin(context.tx, item, pinned=context.pressed.text(2) == "y")
        context.wake("search")
        await _show_again(item, 3, context)


async def panels_name_chosen(_: Update, context: BotContext) -> None:
    """Gives a thing the panel's name back."""
    if (item := _pressed_item(context)) is not None:
        await context.services.arrange_shelf.rename(context.tx, item, None)
        context.wake("search")
        await _show_again(item, 2, context)


async def _show_again(item: ShelfItem, position: int, context: BotContext) -> None:
    """Show a thing that was just changed; from `position` on the button says where it was found."""
    from_page, page, span = (context.pressed.number(position + at) for at in range(3))
    await _show(item, from_page, page, context, span=span)


async def renaming_wanted(_: Update, context: BotContext) -> None:
    """Asks for a thing's new name."""
    if (item := _pressed_item(context)) is not None:
        await context.services.arrange_shelf.ask_name(context.tx, context.user.id, item)
        await _ask_name(item, context)


def _pressed_item(context: BotContext) -> ShelfItem | None:
    kind = context.pressed.text(0)
    if kind not in set(ShelfKind):
        return None
    return ShelfItem(ShelfKind(kind), context.pressed.number(1))


async def _ask_name(item: ShelfItem, context: BotContext, note: Html | None = None) -> None:
    known = await find_item(context.tx, item)
    if known is None:
        context.toast(context.t.plain("This is no longer there."))
    else:
        context.show(views.ask_name(item.kind, known, context.t, note=note))


async def update_arrived(update: Update, context: BotContext) -> None:
    """Takes an operator's text as the name they were asked for; any command or button leaves that question."""
    if not context.services.admit.is_operator(context.user.id):
        return
    if update.message is None and update.callback_query is None:
        return
    arrange = context.services.arrange_shelf
    item = await arrange.find_asked(context.tx, context.user.id)
    if item is None:
        return
    text = (update.message.text if update.message else None) or ""
    if not text or text.startswith("/"):
        await arrange.leave_name(context.tx, context.user.id)
        if text.split("@")[0].strip().casefold() == "/cancel":
            await _show(item, 0, 0, context)
            raise ApplicationHandlerStop
        return
    await _name(item, text.strip(), context)
    raise ApplicationHandlerStop


async def _name(item: ShelfItem, text: str, context: BotContext) -> None:
    name = one_line(text, 2 * MAX_ALIAS)
    if not is_visible(name) or "\n" in text or len(text) > MAX_ALIAS:
        await _ask_name(item, context, views.bad_name(context.t))
        return
    arrange = context.services.arrange_shelf
    await arrange.leave_name(context.tx, context.user.id)
    await arrange.rename(context.tx, item, name)
    context.wake("search")
    await _show(item, 0, 0, context)


async def changes_wanted(_: Update, context: BotContext) -> None:
    """Lists what changed in the catalogue, since yesterday or longer, or since the moment a daily word counted from."""
    now, span = context.services.clock.now(), context.pressed.number(0)
    days = span if span in _SPANS else 1
    told_since = moment_of(span, now) if span > _NO_DAYS else None
    since = told_since or now - timedelta(days=days)
    counts = await context.tx.changes.count(since)
    page = Page.of(context.pressed.number(1), sum(counts.values()), _CHANGES_PAGE)
    found = await context.tx.changes.page(since, page.offset(_CHANGES_PAGE), _CHANGES_PAGE)
    currency = await find_currency(context.tx)
    context.show(views.changes(found, counts, page, days, context.t, told_since=told_since, currency=currency))


async def daily_word_chosen(update: Update, context: BotContext) -> None:
    """Tells this operator of changes once a day from now on, or no longer."""
    wanted = context.pressed.text(0) == "y"
    await set_wants_changes(context.tx, context.user.id, context.services.clock.now(), wanted=wanted)
    context.toast(context.t.plain("Saved."))
    await shelf_wanted(update, context)
