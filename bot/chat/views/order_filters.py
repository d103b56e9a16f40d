"""How the list of orders can be narrowed down."""

import re
from collections.abc import Callable, Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, one_line
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Texts
from bot.ports import OrderFilter
from bot.services.find_orders import Listing

_BUTTON_UNITS = 60
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def ways_to_filter(t: Texts) -> View:
    """Offer a service or a link to choose, and say how to search."""
    text = t.say(
        "<b>Which orders?</b>\nChoose below, or send /orders with an order's id, a link, or words of a service's name, "
        "like <code>/orders 23501</code> or <code>/orders instagram.com/name</code>."
    )
    return View(
        text,
        [
            [Button(t.plain("By service"), data("ofs", 0)), Button(t.plain("By link"), data("ofl", 0))],
            [_back(t)],
        ],
    )


def by_service(found: Sequence[Listing], page: Page, t: Texts) -> View:
    """List services to choose one."""
    rows = _choices(found, page, "ofs", lambda about: about, t)
    return View(t.say("<b>Which service?</b>\nThese are the ones you ordered last."), rows)


def by_link(found: Sequence[Listing], page: Page, t: Texts) -> View:
    """List links to choose one; what all have in common is left out, since a phone shows so little."""
    rows = _choices(found, page, "ofl", lambda about: _SCHEME.sub("", about), t)
    return View(t.say("<b>Which link?</b>\nThese are the ones you ordered for last."), rows)


def _choices(found: Sequence[Listing], page: Page, action: str, title: Callable[[str], str], t: Texts) -> list[Row]:
    rows: list[Row] = [
        [Button(one_line(title(one.about), _BUTTON_UNITS), data("ol", OrderFilter.ALL, 0, one.word))] for one in found
    ]
    return [*rows, turn_row(page, lambda to: data(action, to), t), [Button(t.plain("Back"), data("of"))]]


def _back(t: Texts) -> Button:
    return Button(t.plain("Back"), data("ol", OrderFilter.ALL, 0))
