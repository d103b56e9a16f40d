"""Pages of a list, and the row of buttons that turns them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.markup import Button, Row
from bot.chat.texts import Texts

PAGE = 8  # lines that a small phone shows with their buttons


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its number from 0, and how many pages there are."""

    number: int
    pages: int

    @classmethod
    def of(cls, wanted: int, total: int, size: int = PAGE) -> "Page":
        """Return the wanted page, or the nearest one there is."""
        pages = max(1, -(-total // size))
        return cls(min(max(wanted, 0), pages - 1), pages)

    def offset(self, size: int = PAGE) -> int:
        """Return where the page begins."""
        return self.number * size


def turn_row(page: Page, to: Callable[[int], str], t: Texts) -> Row:
    """Return buttons to the first, former, next and last page; the middle one says where one is."""
    if page.pages == 1:
        return ()
    last = page.pages - 1
    here = f"{t.number(page.number + 1)}/{t.number(page.pages)}"
    return (
        Button("«", to(0)),
        Button("‹", to(max(page.number - 1, 0))),
        Button(here, to(page.number)),
        Button("›", to(min(page.number + 1, last))),
        Button("»", to(last)),
    )
