"""Putting an order together, from the service to the Confirm."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.browse import show_category
from bot.chat.handlers.show_draft import show_draft
from bot.chat.views import again
from bot.chat.views import draft as views
from bot.chat.views import order as order_views
from bot.chat.views.problems import problem, stopped
from bot.chat.views.ways import Purpose
from bot.domain.draft import Draft
from bot.domain.errors import (
    DraftChanged,
    DraftGone,
    OrderRefused,
    ServiceGone,
    ServiceHidden,
    ServiceUnsupported,
)
from bot.services.latest_requests import latest_requests
from bot.services.place_order import find_currency
from bot.services.watch_panel import find_wait

Handler = Callable[[Update, BotContext], Coroutine[Any, Any, None]]


def refusals_shown(handler: Handler) -> Handler:
    """Show a refused button's reason, and where the draft stands; nothing is lost by it."""

    async def shown(update: Update, context: BotContext) -> None:
        try:
            await handler(update, context)
        except OrderRefused as refusal:
            await _show_refusal(refusal, context)

    return shown


async def _show_refusal(refusal: OrderRefused, context: BotContext) -> None:
    note = problem(refusal, context.t)
    draft = await context.tx.drafts.find_open(context.user.id)
    if draft is not None and not isinstance(refusal, DraftGone) and not _is_of_another_service(refusal, draft):
        # A stale button may stand in the live message (a double tap) or in an old one.
        is_live = draft.card_message_id == context.pressed_message_id
        is_tap = isinstance(refusal, DraftChanged) and is_live
        await show_draft(draft, context, note=None if is_tap else note, as_new=not is_live)
        return
    if isinstance(refusal, DraftGone):
        context.toast(context.t.plain("That order is no longer being put together."))
    context.send(stopped(refusal, context.t))


def _is_of_another_service(refusal: OrderRefused, draft: Draft) -> bool:
    """Tell whether a service that cannot be ordered is not the open draft's: above that it would seem to be."""
    is_of_service = isinstance(refusal, ServiceGone | ServiceHidden | ServiceUnsupported)
    return is_of_service and draft.service.is_on_sale and draft.service.kind is not None


@refusals_shown
async def order_wanted(_: Update, context: BotContext) -> None:
    """Starts a draft for the service on the card."""
    await _start(context.pressed.number(0), context)


async def _start(service_id: int, context: BotContext) -> None:
    former = await context.tx.drafts.find_open(context.user.id)
    draft = await context.services.compose_draft.start(context.tx, context.user.id, context.chat_id, service_id)
    if former is not None and former.card_message_id not in (None, context.pressed_message_id):
        context.take_buttons_off(former.card_message_id)
    await show_draft(draft, context)


@refusals_shown
async def answer_pressed(_: Update, context: BotContext) -> None:
    """Takes a quick answer."""
    token, text = context.pressed.text(0), context.pressed.text(1)
    await show_draft(await context.services.compose_draft.answer(context.tx, context.user.id, text, token), context)


@refusals_shown
async def back_pressed(_: Update, context: BotContext) -> None:
    """Goes one question back; from the first one, to the services beside the chosen one."""
    draft = await context.tx.drafts.find_open(context.user.id)
    earlier = await context.services.compose_draft.back(context.tx, context.user.id, context.pressed.text(0))
    if earlier is not None:
        await show_draft(earlier, context)
    elif draft is not None:
        await show_category(draft.service.category_id, 0, 0, Purpose.ORDER, context)


@refusals_shown
async def draft_left(_: Update, context: BotContext) -> None:
    """Leaves the draft."""
    await require_open(context.pressed.text(0), context)
    await context.services.compose_draft.leave(context.tx, context.user.id)
    context.show(views.left(context.t))


@refusals_shown
async def draft_resumed(_: Update, context: BotContext) -> None:
    """Shows the open draft again; the next text is for it, whatever else was asked for."""
    await show_draft(await require_open(None, context), context)


@refusals_shown
async def drip_feed_wanted(_: Update, context: BotContext) -> None:
    """Asks for runs and interval."""
    compose = context.services.compose_draft
    await show_draft(await compose.ask_drip_feed(context.tx, context.user.id, context.pressed.text(0)), context)


@refusals_shown
async def drip_feed_dropped(_: Update, context: BotContext) -> None:
    """Orders all at once after all."""
    compose = context.services.compose_draft
    await show_draft(await compose.drop_drip_feed(context.tx, context.user.id, context.pressed.text(0)), context)


@refusals_shown
async def option_wanted(_: Update, context: BotContext) -> None:
    """Asks for one of the type's optional fields."""
    token, name = context.pressed.text(0), context.pressed.text(1)
    await show_draft(
        await context.services.compose_draft.ask_optional(context.tx, context.user.id, token, name), context
    )


@refusals_shown
async def order_confirmed(_: Update, context: BotContext) -> None:
    """Queues the order the user has just confirmed and shows that it is under way."""
    pressed = context.pressed
    order, is_new = await context.services.place_order(
        context.tx,
        context.user.id,
        pressed.text(0),
        pressed.number(1),
        context.pressed_message_id,
        shown_type=pressed.text(2),
    )
    context.wake("submit")
    context.toast(
        context.t.plain("Confirmed.") if is_new else context.t.plain("You have confirmed this order already.")
    )
    waits = await find_wait(context.tx) is not None
    asked = await latest_requests(context.tx, order, context.services.clock.now())  # of one confirmed long ago
    context.show(order_views.card(order, context.t, asked=asked, waits=waits), order_id=order.id)


@refusals_shown
async def order_again_wanted(_: Update, context: BotContext) -> None:
    """Starts a draft with an earlier order's answers, and says what has changed since."""
    order = await context.tx.orders.find(context.pressed.number(0), context.user.id)
    if order is None:
        context.toast(context.t.plain("You have no such order."))
        return
    former = await context.tx.drafts.find_open(context.user.id)
    draft = await context.services.compose_draft.start_again(context.tx, order, context.chat_id)
    if former is not None and former.card_message_id is not None:
        context.take_buttons_off(former.card_message_id)
    currency = draft.service.row.currency or await find_currency(context.tx)
    await show_draft(draft, context, note=again.changed(order.new, draft, currency, context.t), as_new=True)


async def require_open(token: str | None, context: BotContext) -> Draft:
    """Return the user's open draft. Raises: DraftGone; DraftChanged when it does not stand where its button did."""
    draft = await context.tx.drafts.find_open(context.user.id)
    if draft is None:
        raise DraftGone
    if token is not None and draft.token != token:
        raise DraftChanged
    return draft
