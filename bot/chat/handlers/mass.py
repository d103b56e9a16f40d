"""Orders written as lines: one after /order, or many in a message or a file."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.browse import order_begun
from bot.chat.handlers.compose import refusals_shown
from bot.chat.handlers.show_draft import show_draft
from bot.chat.markup import MAX_TEXT_UNITS, Row, lines, utf16_units
from bot.chat.paging import Page
from bot.chat.texts import Html
from bot.chat.views import batch as views
from bot.chat.views import batch_lines as line_views
from bot.chat.views.problems import problem, stopped
from bot.domain.batch import Batch, BatchState, Checked
from bot.domain.errors import AnswerRejected, DraftGone, OrderRefused, PriceChanged
from bot.domain.order_lines import OrderLine, holds_order_lines, looks_like_order_lines, read_one_line
from bot.services.awaited import Awaited, await_nothing, await_text
from bot.services.mass_order import Shown
from bot.services.place_order import find_currency

# An app parts what is longer than a message at the end of a line, so that a part is a little shorter than one.
_FULL_MESSAGE = MAX_TEXT_UNITS - 200


async def order_sent(update: Update, context: BotContext) -> None:
    """Begins an order; with words behind the command, takes them as a service, a link and a quantity."""
    message = update.effective_message
    words = ((message.text if message else "") or "").split(maxsplit=1)[1:]
    text = "".join(words).strip()
    line = read_one_line(text) if "\n" not in text else None
    if "\n" in text:
        await propose(text, context)
    elif line is not None:
        await order_line_sent(line, context)
    else:
        await order_begun(update, context)


async def order_line_sent(line: OrderLine, context: BotContext) -> None:
    """Takes one line as far as it goes: to the summary, or to the first question that it leaves open."""
    former = await context.tx.drafts.find_open(context.user.id)
    try:
        draft, refusals = await context.services.compose_draft.start_from_line(
            context.tx, context.user.id, context.chat_id, line
        )
    except OrderRefused as refused:
        context.show(stopped(refused, context.t))
        return
    if former is not None and former.card_message_id is not None:
        context.take_buttons_off(former.card_message_id)
    await show_draft(draft, context, note=lines(*(problem(one, context.t) for one in refusals)))


async def mass_order_wanted(_: Update, context: BotContext) -> None:
    """Says how a mass order is written, and takes the next text as one."""
    await await_text(context.tx, context.user.id, Awaited.LINES, context.services.clock.now())
    context.show(views.ask_lines(context.t))


async def waiting_left(_: Update, context: BotContext) -> None:
    """Waits for no lines, preset or link any more."""
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    context.show(views.left(context.t))


def is_meant_as_lines(text: str) -> bool:
    """Tell whether a text that nobody asked for is meant as a mass order."""
    return looks_like_order_lines(text)


async def offer_for_lines(text: str, context: BotContext) -> Row:
    """Keep order lines that were no answer as a mass order, and offer it; nothing for any other text."""
    if not holds_order_lines(text):
        return ()
    try:
        batch, _ = await context.services.mass_order.propose(context.tx, context.user.id, context.chat_id, text)
    except AnswerRejected:  # too many: nothing to offer
        return ()
    return [views.offer_button(batch, context.t)]


async def propose(text: str, context: BotContext) -> None:
    """Check a mass order line by line and show it."""
    mass_order = context.services.mass_order
    try:
        batch, checked = await mass_order.propose(context.tx, context.user.id, context.chat_id, text)
    except AnswerRejected as refusal:
        context.show(views.unreadable(refusal, context.t))
        return
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    may_go_on = context.turn.attached is None and utf16_units(text) >= _FULL_MESSAGE
    await _show(batch, checked, context, views.only_a_part(context.t) if may_go_on else None)


async def _show(batch: Batch, checked: Checked, context: BotContext, note: Html | None = None) -> None:
    """Show a proposal, or what became of it; beside the message of an order that is being put together."""
    view = views.over(batch, context.t)
    if batch.state is BatchState.OPEN:
        currency = await find_currency(context.tx)
        view = views.proposal(batch, checked, context.t, currency=currency, note=note)
    draft = await context.tx.drafts.find_open(context.user.id)
    if draft is not None and context.pressed_message_id == draft.card_message_id:
        context.send(view)
    else:
        context.show(view)


@refusals_shown
async def proposal_wanted(_: Update, context: BotContext) -> None:
    """Shows a mass order as a whole."""
    await _show(*await context.services.mass_order.check(context.tx, context.user.id, context.pressed.text(0)), context)


@refusals_shown
async def links_as_sent_wanted(_: Update, context: BotContext) -> None:
    """Takes the tidying of a mass order's links back."""
    mass_order = context.services.mass_order
    await _show(*await mass_order.use_as_sent(context.tx, context.user.id, context.pressed.text(0)), context)


async def mass_order_confirmed(_: Update, context: BotContext) -> None:
    """Queues every line that can be ordered, once."""
    token = context.pressed.text(0)
    shown = Shown(context.pressed.number(1), context.pressed.text(2))
    mass_order = context.services.mass_order
    try:
        batch, checked, is_new = await mass_order.confirm(
            context.tx, context.user.id, token, shown, lambda found: _reasons(found, context)
        )
    except (PriceChanged, AnswerRejected) as changed:
        await _show_again(token, problem(changed, context.t), context)
        return
    except DraftGone as gone:
        context.show(stopped(gone, context.t))
        return
    if not is_new and batch.state is BatchState.LEFT:
        context.show(views.over(batch, context.t))
        return
    context.wake("submit")
    context.toast(
        context.t.plain("Confirmed.") if is_new else context.t.plain("You have confirmed this order already.")
    )
    context.show(views.confirmed(batch, checked, context.t) if is_new else views.over(batch, context.t))


def _reasons(checked: Checked, context: BotContext) -> dict[str, str]:
    """Put into words why lines are not ordered, as they were when the others were."""
    return {str(one.line.number): line_views.reason(one.refusal, context.t) for one in checked.bad}


async def _show_again(token: str, note: Html, context: BotContext) -> None:
    batch, checked = await context.services.mass_order.check(context.tx, context.user.id, token)
    await _show(batch, checked, context, note)


async def mass_order_left(_: Update, context: BotContext) -> None:
    """Leaves a mass order."""
    if await context.services.mass_order.leave(context.tx, context.user.id, context.pressed.text(0)):
        context.show(views.left(context.t))
        return
    batch = await context.tx.batches.find(context.pressed.text(0), context.user.id)
    context.show(views.left(context.t) if batch is None else views.over(batch, context.t))


@refusals_shown
async def lines_wanted(_: Update, context: BotContext) -> None:
    """Shows each line of a mass order: what it would order, or what became of it."""
    token, wanted = context.pressed.text(0), context.pressed.number(1)
    batch, checked = await context.services.mass_order.check(context.tx, context.user.id, token)
    if batch.state is BatchState.OPEN:
        page = Page.of(wanted, len(checked.bad) + len(checked.good), line_views.LINES_PAGE)
        currency = await find_currency(context.tx)
        context.show(line_views.each_line_before(batch, checked, page, context.t, currency=currency))
        return
    if batch.state is BatchState.LEFT:
        context.show(views.over(batch, context.t))
        return
    orders = await context.tx.orders.list_batch(batch.id, context.user.id)
    page = Page.of(wanted, len(batch.rejected or {}) + len(orders), line_views.LINES_PAGE)
    context.show(line_views.each_line(batch, orders, page, context.t))
