"""What operators can do besides."""

from telegram import Update

from bot.chat.context import BotContext
from bot.chat.handlers.browse import service_view
from bot.chat.handlers.cases import case_named
from bot.chat.handlers.words import words_after_command
from bot.chat.texts import texts_of
from bot.chat.views import general, operators, people
from bot.chat.views.places import ORDERING
from bot.services.place_order import find_currency
from bot.services.refresh_catalogue import CATALOGUE
from bot.services.remember_wishes import take_wish
from bot.services.watch_panel import find_wait

_MOST_ASKED = 5  # strangers at a time; whoever is decided about makes room for the next


async def balance_wanted(_: Update, context: BotContext) -> None:
    """Shows the balance at the panel, as stored, with its age."""
    now = context.services.clock.now()
    last = await context.tx.balances.before(now)
    if last is None:
        context.show(general.no_balance(context.t))
        return
    currency = await find_currency(context.tx)
    context.show(general.balance(last.amount, currency, last.answered_at, now, context.t))


async def admin_wanted(update: Update, context: BotContext) -> None:
    """Shows what is under way; with an order's number, that order, and with the panel's behind it, looks there."""
    if words := words_after_command(update):
        await case_named(words, context)
        return
    kept = await context.tx.memory.peek(CATALOGUE)
    states, owed = await context.tx.orders.count_by_state(), await context.tx.outbox.count()
    waiting = await context.tx.cases.count_open()
    away_since = await find_wait(context.tx)
    context.show(
        general.admin(states, owed, kept[1] if kept else None, context.t, waiting=waiting, away_since=away_since)
    )
    await show_waiting(context)


async def show_waiting(context: BotContext) -> None:
    """Ask an operator again about strangers: the first time Telegram may not have let the bot write to them."""
    for user in await context.services.admit.list_asking(context.tx, _MOST_ASKED):
        facts = {"user_id": user.id, "name": user.name, "username": user.username}
        context.send(operators.access_request(facts, context.t))


async def access_decided(_: Update, context: BotContext) -> None:
    """Lets a stranger in, or ignores them."""
    allow = context.pressed.text(1) == "y"
    decided = await context.services.admit.decide(context.tx, context.pressed.number(0), allow=allow)
    if decided is None:
        context.toast(context.t.plain("This person never wrote to the bot."))
        return
    user, changed = decided
    context.show(people.decided(user, context.t, allow=allow))
    if allow and changed:
        theirs = texts_of(user)
        context.send(people.welcome_in(theirs), chat_id=user.id)
        wished = await take_wish(context.tx, user.id, context.services.clock.now())
        if wished is not None:
            context.send(await service_view(wished, ORDERING, user, context), chat_id=user.id)
