"""Shows where a draft stands, and keeps its one live message."""

from datetime import timedelta

from bot.chat.context import BotContext
from bot.chat.markup import Row
from bot.chat.texts import Html
from bot.chat.views import draft as views
from bot.chat.views.problems import stopped
from bot.domain.draft import SUMMARY, Draft, aligned, quote
from bot.domain.errors import OrderRefused
from bot.services.awaited import await_nothing
from bot.services.find_twin import find_twin
from bot.services.place_order import find_currency
from bot.services.watch_panel import find_wait


async def show_draft(
    draft: Draft, context: BotContext, *, note: Html | None = None, as_new: bool = False, offer: Row = ()
) -> None:
    """Show the draft's current step in its message, or in a new one that takes the place of the old.

    What it asks is what the next text is for, whatever was asked for before. `offer` is a row that leads elsewhere.
    """
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    twin = await find_twin(context.tx, draft)
    try:
        currency, waits = await find_currency(context.tx), await find_wait(context.tx) is not None
        usual = await _usual_time(draft, context)
        beside = views.Beside(currency=currency, note=note, waits=waits, twin=twin, offer=offer, usual=usual)
        view = views.step(draft, context.t, beside)
    except OrderRefused as refusal:  # the panel has taken the service away meanwhile
        await context.services.compose_draft.leave(context.tx, context.user.id)
        context.show(stopped(refusal, context.t))
        return
    pressed = None if as_new else context.pressed_message_id
    if draft.card_message_id not in (None, pressed):
        context.take_buttons_off(draft.card_message_id)
    if pressed is None:
        context.send(view, draft_id=draft.id)
        return
    context.show(view, draft_id=draft.id)
    if draft.card_message_id != pressed:
        await context.tx.drafts.set_card(draft.id, draft.user_id, pressed)


async def _usual_time(draft: Draft, context: BotContext) -> timedelta | None:
    """Look up how long an order like the draft's usually takes; what is delivered in runs has a time of its own."""
    draft = aligned(draft)
    if draft.step != SUMMARY or "runs" in draft.answers:
        return None
    total = quote(draft).total
    return None if total is None else await context.services.usual_times(context.tx, draft.service.id, total)
