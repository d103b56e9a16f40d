"""Start, help, settings, search, balance, and words for what fits nowhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, paragraphs
from bot.chat.texts import Html, Texts, mark, texts_for
from bot.chat.views import ways
from bot.domain.draft import Draft
from bot.domain.order import OrderState

OPERATORS_ONLY = mark("This is for the operators of this bot.")


def start(open_draft: Draft | None, t: Texts) -> View:
    """Greet, and offer the first steps."""
    rows: list[Row] = [
        [ways.new_order(t)],
        [ways.my_orders(t), ways.search(t)],
        [Button(t.plain("Mass order"), data("mo")), Button(t.plain("Presets"), data("pl"))],
        [Button(t.plain("Settings"), data("set")), Button(t.plain("Help"), data("help"))],
    ]
    if open_draft is not None:
        rows.insert(0, [ways.go_on(open_draft, t)])
    return View(
        t.say(
            "<b>Welcome!</b>\nSend me a link, or pick a service. You see the price before you confirm, "
            "and I will tell you when your order moves."
        ),
        rows,
    )


def help_text(commands: Sequence[tuple[str, str]], t: Texts) -> View:
    """List the commands, and ask users to keep to the platforms' terms."""
    listed = lines(*(t.say("/{command} – {what}", command=name, what=what) for name, what in commands))
    tip = lines(
        t.say("Or just send me a link, and I will show what fits it."),
        t.say("Or just send me a few words, and I will look for a service."),
    )
    terms = t.say("Please keep to the terms of the platforms you promote on.")
    return View(
        paragraphs(t.say("<b>What I can do</b>"), listed, tip, terms),
        [[ways.new_order(t), ways.menu(t)]],
    )


def language_name(tag: str) -> str:
    """Name a language in itself, as lists of languages do."""
    # Translators: the name of your language, in your language
    return texts_for(tag).plain("English")


def ask_search(t: Texts) -> View:
    """Say how to search."""
    return View(
        t.say("Send some words of what you are looking for, like <code>instagram likes</code>, or a service id."),
        [[ways.all_categories(t), ways.menu(t)]],
    )


def balance(amount: Decimal, currency: str | None, at: datetime, now: datetime, t: Texts) -> View:
    """Show an operator the money at the panel, and how old the figure is."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    text = lines(
        t.say("Balance at the panel: <b>{amount}</b>", amount=t.money(amount, currency)),
        t.many("As of {at}, {n} minute ago", "As of {at}, {n} minutes ago", minutes, at=t.moment(at)),
    )
    return View(text, [[ways.menu(t)]])


def no_balance(t: Texts) -> View:
    """Say that the panel has not told the balance yet."""
    return View(
        t.say("The panel has not told its balance yet. Please try /balance again in a minute."), [[ways.menu(t)]]
    )


def operators_only(t: Texts) -> View:
    """Say that a command is not for users."""
    return View(t.say(OPERATORS_ONLY), [[ways.menu(t)]])


_STATES = {
    OrderState.QUEUED: mark("Waiting to be sent"),
    OrderState.SUBMITTING: mark("Being sent"),
    OrderState.PLACED: mark("Taken by the panel"),
    OrderState.REFUSED: mark("Not taken by the panel"),  # refused by it, or closed by an operator
    OrderState.UNCERTAIN: mark("Could not confirm"),
}


def admin(
    states: Mapping[str, int],
    owed: int,
    catalogue_at: datetime | None,
    t: Texts,
    *,
    waiting: int = 0,
    away_since: datetime | None = None,
) -> View:
    """Show an operator what is under way, what waits for their word, and since when orders wait for the panel."""
    counted = [
        t.say("{state}: {count}", state=t.plain(title), count=t.number(states[state]))
        for state, title in _STATES.items()
        if states.get(state)
    ]
    text = paragraphs(
        t.say("<b>Everybody's orders</b>"),
        lines(*counted) if counted else t.say("None yet."),
        t.say(
            "⚠️ Orders wait since {at}: the panel cannot be reached, or leaves them without a clear answer.",
            at=t.moment(away_since),
        )
        if away_since
        else None,
        lines(
            t.say("Messages waiting to be sent: {count}", count=t.number(owed)),
            t.say("Services last read: {at}", at=t.moment(catalogue_at))
            if catalogue_at
            else t.say("Services not read from the panel yet."),
        ),
    )
    # Translators: a button that leads to orders of which the panel's answer was lost; the number is how many
    asked = Button(t.plain("Could not confirm: {count}", count=t.number(waiting)), data("cl", 0), style="primary")
    return View(text, [[asked] if waiting else [], [Button(t.plain("Catalogue"), data("sh"))], [ways.menu(t)]])


def not_text(t: Texts) -> Html:
    """Answer a sticker, a photo or a voice message."""
    return t.say("Sorry, I can only read text here.")


def edited(t: Texts) -> View:
    """Say that an edited message is not read again; what was answered stays answered."""
    return View(t.say("I do not read edited messages again. Please send it as a new one."), [[ways.menu(t)]])


def unknown_command(t: Texts) -> View:
    """Answer a command that does not exist."""
    return View(
        t.say("I do not know that command. /help lists what I can do."),
        [[Button(t.plain("Help"), data("help")), ways.menu(t)]],
    )


def slow_down(t: Texts) -> View:
    """Ask somebody who sends a great many messages at once to send fewer."""
    return View(
        t.say(
            "⏱ Please slow down: that is more than I can answer at once. "
            "Nothing is lost; I take everything in its order."
        ),
        [[ways.menu(t)]],
    )


def apology(t: Texts) -> View:
    """Apologise for an update that could not be handled."""
    return View(
        t.say("Sorry, something went wrong on our side with that. Nothing was ordered by it. Please try again."),
        [[ways.my_orders(t), ways.menu(t)]],
    )
