"""Users and drafts in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.draft import Draft
from bot.domain.errors import DraftGone, ServiceGone
from bot.domain.people import Access, NoticeWish, User
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State
from bot.store.users import just_seen


class MemoryUsers:
    """People who wrote to the bot."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, user_id: int) -> User | None:
        """Find somebody by their Telegram id."""
        return self._state.users.get(user_id)

    async def get_many(self, user_ids: Collection[int]) -> Mapping[int, User]:
        """Read several people by their Telegram ids; those who never wrote are left out."""
        return {user_id: self._state.users[user_id] for user_id in user_ids if user_id in self._state.users}

    async def note_seen(self, user: User, at: datetime) -> User:  # noqa: ARG002
        """Store what Telegram says of somebody who just wrote."""
        self._state.users[user.id] = as_stored(just_seen(self._state.users.get(user.id), user))
        return self._state.users[user.id]

    async def set_access(self, user_id: int, access: Access) -> None:
        """Change what somebody may do."""
        self._change(user_id, access=access)

    async def list_asked(self, limit: int, but: Collection[int] = ()) -> Sequence[User]:
        """List people whose request for access no operator has answered yet, those who came first first."""
        asked = [user for user in self._state.users.values() if user.access is Access.ASKED and user.id not in but]
        return asked[:limit]

    async def set_language(self, user_id: int, language: str | None) -> None:
        """Store the language somebody chose."""
        self._change(user_id, language=language)

    async def set_notices(self, user_id: int, wish: NoticeWish) -> None:
        """Store which notices somebody wants."""
        self._change(user_id, notices=wish)

    async def set_wishes(self, user: User) -> None:
        """Store how and when somebody wants to be told."""
        wishes = {name: getattr(user, name) for name in ("digest_hour", "quiet_from", "quiet_to", "zone")}
        self._change(user.id, **wishes)

    async def mark_blocked(self, user_id: int, at: datetime) -> None:
        """Remember that they blocked the bot."""
        self._change(user_id, blocked_at=at)

    def _change(self, user_id: int, **changes: object) -> None:
        if user_id in self._state.users:
            self._state.users[user_id] = as_stored(replace(self._state.users[user_id], **changes))  # type: ignore[arg-type]


class MemoryDrafts:
    """Orders being put together."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find_open(self, user_id: int) -> Draft | None:
        """Find the user's open draft, with its service as it stands now."""
        draft_id = self._state.open_drafts.get(user_id)
        if draft_id is None:
            return None
        draft = self._state.drafts[draft_id]
        return replace(draft, service=self._state.services[draft.service.id])

    async def open(self, user_id: int, chat_id: int, service_id: int, token: str, at: datetime) -> Draft:
        """Start a draft at its first step; the user's former one is left."""
        if service_id not in self._state.services:
            raise ServiceGone(str(service_id))
        assert user_id in self._state.users, "a draft's user must have been noted"
        if user_id in self._state.open_drafts:
            await self.close(self._state.open_drafts[user_id], user_id, at)
        service, draft_id = self._state.services[service_id], self._state.new_id("drafts")
        draft = Draft(id=draft_id, user_id=user_id, chat_id=chat_id, service=service, token=token, updated_at=at)
        self._state.drafts[draft_id] = _stored(draft)
        self._state.open_drafts[user_id] = draft_id
        return self._state.drafts[draft_id]

    async def save(self, draft: Draft, at: datetime) -> None:
        """Store an open draft of `draft.user_id`."""
        if self._state.open_drafts.get(draft.user_id) != draft.id:
            raise DraftGone(str(draft.id))
        kept = self._state.drafts[draft.id]
        self._state.drafts[draft.id] = replace(
            _stored(draft), service=kept.service, chat_id=kept.chat_id, updated_at=at
        )

    async def close(self, draft_id: int, user_id: int, at: datetime) -> bool:
        """Leave or finish a draft of this user."""
        if self._state.open_drafts.get(user_id) != draft_id:
            return False
        del self._state.open_drafts[user_id]
        self._state.drafts[draft_id] = replace(self._state.drafts[draft_id], updated_at=at)
        return True

    async def set_card(self, draft_id: int, user_id: int, message_id: int) -> None:
        """Remember which message shows the user's draft."""
        draft = self._state.drafts.get(draft_id)
        if draft is not None and draft.user_id == user_id:
            self._state.drafts[draft_id] = replace(self._state.drafts[draft_id], card_message_id=message_id)

    async def prune(self, before: datetime, limit: int) -> int:
        """Forget drafts that were closed before then; returns how many."""
        needed = {*self._state.open_drafts.values(), *(row.new.draft_id for row in self._state.outbox.values())}
        closed = [one for one in self._state.drafts.values() if one.id not in needed]
        closed = [one for one in closed if one.updated_at is not None and one.updated_at < before]
        for one in closed[:limit]:
            del self._state.drafts[one.id]
        return len(closed[:limit])


def _stored(draft: Draft) -> Draft:
    """Keep the service as it is: its rate is exact, and it is not the draft's to store."""
    return replace(as_stored(replace(draft, service=None)), service=draft.service)  # type: ignore[arg-type]
