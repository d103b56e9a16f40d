"""Updates that wait for the bot, by `getUpdates` or by webhook.

Source: core.telegram.org/bots/api#getting-updates. Updates are kept for 24 hours.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from bot.demo.telegram_api.bell import Bell
from bot.demo.telegram_api.clock import Clock

Json = dict[str, Any]

KEPT = timedelta(hours=24)
MAX_BATCH = 100
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """An update as the bot gets it; `lane` is the chat whose updates must come in order."""

    update_id: int
    lane: int
    payload: Json
    made_at: datetime


class Pusher(Protocol):
    """What carries updates to a webhook."""

    def offer(self, update: Update) -> None:
        """Take an update that has just come up."""
        ...

    def restart(self) -> None:
        """Begin anew with all that waits, since the webhook was set or taken off."""
        ...


@dataclass(slots=True)
class Poll:
    """One `getUpdates` call in waiting; `ended_by` says what ended it."""

    ended_by: str = ""


@dataclass(slots=True)
class WebhookSettings:
    """Where updates are pushed; nowhere when `url` is empty."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_at: datetime | None = None
    last_error: str = ""


@dataclass(slots=True)
class UpdateQueue:
    """What waits, in the order of update ids, and what came within the last day."""

    clock: Clock
    next_id: int = 100_000_001
    allowed: tuple[str, ...] = ()
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    pusher: Pusher | None = None
    bell: Bell = field(default_factory=Bell)
    waiting_poll: Poll | None = None
    _waiting: dict[int, Update] = field(default_factory=dict)
    _recent: dict[int, Update] = field(default_factory=dict)
    _unconfirmed: set[int] = field(default_factory=set)

    def put(self, kind: str, content: Json, lane: int) -> int | None:
        """Give an update its id and let it wait; None when the bot does not want its kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        self.next_id += 1
        update = Update(update_id, lane, {"update_id": update_id, kind: content}, self.clock.now())
        self._forget_old()
        self._recent[update_id] = update
        self._enqueue(update)
        return update_id

    def restore(self, next_id: int, waiting: Iterable[tuple[int, Json]]) -> None:
        """Go on where a queue before this one ended: its next id, and lane and content of what waited."""
        self.next_id = next_id
        for lane, payload in waiting:
            self._enqueue(Update(payload["update_id"], lane, payload, self.clock.now()))

    def put_again(self, update_id: int) -> None:
        """Deliver an update of the last day once more, under its old id. Raises: KeyError."""
        self._enqueue(replace(self._recent[update_id]))
        self._waiting = dict(sorted(self._waiting.items()))

    def forget_confirmation(self, update_id: int) -> None:
        """Deliver an update once more, though its offset may have been confirmed. Raises: KeyError."""
        self._unconfirmed.add(update_id)
        self.put_again(update_id)

    def _enqueue(self, update: Update) -> None:
        self._waiting[update.update_id] = update
        self.bell.ring()
        if self.pusher and self.webhook.url:
            self.pusher.offer(update)

    def wants(self, kind: str) -> bool:
        """Say whether the bot has asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED

    def allow(self, kinds: object) -> None:
        """Remember which kinds the bot wants from now on; anything but a list changes nothing."""
        if isinstance(kinds, list):
            self.allowed = tuple(str(kind) for kind in kinds)

    def confirm(self, offset: int) -> None:
        """Forget what lies before an offset; a negative one keeps that many from the end."""
        ids: Iterable[int] = tuple(self._waiting)
        if offset < 0:
            ids = tuple(ids)[:offset]
        for update_id in ids:
            if update_id in self._unconfirmed:
                continue
            if offset > 0 and update_id >= offset:
                break
            if offset:
                del self._waiting[update_id]

    def first(self, limit: int) -> list[Update]:
        """Return the first that wait."""
        self._forget_old()
        found = list(islice(self._waiting.values(), limit))
        self._unconfirmed.difference_update(update.update_id for update in found)
        return found

    def remove(self, update: Update) -> None:
        """Forget one that a webhook has taken; the same update put again meanwhile stays."""
        if self.holds(update):
            del self._waiting[update.update_id]

    def holds(self, update: Update) -> bool:
        """Say whether an update still waits."""
        return self._waiting.get(update.update_id) is update

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()

    def __len__(self) -> int:
        """Count what waits."""
        return len(self._waiting)

    def end_poll(self, words: str) -> None:
        """End the poll that waits, if one does, saying what ended it."""
        if self.waiting_poll:
            self.waiting_poll.ended_by = words
            self.waiting_poll = None
            self.bell.ring()

    async def poll(self, limit: int, timeout_seconds: float, is_gone: Callable[[], bool]) -> tuple[Poll, list[Update]]:
        """Wait for updates, and end any other poll that waits; nothing for a caller who has gone."""
        self.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        poll = self.waiting_poll = Poll()
        await self.bell.wait_for(lambda: poll.ended_by or len(self), timeout_seconds)
        if self.waiting_poll is poll:
            self.waiting_poll = None
        return poll, [] if poll.ended_by or is_gone() else self.first(limit)

    def _forget_old(self) -> None:
        before = self.clock.now() - KEPT
        for kept in (self._waiting, self._recent):
            while kept and next(iter(kept.values())).made_at < before:
                del kept[next(iter(kept))]
