"""Ways on: the buttons that many screens share, so that they read the same and stand in the same place everywhere."""

from collections.abc import Sequence
from enum import StrEnum

from bot.chat.callbacks import data
from bot.chat.markup import MAX_COPY_UNITS, Button, Row, is_visible, utf16_units
from bot.chat.texts import Texts, clean
from bot.domain.draft import Draft


class Purpose(StrEnum):
    """What somebody looks through the catalogue for; a letter in the buttons' data."""

    ORDER = "o"  # a chosen service is ordered
    LOOK = "l"  # a chosen service shows its card


def read_purpose(word: str) -> Purpose:
    """Read a purpose from a button; anything unknown only looks."""
    return Purpose.ORDER if word == Purpose.ORDER else Purpose.LOOK


def menu(t: Texts) -> Button:
    """Lead to the first screen."""
    return Button(t.plain("Menu"), data("menu"))


def new_order(t: Texts) -> Button:
    """Lead to the categories, to order."""
    return Button(t.plain("New order"), data("cats", 0, Purpose.ORDER), style="primary")


def my_orders(t: Texts) -> Button:
    """Lead to the list of orders."""
    return Button(t.plain("My orders"), data("ol", "all", 0))


def all_categories(t: Texts) -> Button:
    """Lead to the categories, to look."""
    return Button(t.plain("All categories"), data("cats", 0, Purpose.LOOK))


def search(t: Texts) -> Button:
    """Lead to the search."""
    return Button(t.plain("Search"), data("search"))


def at_hand(purpose: Purpose, t: Texts, *, favourites: bool, recent: bool) -> Row:
    """Lead to what a user has at hand, where there is any."""
    row = []
    if favourites:
        row.append(Button(t.plain("★ Favourites"), data("fv", 0, purpose)))
    if recent:
        row.append(Button(t.plain("Recently ordered"), data("rc", 0, purpose)))
    return row


def favourite(service_id: int, place: Sequence[str], t: Texts, *, is_one: bool) -> Button:
    """Make a service a favourite, or let it be none any more; `place` is where its card leads back to."""
    word = t.plain("★ Favourite") if is_one else t.plain("☆ Favourite")
    return Button(word, data("fav", service_id, "n" if is_one else "y", *place))


def go_on(draft: Draft, t: Texts) -> Button:
    """Lead back to the order that was begun."""
    return Button(t.plain("Go on: {service}", service=draft.service.title), data("drs", draft.token), style="primary")


def leave_row(back: str, cancel: str, t: Texts) -> Row:
    """Return the last row of every screen on the way to an order: Back, then Cancel."""
    return (
        Button(t.plain("Back"), back),
        # Translators: a button that leaves without ordering
        Button(t.plain("Cancel"), cancel, style="danger"),
    )


def copy_row(title: str, text: str | None) -> Row:
    """Offer to copy a text, whole or not at all."""
    if not text or utf16_units(text) > MAX_COPY_UNITS or clean(text) != text or not is_visible(text):
        return ()
    return (Button(title, copy=text),)
