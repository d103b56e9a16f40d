"""Papers in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.paper import Paper, PaperKind
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State, is_free, is_held, lease, release


class MemoryPapers:
    """Wishes for files and pictures."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, user_id: int, chat_id: int, kind: PaperKind, wish: Mapping[str, Any], at: datetime) -> bool:
        """Store a wish, due at once; False when the very same is being made for this user."""
        paper = as_stored(
            Paper(
                id=self._state.new_id("papers"),
                user_id=user_id,
                chat_id=chat_id,
                kind=kind,
                wish=wish,
                created_at=at,
                due_at=at,
            )
        )
        kept = {(one.user_id, one.kind, str(one.wish)) for one in self._state.papers.values()}
        if (user_id, kind, str(paper.wish)) in kept:
            return False
        self._state.papers[paper.id] = paper
        return True

    async def claim_due(self, owner: str, now: datetime, lease_seconds: float, limit: int) -> Sequence[Paper]:
        """Lease wishes that are due and free, those due longest first."""
        leases = self._state.paper_leases
        due = [one for one in self._state.papers.values() if one.due_at <= now and is_free(leases, one.id, now)]
        claimed = sorted(due, key=lambda paper: (paper.due_at, paper.id))[:limit]
        lease(leases, [one.id for one in claimed], owner, now, lease_seconds)
        return claimed

    async def set_message(self, paper_id: int, owner: str, message_id: int) -> bool:
        """Remember which message tells how far a claimed paper is."""
        if not self._holds(paper_id, owner):
            return False
        self._state.papers[paper_id] = replace(self._state.papers[paper_id], message_id=message_id)
        return True

    async def settle(self, paper_id: int, owner: str) -> bool:
        """Delete a claimed wish; False when `owner` no longer holds it."""
        if not self._holds(paper_id, owner):
            return False
        self._forget(paper_id)
        return True

    async def postpone(self, paper_id: int, due_at: datetime, owner: str) -> bool:
        """Count an attempt, put a claimed wish off and end its lease."""
        if not self._holds(paper_id, owner):
            return False
        paper = self._state.papers[paper_id]
        self._state.papers[paper_id] = replace(paper, due_at=due_at, attempts=paper.attempts + 1)
        del self._state.paper_leases[paper_id]
        return True

    def _holds(self, paper_id: int, owner: str) -> bool:
        return paper_id in self._state.papers and is_held(self._state.paper_leases, paper_id, owner)

    def _forget(self, paper_id: int) -> None:
        del self._state.papers[paper_id]
        self._state.paper_leases.pop(paper_id, None)

    async def drop_chat(self, chat_id: int) -> None:
        """Delete the wishes of a chat that blocked the bot; a private chat's id is its user's."""
        for paper_id in [one.id for one in self._state.papers.values() if one.user_id == chat_id]:
            self._forget(paper_id)

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""
        release(self._state.paper_leases, owner)
