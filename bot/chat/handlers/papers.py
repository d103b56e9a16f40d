"""A user asks for a file of their orders, or for a picture of their totals."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.orders_found import read_filter, read_listing
from bot.domain.totals import By


async def export_wanted(_: Update, context: BotContext) -> None:
    """Has the orders of the list sent as a file."""
    listing = await read_listing(context.pressed.text(1), context)
    if listing is None:
        return
    which = read_filter(context.pressed.text(0))
    is_new = await context.services.ask_paper.export(context.tx, context.user.id, context.chat_id, which, listing.scope)
    context.wake("papers")
    context.toast(
        context.t.plain("I am preparing your file. It comes below.")
        if is_new
        else context.t.plain("Your file is being prepared already.")
    )


async def totals_wanted(_: Update, context: BotContext) -> None:
    """Has a picture of what was spent sent."""
    word = context.pressed.text(0)
    by = By(word) if word in set(By) else By.WEEK
    is_new = await context.services.ask_paper.totals(context.tx, context.user.id, context.chat_id, by)
    context.wake("papers")
    context.toast(
        context.t.plain("I am drawing your totals. They come below.")
        if is_new
        else context.t.plain("Your totals are being drawn already.")
    )
