"""The outbox, the inbox and small state in memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.inbox import StoredUpdate
from bot.domain.outbox import NewOwed, Owed, OwedKind, Settled
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State, is_free, lease, release
from bot.store.outbox import as_owed, card_key, is_moved, without_repeated_cards


class MemoryOutbox:
    """What the bot owes to chats."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(
        self, owed: Sequence[NewOwed], at: datetime, owner: str | None, lease_seconds: float
    ) -> Sequence[Owed]:
        """Store what is owed; with an owner the rows are born leased."""
        rows = [self._add(new, at) for new in without_repeated_cards(owed)]
        if owner:
            lease(self._state.outbox_leases, [row.id for row in rows], owner, at, lease_seconds)
        return rows

    def _add(self, new: NewOwed, at: datetime) -> Owed:
        replaced = self._take_waiting_card(new, at) if card_key(new) else None
        row = as_stored(as_owed(new, self._state.new_id("outbox"), at, replaced))
        self._state.outbox[row.id] = row
        return row

    def _take_waiting_card(self, new: NewOwed, at: datetime) -> tuple[datetime, int] | None:
        for row in list(self._state.outbox.values()):
            if card_key(row.new) == card_key(new) and is_free(self._state.outbox_leases, row.id, at):
                self._delete(row.id)
                return row.due_at, row.attempts
        return None

    async def claim_due(
        self, owner: str, now: datetime, lease_seconds: float, limit: int, *, with_cards: bool = True
    ) -> Sequence[Owed]:
        """Lease rows that are due and free, oldest first, none behind an earlier row of its chat that is not."""
        due = [row for row in self._due(now) if with_cards or row.new.kind is not OwedKind.CARD]
        return self._lease(due[:limit], owner, now, lease_seconds)

    async def claim_notices(
        self, owner: str, now: datetime, lease_seconds: float, chat_ids: Collection[int], limit: int
    ) -> Sequence[Owed]:
        """Lease notices that are due and free in these chats, to be sent with what the owner has in hand for them."""
        due = self._due(now, beside=owner)
        wanted = [row for row in due if row.new.kind is OwedKind.NOTICE and row.new.chat_id in chat_ids]
        return self._lease(wanted[:limit], owner, now, lease_seconds)

    def _due(self, now: datetime, beside: str | None = None) -> Iterator[Owed]:
        """List what is due and free, and behind nothing of its chat that is put off or leased, but by `beside`."""
        stopped: set[int] = set()  # chats
        for row in self._state.outbox.values():
            held = self._state.outbox_leases.get(row.id)
            is_leased = held is not None and held.until > now
            if row.due_at > now or (is_leased and held is not None and held.owner != beside):
                stopped.add(row.new.chat_id)
            elif not is_leased and row.new.chat_id not in stopped:
                yield row

    def _lease(self, rows: Sequence[Owed], owner: str, now: datetime, lease_seconds: float) -> Sequence[Owed]:
        lease(self._state.outbox_leases, [row.id for row in rows], owner, now, lease_seconds)
        return rows

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Delete rows that Telegram has taken; a row's draft learns the id of its message, and its order a new one."""
        for one in settled:
            self._delete(one.owed.id)
            draft = self._state.drafts.get(one.owed.new.draft_id or 0)
            if draft is not None and one.message_id is not None:
                self._state.drafts[draft.id] = replace(draft, card_message_id=one.message_id)
            if is_moved(one):
                self._move(one)

    def _move(self, one: Settled) -> None:
        order, former = self._state.orders.get(one.owed.new.order_id or 0), one.owed.new.message_id
        if order is None:
            return
        if order.new.card_message_id == former:
            order = replace(order, new=replace(order.new, card_message_id=one.message_id))
        if order.view_message_id == former:
            order = replace(order, view_message_id=one.message_id)
        self._state.orders[order.id] = order

    async def postpone(self, owed_id: int, due_at: datetime) -> None:
        """Count an attempt, put a row off and end its lease."""
        if owed_id in self._state.outbox:
            row = self._state.outbox[owed_id]
            self._state.outbox[owed_id] = replace(row, due_at=due_at, attempts=row.attempts + 1)
            self._state.outbox_leases.pop(owed_id, None)

    async def give_back(self, owed_ids: Sequence[int]) -> None:
        """End the leases of rows that were not tried."""
        for owed_id in owed_ids:
            self._state.outbox_leases.pop(owed_id, None)

    async def drop_chat(self, chat_id: int) -> int:
        """Delete all that is owed to a chat."""
        dropped = [row.id for row in self._state.outbox.values() if row.new.chat_id == chat_id]
        for owed_id in dropped:
            self._delete(owed_id)
        return len(dropped)

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        release(self._state.outbox_leases, owner)

    async def last_replies(self) -> Mapping[int, int]:
        """Return the last row of each chat that is a new message or an edit."""
        rows = sorted(self._state.outbox.values(), key=lambda row: row.id)
        return {row.new.chat_id: row.id for row in rows if row.new.kind in (OwedKind.SEND, OwedKind.EDIT)}

    async def count(self) -> int:
        """Count what is owed."""
        return len(self._state.outbox)

    def _delete(self, owed_id: int) -> None:
        self._state.outbox.pop(owed_id, None)
        self._state.outbox_leases.pop(owed_id, None)


class MemoryInbox:
    """Updates that may not be handled yet."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def store(self, new: Sequence[StoredUpdate], offset: int | None) -> Sequence[StoredUpdate]:
        """Store updates and the next offset; returns those that were new."""
        if offset is not None:
            self._state.last_ids["updates.offset"] = offset
        added = []
        for one in new:
            if one.update_id not in self._state.updates:
                self._state.updates[one.update_id] = as_stored(one)
                added.append(one)
        return added

    async def offset(self) -> int | None:
        """Return the next offset, if there is one."""
        return self._state.last_ids.get("updates.offset")

    async def list_unhandled(self) -> Sequence[StoredUpdate]:
        """List what is not handled, in the order of update ids."""
        return [one for key, one in sorted(self._state.updates.items()) if key not in self._state.handled]

    async def mark_handled(self, update_id: int, at: datetime) -> bool:
        """Note that an update's effects are in this transaction."""
        if update_id not in self._state.updates or update_id in self._state.handled:
            return False
        self._state.handled[update_id] = at
        return True

    async def prune(self, before: datetime) -> None:
        """Forget updates handled before then."""
        for update_id in [key for key, at in self._state.handled.items() if at < before]:
            del self._state.handled[update_id], self._state.updates[update_id]


class MemoryMemory:
    """Small state by name."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def recall(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when."""
        return await self.peek(name)

    async def peek(self, name: str) -> tuple[str, datetime] | None:
        """Return what was kept under a name and when."""
        return self._state.memory.get(name)

    async def keep(self, name: str, value: str, at: datetime) -> None:
        """Keep a text under a name."""
        self._state.memory[name] = (as_stored(value), as_stored(at))

    async def forget(self, beginning: str, before: datetime) -> None:
        """Forget what was kept before then under names with this beginning."""
        old = [name for name, (_, at) in self._state.memory.items() if name.startswith(beginning) and at < before]
        for name in old:
            del self._state.memory[name]
