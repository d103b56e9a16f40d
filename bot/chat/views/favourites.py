"""What a user has at hand: favourites, and what they ordered last."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import View, paragraphs
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Texts
from bot.chat.views import ways
from bot.chat.views.catalogue import service_buttons, service_line
from bot.chat.views.places import Place
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import Service


def favourites(
    found: Sequence[Service], page: Page, purpose: Purpose, t: Texts, *, currency: str | None = None
) -> View:
    """Show a page of a user's favourites."""
    if not found:
        none = t.say("You have no favourites yet. ☆ on a service makes it one.")
        return View(none, [[ways.search(t)], [ways.all_categories(t), ways.menu(t)]])
    place = Place("fv", (str(page.number), purpose))
    rows = [
        *service_buttons(found, place, purpose),
        turn_row(page, lambda to: data("fv", to, purpose), t),
        ways.leave_row(data("cats", 0, purpose), data("close"), t),
    ]
    head = t.say("<b>★ Favourites</b>")
    return View(paragraphs(head, *(service_line(service, t, currency) for service in found)), rows)


def recent(found: Sequence[Service], page: Page, purpose: Purpose, t: Texts, *, currency: str | None = None) -> View:
    """Show a page of the services that a user ordered last."""
    if not found:
        none = t.say("You have not ordered anything yet.")
        return View(none, [[ways.search(t)], [ways.all_categories(t), ways.menu(t)]])
    place = Place("rc", (str(page.number), purpose))
    rows = [
        *service_buttons(found, place, purpose),
        turn_row(page, lambda to: data("rc", to, purpose), t),
        ways.leave_row(data("cats", 0, purpose), data("close"), t),
    ]
    head = t.say("<b>Recently ordered</b>")
    return View(paragraphs(head, *(service_line(service, t, currency) for service in found)), rows)
