"""Ways on: the buttons that many screens share, so that they read the same and stand in the same place everywhere."""

from enum import StrEnum

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row
from bot.chat.texts import Texts
from bot.domain.draft import Draft


class Aim(StrEnum):
    """What somebody looks through the catalogue for; a letter in the buttons' data."""

    ORDER = "o"  # a chosen service is ordered
    LOOK = "l"  # a chosen service shows its card


def read_aim(word: str) -> Aim:
    """Read an aim from a button; anything unknown only looks."""
    return Aim.ORDER if word == Aim.ORDER else Aim.LOOK


def menu(t: Texts) -> Button:
    """Lead to the first screen."""
    return Button(t.plain("Menu"), data("menu"))


def new_order(t: Texts) -> Button:
    """Lead to the categories, to order."""
    return Button(t.plain("New order"), data("cats", 0, Aim.ORDER), style="primary")


def my_orders(t: Texts) -> Button:
    """Lead to the list of orders."""
    return Button(t.plain("My orders"), data("ol", "all", 0))


def all_categories(t: Texts) -> Button:
    """Lead to the categories, to look."""
    return Button(t.plain("All categories"), data("cats", 0, Aim.LOOK))


def search(t: Texts) -> Button:
    """Lead to the search."""
    return Button(t.plain("Search"), data("search"))


def go_on(draft: Draft, t: Texts) -> Button:
    """Lead back to the order that was begun."""
    return Button(
        t.plain("Go on: {service}", service=draft.service.title), data("drs", draft.token), style="primary"
    )


def leave_row(back: str, cancel: str, t: Texts) -> Row:
    """Return the last row of every screen on the way to an order: Back, then Cancel."""
    return (
        Button(t.plain("Back"), back),
        # Translators: a button that leaves without ordering
        Button(t.plain("Cancel"), cancel, style="danger"),
    )
