"""Links: an order that begins with one, and what is asked about one."""

from functools import partial

from telegram import Update

from bot.chat.callbacks import data
from bot.chat.context import BotContext
from bot.chat.handlers.compose import refusals_shown, require_open
from bot.chat.handlers.show_draft import show_draft
from bot.chat.markup import Row
from bot.chat.paging import PAGE, Page
from bot.chat.views import links as views
from bot.chat.views.link_words import new_order_button
from bot.domain import link_answer
from bot.domain.errors import TargetRejected
from bot.domain.links import Link, find_link
from bot.services.awaited import Awaited, await_nothing, await_text
from bot.services.compose_draft import LinkDecision
from bot.services.find_at_hand import find_at_hand
from bot.services.link_in_hand import LinkInHand
from bot.services.place_order import find_currency


async def link_pasted(text: str, context: BotContext) -> bool:
    """Start an order from a text that is one link, or a bare name; False for any other text."""
    try:
        hand = await context.services.start_from_link.take(context.tx, context.user.id, text)
    except TargetRejected:
        return False
    await _show_fitting(hand, context)
    return True


async def offer_for_link(text: str, context: BotContext) -> Row:
    """Offer an order for a link that was no answer; nothing for any other text."""
    if find_link(text) is None:
        return ()
    hand = await context.services.start_from_link.take(context.tx, context.user.id, text)
    return [new_order_button(data("lk", hand.token), context.t)]


@refusals_shown
async def fitting_wanted(_: Update, context: BotContext) -> None:
    """Shows the services that fit the link best; no words are waited for any more."""
    await await_nothing(context.tx, context.user.id, context.services.clock.now())
    await _show_fitting(await _get_hand(context), context)


@refusals_shown
async def search_wanted(_: Update, context: BotContext) -> None:
    """Asks for the words of a service for the link in hand, whatever order is open."""
    hand = await _get_hand(context)
    if hand.link is None:
        context.show(views.ask_platform(hand, context.t))
        return
    await context.services.start_from_link.make_last(context.tx, context.user.id, hand)
    await await_text(context.tx, context.user.id, Awaited.WORDS_FOR_LINK, context.services.clock.now())
    context.show(views.ask_words(hand, hand.link, context.t))


@refusals_shown
async def as_sent_wanted(_: Update, context: BotContext) -> None:
    """Takes the tidying of the link in hand back."""
    hand = await context.services.start_from_link.use_as_sent(context.tx, context.user.id, context.pressed.text(0))
    await _show_fitting(hand, context)


@refusals_shown
async def platform_named(_: Update, context: BotContext) -> None:
    """Turns the bare name in hand into a link of the chosen platform."""
    token, platform = context.pressed.text(0), context.pressed.text(1)
    start = context.services.start_from_link
    await _show_fitting(await start.name_platform(context.tx, context.user.id, token, platform), context)


@refusals_shown
async def categories_turned(_: Update, context: BotContext) -> None:
    """Shows a page of the categories, those that fit the link first."""
    await _show_categories(await _get_hand(context), context.pressed.number(1), context)


@refusals_shown
async def category_chosen(_: Update, context: BotContext) -> None:
    """Shows a page of a category's services, those that fit the link first."""
    pressed = context.pressed
    await _show_services(await _get_hand(context), pressed.number(1), pressed.number(2), pressed.number(3), context)


@refusals_shown
async def service_chosen(_: Update, context: BotContext) -> None:
    """Starts a draft with the link in hand."""
    token, service_id = context.pressed.text(0), context.pressed.number(1)
    former = await context.tx.drafts.find_open(context.user.id)
    start = context.services.start_from_link
    draft = await start.start(context.tx, context.user.id, context.chat_id, token, service_id)
    if former is not None and former.card_message_id not in (None, context.pressed_message_id):
        context.take_buttons_off(former.card_message_id)
    await show_draft(draft, context)


@refusals_shown
async def doubted_link_used(_: Update, context: BotContext) -> None:
    """Takes the link that does not seem to fit the service."""
    await _settle(link_answer.anyway, context)


@refusals_shown
async def other_link_wanted(_: Update, context: BotContext) -> None:
    """Drops the link that does not seem to fit, and asks for another."""
    await _settle(lambda _: {}, context)


@refusals_shown
async def answer_as_sent_wanted(_: Update, context: BotContext) -> None:
    """Takes the tidying of the draft's link back."""
    await _settle(link_answer.as_sent, context)


@refusals_shown
async def platform_of_name_chosen(_: Update, context: BotContext) -> None:
    """Takes the bare name as one of the chosen platform."""
    await _settle(partial(link_answer.named, platform=context.pressed.text(1)), context)


@refusals_shown
async def order_for_doubted_link_wanted(_: Update, context: BotContext) -> None:
    """Shows the services that fit the link which does not seem to fit this one."""
    draft = await require_open(context.pressed.text(0), context)
    if not await link_pasted(draft.answers.get(link_answer.DOUBTED, ""), context):
        await show_draft(draft, context)


async def _settle(decided: LinkDecision, context: BotContext) -> None:
    compose = context.services.compose_draft
    await show_draft(await compose.settle_link(context.tx, context.user.id, context.pressed.text(0), decided), context)


async def _get_hand(context: BotContext) -> LinkInHand:
    return await context.services.start_from_link.get(context.tx, context.user.id, context.pressed.text(0))


async def _show_fitting(hand: LinkInHand, context: BotContext) -> None:
    """Show the services of the category that fits best at once, or the categories when none does."""
    if hand.link is None:
        context.show(views.ask_platform(hand, context.t))
        return
    best = await context.services.find_fitting.best(context.tx, hand.link)
    if best is not None:
        await _show_services(hand, best.id, 0, 0, context)
    else:
        await _show_categories(hand, 0, context)


async def _show_categories(hand: LinkInHand, page: int, context: BotContext) -> None:
    if hand.link is None:
        context.show(views.ask_platform(hand, context.t))
        return
    found = await context.services.find_fitting.categories(context.tx, hand.link)
    draft = await context.tx.drafts.find_open(context.user.id)
    context.show(views.categories(hand.link, found, page, context.t, token=hand.token, open_draft=draft))


async def _show_services(hand: LinkInHand, category_id: int, wanted: int, from_page: int, context: BotContext) -> None:
    fitting = context.services.find_fitting
    category = await context.tx.catalogue.find_category(category_id)
    total = await fitting.count(context.tx, category) if category is not None else 0
    if hand.link is None or category is None or not total:
        context.toast(context.t.plain("This category is empty now."))
        await _show_categories(hand, from_page, context)
        return
    page = Page.of(wanted, total)
    view = views.services(
        hand.link,
        category,
        await fitting.services(context.tx, hand.link, category.id, page.offset(), PAGE),
        page,
        context.t,
        token=hand.token,
        from_page=max(from_page, 0),
        beside=await _beside(hand.link, page, context),
    )
    context.show(view)


async def _beside(link: Link, page: Page, context: BotContext) -> views.Beside:
    """Look up what stands beside a page of services; on the first one, what is at hand for the link."""
    return views.Beside(
        currency=await find_currency(context.tx),
        open_draft=await context.tx.drafts.find_open(context.user.id),
        at_hand=() if page.number else await find_at_hand(context.tx, context.user.id, link),
    )
