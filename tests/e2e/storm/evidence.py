"""What the panel, Telegram and the database say when all is over."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.demo.panel.book import Entry
from tests.e2e.house import House
from tests.e2e.storm.record import Record
from tests.keyboard import buttons_of


class Row(NamedTuple):
    """An order of ours."""

    id: int
    user: int
    token: str
    link: str
    state: str
    panel_id: str | None
    status: str | None


class PanelOrder(NamedTuple):
    """An order of the panel's."""

    id: str
    link: str
    status: str


class Shown(NamedTuple):
    """What Telegram took: a new message or an edit."""

    event: int
    is_new: bool
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, to be judged."""

    record: Record
    rows: Sequence[Row]
    drafts: Mapping[str, tuple[int, bool]]  # token → user, whether it is open
    panel_orders: Sequence[PanelOrder]
    adds: Sequence[Entry]
    shown: Mapping[int, Sequence[Shown]]  # by chat

    def says(self, user: int, *words: str, after: int = 0, new: bool = False) -> bool:
        """Tell whether some message in a chat has all these words; an id not as the beginning of another."""
        patterns = [re.compile(re.escape(word) + (r"\b" if word[-1].isdigit() else "")) for word in words]
        return any(
            all(pattern.search(shown.text) for pattern in patterns)
            for shown in self.shown.get(user, ())
            if shown.event > after and (shown.is_new or not new)
        )

    def by_link(self) -> Mapping[str, list[PanelOrder]]:
        """Sort the panel's orders by what they are for."""
        sorted_by_link = defaultdict(list)
        for order in self.panel_orders:
            sorted_by_link[order.link].append(order)
        return sorted_by_link


def gather(house: House, record: Record, users: Sequence[int]) -> Evidence:
    """Read it all, the database through a connection of our own."""
    rows = house.rows("SELECT id, user_id, token, target, state, panel_order_id, status FROM orders")
    drafts = house.rows("SELECT token, user_id, is_open FROM drafts")
    return Evidence(
        record=record,
        rows=[Row(*row) for row in rows],
        drafts={token: (user, bool(is_open)) for token, user, is_open in drafts},
        panel_orders=[PanelOrder(str(one.id), one.link, str(one.status)) for one in house.sandbox.orders.values()],
        adds=house.sandbox.book.of("add"),
        shown={user: _shown(house, user) for user in users},
    )


def _shown(house: House, user: int) -> list[Shown]:
    return [
        Shown(
            event["event"],
            event["kind"] == "message",
            "\n".join((event["message"].get("text", ""), *buttons_of(event["message"]))),
        )
        for event in house.world.events.of(user)
        if event.get("by_bot")
    ]
