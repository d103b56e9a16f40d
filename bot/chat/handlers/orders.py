"""A user's orders: the card, and what can be asked for them; the lists stand in `orders_found`."""

from collections.abc import Sequence

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.orders_found import show_list
from bot.chat.handlers.words import words_after_command
from bot.chat.views import draft as draft_views
from bot.chat.views import order as order_views
from bot.chat.views import orders as list_views
from bot.chat.views import requests as request_views
from bot.chat.views.asked_ids import MAX_IDS
from bot.domain.catalogue import PanelOrderId
from bot.domain.draft import Draft
from bot.domain.order import Order
from bot.domain.request import RequestKind
from bot.ports import OrderFilter
from bot.services.awaited import await_nothing, find_awaited
from bot.services.find_orders import ALL_ORDERS
from bot.services.latest_requests import latest_requests


async def _follow_here(order: Order, context: BotContext) -> None:
    """Keep the pressed message up to date besides the order's own card."""
    pressed = context.pressed_message_id
    if pressed is not None and pressed != order.new.card_message_id:
        await context.tx.orders.set_view(order.id, context.user.id, pressed)


async def order_chosen(_: Update, context: BotContext) -> None:
    """Shows an order's card, which is kept up to date from then on."""
    order = await _pressed_order(0, context)
    if order is None:
        return
    await _follow_here(order, context)
    asked = await latest_requests(context.tx, order, context.services.clock.now())
    context.show(order_views.card(order, context.t, asked=asked, back=True), order_id=order.id)


async def refresh_pressed(_: Update, context: BotContext) -> None:
    """Has the panel asked at once; the card changes when it answers."""
    order = await _pressed_order(0, context)
    if order is None:
        return
    await _follow_here(order, context)
    asked = await context.tx.orders.ask_now(order.id, context.user.id, context.services.clock.now())
    context.wake("poll")
    # Not placed: it waits, was refused, or nobody knows; this is true of each.
    nothing = context.t.plain("This order has no number at the panel yet, so there is nothing to ask.")
    context.toast(context.t.plain("Asking the panel …") if asked else nothing)


async def status_sent(update: Update, context: BotContext) -> None:
    """Shows the orders whose ids were sent; with none, the open ones."""
    ids = _ids(update)
    if not ids:
        await _show_open(context)
        return
    found, missing = await _find(ids[:MAX_IDS], context)
    parents = await context.tx.orders.find_parents(missing, context.user.id) if missing else {}
    known = list({order.id: order for order in (*found, *parents.values())}.values())
    lost = [item for item in missing if item not in parents]
    asked = await latest_requests(context.tx, known[0], context.services.clock.now()) if len(known) == 1 else None
    context.show(list_views.statuses(known, lost, context.t, parents=parents, asked=asked, left_out=ids[MAX_IDS:]))


async def _show_open(context: BotContext) -> None:
    await show_list(OrderFilter.OPEN, 0, ALL_ORDERS, context)


async def refill_sent(update: Update, context: BotContext) -> None:
    """Asks whether to refill the orders whose ids were sent."""
    await _ask_by_ids(RequestKind.REFILL, update, context)


async def cancel_sent(update: Update, context: BotContext) -> None:
    """Asks whether to cancel the orders whose ids were sent; alone, leaves what was asked for last."""
    if _ids(update):
        await _ask_by_ids(RequestKind.CANCEL, update, context)
        return
    draft = await context.tx.drafts.find_open(context.user.id)
    now = context.services.clock.now()
    awaited = await find_awaited(context.tx, context.user.id, now, draft.updated_at if draft else None)
    await await_nothing(context.tx, context.user.id, now)
    if awaited is not None:
        context.show(draft_views.left(context.t, draft))
    elif draft is not None:
        await _leave(draft, context)
    else:
        context.show(request_views.usage(RequestKind.CANCEL, context.t))


async def _leave(draft: Draft, context: BotContext) -> None:
    await context.services.compose_draft.leave(context.tx, context.user.id)
    if draft.card_message_id is not None:
        context.take_buttons_off(draft.card_message_id)
    context.show(draft_views.left(context.t))


async def _ask_by_ids(kind: RequestKind, update: Update, context: BotContext) -> None:
    ids = _ids(update)
    if not ids:
        context.show(request_views.usage(kind, context.t))
        return
    found, missing = await _find(ids[:MAX_IDS], context)
    asked = await context.services.ask_request.ask(context.tx, context.user.id, kind, found)
    context.show(request_views.question(asked, missing, context.t, left_out=ids[MAX_IDS:]))


async def request_wanted(_: Update, context: BotContext) -> None:
    """Asks whether to refill or cancel the order on the card."""
    order = await _pressed_order(1, context)
    word = context.pressed.text(0)
    if order is None or word not in set(RequestKind):
        return
    asked = await context.services.ask_request.ask(context.tx, context.user.id, RequestKind(word), [order])
    context.send(request_views.question(asked, [], context.t))


async def question_answered_yes(_: Update, context: BotContext) -> None:
    """Queues what was asked about."""
    await _answer(context, yes=True)


async def question_answered_no(_: Update, context: BotContext) -> None:
    """Leaves the panel alone."""
    await _answer(context, yes=False)


async def _answer(context: BotContext, *, yes: bool) -> None:
    token = context.pressed.text(0)
    answer = await context.services.ask_request.answer(context.tx, context.user.id, token, yes=yes)
    if answer is None:
        context.toast(context.t.plain("This question has been answered."))
        return
    context.wake("requests")
    if yes:
        context.show(request_views.asked_for(answer, context.t))
    else:
        context.show(request_views.not_asked(answer.orders, context.t))


async def _pressed_order(position: int, context: BotContext) -> Order | None:
    order = await context.tx.orders.find(context.pressed.number(position), context.user.id)
    if order is None:
        context.toast(context.t.plain("You have no such order."))
    return order


def _ids(update: Update) -> list[str]:
    """Read the ids after a command, with or without #, parted by blanks or commas, each once."""
    words = words_after_command(update)
    return list(dict.fromkeys(word.lstrip("#") for word in words if word.lstrip("#")))


async def _find(ids: Sequence[str], context: BotContext) -> tuple[list[Order], list[PanelOrderId]]:
    wanted = [PanelOrderId(item) for item in ids]
    found = {
        order.panel_order_id: order for order in await context.tx.orders.find_by_panel_ids(wanted, context.user.id)
    }
    return [found[item] for item in wanted if item in found], [item for item in wanted if item not in found]
