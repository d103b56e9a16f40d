"""Words for strangers, for groups, and for operators who decide about people."""

from bot.chat.markup import View, one_line
from bot.chat.texts import Texts
from bot.chat.views import ways
from bot.domain.people import User

_SHOWN_NAME = 120


def stranger(user_id: int, t: Texts, *, announced: bool) -> View:
    """Tell a stranger, in one sentence, their id, and that they were announced where there is somebody to tell."""
    if not announced:
        return View(t.say("Sorry, this bot is private; your id is <code>{id}</code>.", id=user_id))
    return View(
        t.say(
            "Sorry, this bot is private, but your request for access goes to its operators; "
            "your id is <code>{id}</code>.",
            id=user_id,
        )
    )


def private_only(t: Texts) -> View:
    """Tell a group, once, where the bot works."""
    return View(t.say("I work in private chats only: please write to me there."))


def welcome_in(t: Texts) -> View:
    """Tell somebody that an operator let them in."""
    return View(t.say("Welcome! You can order now."), [[ways.new_order(t), ways.menu(t)]])


def decided(user: User, t: Texts, *, allow: bool) -> View:
    """Tell an operator what became of a request for access."""
    name = one_line(user.name, _SHOWN_NAME)
    if allow:
        return View(t.say("✅ <b>{name}</b> (<code>{id}</code>) may order now.", name=name, id=user.id))
    return View(t.say("<b>{name}</b> (<code>{id}</code>) is ignored.", name=name, id=user.id))
