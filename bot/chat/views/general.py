"""Start, help, settings, search, balance, and words for what fits nowhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from babel import Locale

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, languages
from bot.chat.views.catalogue import MAX_NAME, Aim, limits, rate
from bot.domain.catalogue import Service
from bot.domain.draft import Draft
from bot.domain.people import NoticeWish, User


def start(open_draft: Draft | None, t: Texts) -> View:
    """Greet, and offer the first steps."""
    rows: list[Row] = [
        [Button(t.plain("New order"), data("cats", 0, Aim.ORDER), style="primary")],
        [Button(t.plain("My orders"), data("ol", "all", 0)), Button(t.plain("Search"), data("search"))],
        [Button(t.plain("Settings"), data("set")), Button(t.plain("Help"), data("help"))],
    ]
    if open_draft is not None:
        title = t.plain("Go on: {service}", service=one_line(open_draft.service.row.name, 30))
        rows.insert(0, [Button(title, data("drs", open_draft.token), style="primary")])
    return View(
        t.say(
            "<b>Welcome!</b>\nPick a service, send a link and a quantity, and confirm. "
            "I tell you whenever your order moves."
        ),
        rows,
    )


def help_text(commands: Sequence[tuple[str, str]], t: Texts) -> View:
    """List the commands, and ask users to keep to the platforms' terms."""
    listed = Html("\n".join(t.say("/{command} – {what}", command=name, what=what) for name, what in commands))
    terms = t.say("Please keep to the terms of the platforms you promote on.")
    return View(
        paragraphs(t.say("<b>What I can do</b>"), listed, terms),
        [[Button(t.plain("New order"), data("cats", 0, Aim.ORDER), style="primary")]],
    )


def settings(user: User, t: Texts) -> View:
    """Show what a user has chosen, and let them choose otherwise."""
    spoken = languages()
    language_rows: list[Row] = [
        [
            Button(_chosen(_language_name(tag), tag == t.language), data("setl", tag))
            for tag in spoken[start : start + 2]
        ]
        for start in range(0, len(spoken), 2)
    ]
    wishes = {NoticeWish.ALL: t.plain("Every change"), NoticeWish.FINAL: t.plain("Only the final ones")}
    notice_row = [Button(_chosen(word, user.notices is wish), data("setn", wish)) for wish, word in wishes.items()]
    text = lines(
        t.say("<b>Settings</b>"),
        t.say("Language: {language}", language=_language_name(t.language)),
        t.say("Notices: {notices}", notices=wishes[user.notices]),
    )
    return View(text, [*language_rows, notice_row])


def _chosen(word: str, chosen: bool) -> str:  # noqa: FBT001  a mark on a word
    return f"✓ {word}" if chosen else word


def _language_name(tag: str) -> str:
    return (Locale.parse(tag).get_display_name() or tag).capitalize()


def ask_search(t: Texts) -> View:
    """Say how to search."""
    return View(
        t.say("Send some words of what you are looking for, like <code>instagram likes</code>, or a service id."),
        [[Button(t.plain("All categories"), data("cats", 0, Aim.LOOK))]],
    )


def found(query: str, services: Sequence[Service], total: int, t: Texts) -> View:
    """Show what a search found, best first."""
    shown = one_line(query, MAX_NAME)
    browse = [Button(t.plain("All categories"), data("cats", 0, Aim.LOOK))]
    if not services:
        return View(t.say("I found nothing for “{query}”. Try other words.", query=shown), [browse])
    head = t.many(
        "Found {n} service for “{query}”:", "Found {n} services for “{query}”, best first:", total, query=shown
    )
    rows: list[Row] = [[Button(item.row.name, data("svc", item.id))] for item in services]
    return View(paragraphs(head, *(_hit(item, t) for item in services)), [*rows, browse])


def _hit(service: Service, t: Texts) -> Html:
    return t.say(
        "<b>{name}</b>\n{category}\n{price} · {limits}",
        name=one_line(service.row.name, MAX_NAME),
        category=one_line(service.row.category, 60),
        price=rate(service, t),
        limits=limits(service, t),
    )


def balance(amount: Decimal, currency: str | None, at: datetime, now: datetime, t: Texts) -> View:
    """Show an operator the money at the panel, and how old the figure is."""
    minutes = int((now - at).total_seconds() // 60)
    return View(
        lines(
            t.say("Balance at the panel: <b>{amount}</b>", amount=t.money(amount, currency)),
            t.many("As of {at}, {n} minute ago", "As of {at}, {n} minutes ago", minutes, at=t.moment(at)),
        )
    )


def no_balance(t: Texts) -> View:
    """Say that the panel has not told the balance yet."""
    return View(t.say("The balance has not been read from the panel yet. Please try again in a minute."))


def operators_only(t: Texts) -> View:
    """Say that a command is not for users."""
    return View(t.say("This is for the operators of this bot."))


def admin(states: Mapping[str, int], owed: int, catalogue_at: datetime | None, t: Texts) -> View:
    """Show an operator what is under way."""
    counted = [t.say("{state}: {count}", state=state, count=t.number(states[state])) for state in sorted(states)]
    return View(
        paragraphs(
            t.say("<b>Orders</b>"),
            lines(*counted) if counted else t.say("None yet."),
            lines(
                t.say("Messages waiting: {count}", count=t.number(owed)),
                t.say("Catalogue as of: {at}", at=t.moment(catalogue_at)) if catalogue_at else None,
            ),
        )
    )


def not_text(t: Texts) -> Html:
    """Answer a sticker, a photo or a voice message."""
    return t.say("I can only read text here.")


def unknown_command(t: Texts) -> View:
    """Answer a command that does not exist."""
    return View(t.say("I do not know that command. /help lists what I can do."))


def apology(t: Texts) -> View:
    """Apologise for an update that could not be handled."""
    return View(
        t.say("Sorry, something went wrong on our side with that. Nothing was ordered by it. Please try again.")
    )
