"""What operators do about orders that could not be confirmed."""

from collections.abc import Sequence

from telegram import Update

from bot.chat.audit import log_settled
from bot.chat.callbacks import Pressed
from bot.chat.context import BotContext
from bot.chat.paging import Page
from bot.chat.views import cases as views
from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelOrderIdTaken
from bot.domain.evidence import is_panel_id
from bot.domain.order import Order, OrderState, Verdict
from bot.services.investigate_cases import evidence_facts
from bot.services.offers import read_offer
from bot.services.weigh_evidence import weigh_evidence

LIST_PAGE = 6


async def cases_wanted(_: Update, context: BotContext) -> None:
    """Lists the orders that wait for an operator's word."""
    total = await context.tx.cases.count_open()
    page = Page.of(context.pressed.number(0), total, LIST_PAGE)
    found = await context.tx.cases.list_open(page.offset(LIST_PAGE), LIST_PAGE)
    orders = await context.tx.orders.get_many([case.order_id for case in found])
    context.show(views.waiting(list(orders.values()), total, page, context.t))


async def case_chosen(_: Update, context: BotContext) -> None:
    """Shows one of them with the evidence."""
    order = await _pressed_case(context)
    if order is not None:
        await _show(order, context)


async def case_named(words: Sequence[str], context: BotContext) -> None:
    """Shows the order whose number was sent; with the panel's number behind it, looks there."""
    order = await _find(Pressed("", tuple(word.lstrip("#") for word in words)), context)
    if order is None:
        context.show(views.no_such(context.t))
    elif len(words) > 1:
        await _ask_search(order, words[1].lstrip("#"), context)
    else:
        await _show(order, context)


async def _show(order: Order, context: BotContext) -> None:
    facts = evidence_facts(await weigh_evidence(context.tx, order))
    context.show(views.unconfirmed(facts, order, context.t))


async def search_wanted(_: Update, context: BotContext) -> None:
    """Has the panel looked through, from the id on that the button names; the answer comes as a message."""
    order = await _pressed_case(context)
    if order is not None:
        await _ask_search(order, context.pressed.text(1), context)


async def _ask_search(order: Order, first: str, context: BotContext) -> None:
    if first and not is_panel_id(first):
        context.show(views.no_number(order, context.t))
        return
    await context.tx.cases.ask_search(order.id, PanelOrderId(first) if first else None, context.user.id)
    context.wake("cases")
    context.send(views.asked(order, first or None, context.t))


async def adoption_wanted(_: Update, context: BotContext) -> None:
    """Asks whether the order is the one that the panel knows by the button's id."""
    await _ask(Verdict.ADOPTED, context)


async def closing_wanted(_: Update, context: BotContext) -> None:
    """Asks whether to close the order as not taken."""
    await _ask(Verdict.NOT_TAKEN, context)


async def resending_wanted(_: Update, context: BotContext) -> None:
    """Asks whether to send the order once more."""
    await _ask(Verdict.SEND_AGAIN, context)


async def _ask(verdict: Verdict, context: BotContext) -> None:
    order = await _pressed_case(context)
    if order is None:
        return
    panel_id = None
    if verdict is Verdict.ADOPTED:
        panel_id = await read_offer(context.tx, context.user.id, order.id, context.pressed.text(1))
        if panel_id is None:
            context.toast(context.t.plain("This button no longer works."))
            return
    try:
        decision = await context.services.settle_order.ask(context.tx, context.user.id, order, verdict, panel_id)
    except PanelOrderIdTaken:
        context.toast(context.t.plain("That number belongs to another order of this bot."), alert=True)
        return
    if decision is not None:
        context.send(views.question(decision, context.t))


async def decision_confirmed(_: Update, context: BotContext) -> None:
    """Carries out what an operator has decided."""
    await _answer(context, yes=True)


async def decision_dropped(_: Update, context: BotContext) -> None:
    """Leaves the order as it is."""
    await _answer(context, yes=False)


async def _answer(context: BotContext, *, yes: bool) -> None:
    settle, token = context.services.settle_order, context.pressed.text(0)
    try:
        decision = await settle.answer(context.tx, context.user.id, token, yes=yes)
    except PanelOrderIdTaken:
        context.toast(context.t.plain("That number belongs to another order of this bot."), alert=True)
        return
    if decision is None:
        context.toast(context.t.plain("This has been decided already."))
        return
    if not yes:
        await _show(decision.order, context)
        return
    log_settled(decision, context.user.id)
    for loop in ("submit", "poll", "deliver"):
        context.wake(loop)
    context.show(views.settled(decision, context.t))


async def _pressed_case(context: BotContext) -> Order | None:
    """Find the order that the button names, if it waits for a word; say why not otherwise."""
    order = await _find(context.pressed, context)
    if order is None:
        context.toast(context.t.plain("This has been decided already."))
    return order


async def _find(named: Pressed, context: BotContext) -> Order | None:
    order_id = named.number(0)
    order = (await context.tx.orders.get_many([order_id])).get(order_id)
    return order if order is not None and order.state is OrderState.UNCERTAIN else None
