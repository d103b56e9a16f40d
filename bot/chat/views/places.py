"""Where in the chat a service was found, so that Back leads there from its card."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.callbacks import data
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import Service

_CATEGORY = "cat"
_LISTS = {_CATEGORY: 3, "fv": 2, "rc": 2, "sp": 3}  # by their button's action: how much it says
_PART = re.compile(r"[A-Za-z0-9-]{1,12}")  # so short that a card's own buttons have room for it


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a list of services, as the end of a button's data; of a category, its own id is left out."""

    action: str = _CATEGORY
    args: Sequence[str] = ("0", "0", Purpose.LOOK)

    @property
    def tail(self) -> Sequence[str]:
        """What is written into a button."""
        return (self.action, *self.args)

    def back_from(self, service: Service) -> str:
        """Return the data of the button that leads back there."""
        return data(self.action, *((service.category_id,) if self.action == _CATEGORY else ()), *self.args)


ORDERING = Place(args=("0", "0", Purpose.ORDER))


def in_category(page: int, from_page: int, purpose: Purpose) -> Place:
    """Return a page of a category, and which page of the categories it is on."""
    return Place(_CATEGORY, (str(max(page, 0)), str(max(from_page, 0)), purpose))


def read_place(parts: Sequence[str]) -> Place:
    """Read a place from a button; what is none leads to the service's category."""
    action, args = "".join(parts[:1]), tuple(parts[1:])
    if len(args) != _LISTS.get(action) or not all(_PART.fullmatch(part) for part in args):
        return Place()
    return Place(action, args)
