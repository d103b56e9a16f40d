"""What is to be sent to one chat, in order."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.events import EventKind
from bot.domain.outbox import Owed, OwedKind

FROM_EVENTS = (OwedKind.NOTICE, OwedKind.CARD)
FEW_CARDS = 2  # that pass with their notice in a chat's burst: then whoever reads the notice finds the card drawn
MOST_TOGETHER = 20  # orders told of in one message: more than that nobody reads


@dataclass(slots=True)
class ChatLane:
    """Rows of one chat: replies go ahead of notices, notices ahead of all but a few cards, each in its own order."""

    reply_came: asyncio.Event = field(default_factory=asyncio.Event)
    _replies: deque[Owed] = field(default_factory=deque)
    _notices: deque[Owed] = field(default_factory=deque)
    _cards: deque[Owed] = field(default_factory=deque)
    _alone: set[int] = field(default_factory=set)  # notices that are not to be told together with others

    def __bool__(self) -> bool:
        """Tell whether there is anything to send."""
        return bool(self._replies or self._notices or self._cards)

    @property
    def has_reply(self) -> bool:
        """Tell whether somebody waits for an answer."""
        return bool(self._replies)

    def append(self, row: Owed) -> None:
        """Put a row behind its like."""
        match row.new.kind:
            case OwedKind.NOTICE:
                self._notices.append(row)
            case OwedKind.CARD:
                self._cards.append(row)
            case _:
                self._replies.append(row)
                self.reply_came.set()

    def next(self) -> list[Owed]:
        """List the rows that are to be one message: a reply, all notices that may be told together, or a card."""
        if self._replies:
            return [self._replies[0]]
        if self._notices and not self._is_card_first():
            first = self._notices[0]
            return self._together() if self._is_social(first) else [first]
        return [self._cards[0]]

    def _is_card_first(self) -> bool:
        """Tell whether cards are few, and were owed before the notices."""
        return 0 < len(self._cards) <= FEW_CARDS and self._cards[0].id < self._notices[0].id

    def _together(self) -> list[Owed]:
        """List the notices of the first orders, each order's whole, in their order."""
        social = [row for row in self._notices if self._is_social(row)]
        orders = list(dict.fromkeys(row.new.order_id for row in social))[:MOST_TOGETHER]
        return [row for row in social if row.new.order_id in orders]

    def _is_social(self, row: Owed) -> bool:
        is_report = row.new.payload.get("kind") == EventKind.BATCH_DONE
        return row.id not in self._alone and not row.new.is_for_operators and not is_report

    def remove(self, rows: Iterable[Owed]) -> None:
        """Take rows out."""
        gone = {row.id for row in rows}
        self._keep(lambda row: row.id not in gone)

    def put_back(self, notices: Sequence[Owed]) -> None:
        """Put notices that were taken out ahead of the others again."""
        self._notices.extendleft(reversed(notices))

    def send_alone(self, rows: Collection[Owed]) -> None:
        """Let rows that could not be told together be told one by one."""
        self._alone |= {row.id for row in rows}

    def take_events(self) -> list[Owed]:
        """Take out all that no user waits for."""
        rows = [*self._notices, *self._cards]
        self.remove(rows)
        return rows

    def empty(self) -> list[Owed]:
        """Take all rows out."""
        rows = [*self._replies, *self._notices, *self._cards]
        self._keep(lambda _: False)
        return rows

    def _keep(self, is_kept: Callable[[Owed], bool]) -> None:
        for rows in (self._replies, self._notices, self._cards):
            kept = [row for row in rows if is_kept(row)]
            rows.clear()
            rows.extend(kept)
