"""People and their chats: who they are, what they put together, what they sent, what they are owed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.draft import Draft
from bot.domain.inbox import StoredUpdate
from bot.domain.outbox import NewOwed, Owed, Settled
from bot.domain.people import Access, NoticeWish, User


class Users(Protocol):
    """People who wrote to the bot."""

    async def find(self, user_id: int) -> User | None:
        """Find somebody by their Telegram id."""

    async def get_many(self, user_ids: Collection[int]) -> Mapping[int, User]:
        """Read several people by their Telegram ids; those who never wrote are left out."""

    async def note_seen(self, user: User, at: datetime) -> User:
        """Store what Telegram says of somebody who just wrote (name, username, language), keep what they chose.

        Inserts them when they are new (with `user`'s access), and takes a block mark off. Returns the stored user.
        """

    async def set_access(self, user_id: int, access: Access) -> None:
        """Change what somebody may do."""

    async def list_asked(self, limit: int, but: Collection[int] = ()) -> Sequence[User]:
        """List people whose request for access no operator has answered yet, those who came first first.

        Those whose ids are in `but` are left out.
        """

    async def set_language(self, user_id: int, language: str | None) -> None:
        """Store the language somebody chose; None follows their Telegram again."""

    async def set_notices(self, user_id: int, wish: NoticeWish) -> None:
        """Store which notices somebody wants."""

    async def set_wishes(self, user: User) -> None:
        """Store how and when somebody wants to be told: digest, quiet hours, time zone."""

    async def mark_blocked(self, user_id: int, at: datetime) -> None:
        """Remember that Telegram says they blocked the bot."""


class Drafts(Protocol):
    """Orders being put together; a user has at most one open draft."""

    async def find_open(self, user_id: int) -> Draft | None:
        """Find the user's open draft, with its service as it stands in the catalogue now."""

    async def open(self, user_id: int, chat_id: int, service_id: int, token: str, at: datetime) -> Draft:
        """Start a draft at its first step; the user's former one is left."""

    async def save(self, draft: Draft, at: datetime) -> None:
        """Store step, answers, token and card of an open draft of `draft.user_id`.

        Raises: DraftGone when it is not open any more or another user's.
        """

    async def close(self, draft_id: int, user_id: int, at: datetime) -> bool:
        """Leave or finish a draft of this user; False when it was not open."""

    async def set_card(self, draft_id: int, user_id: int, message_id: int) -> None:
        """Remember which message shows this user's draft."""

    async def prune(self, before: datetime, limit: int) -> int:
        """Forget so many drafts that were closed before then, and that nothing owed belongs to; returns how many."""


class Outbox(Protocol):
    """What the bot owes to chats."""

    async def add(
        self, owed: Sequence[NewOwed], at: datetime, owner: str | None, lease_seconds: float
    ) -> Sequence[Owed]:
        """Store what is owed. With an owner the rows are born leased: the owner sends them from memory.

        A CARD row replaces one for the same order and message that waits unleased.
        """

    async def claim_due(
        self, owner: str, now: datetime, lease_seconds: float, limit: int, *, with_cards: bool = True
    ) -> Sequence[Owed]:
        """Lease rows that are due and unleased, oldest first; without cards those are left where they are.

        Never one behind an earlier row of its chat that is leased or put off: a chat's rows stay in order.
        """

    async def claim_notices(
        self, owner: str, now: datetime, lease_seconds: float, chat_ids: Collection[int], limit: int
    ) -> Sequence[Owed]:
        """Lease notices that are due and unleased in these chats, to be sent with what `owner` has in hand for them.

        Oldest first; never one behind an earlier row of its chat that is put off or that anybody else has leased.
        """

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Delete rows that Telegram has taken; a row's draft learns the id of its message.

        So does a row's order when an edit became a new message, since the one to edit was gone.
        """

    async def postpone(self, owed_id: int, due_at: datetime) -> None:
        """Count an attempt, put a row off and end its lease."""

    async def give_back(self, owed_ids: Sequence[int]) -> None:
        """End the leases of rows that were not tried."""

    async def drop_chat(self, chat_id: int) -> int:
        """Delete all that is owed to a chat that blocked the bot; returns how many rows."""

    async def release(self, owner: str | None) -> None:
        """End the leases of an owner; None: of everybody."""

    async def last_replies(self) -> Mapping[int, int]:
        """Return, for each chat that is owed a new message or an edit, the id of the last such row."""

    async def count(self) -> int:
        """Count what is owed."""


class Digest(Protocol):
    """Notices that their users want once a day: kept until then, and told in one message."""

    async def keep(self, user_id: int, order_id: int, payload: Mapping[str, Any], due_at: datetime) -> None:
        """Keep a notice's event for the user's next digest."""

    async def find_due(self, now: datetime) -> int | None:
        """Find a user whose digest is due."""

    async def take(self, user_id: int) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Take all that is kept for a user out: pairs of the order's id and the event, oldest first."""


class Inbox(Protocol):
    """Updates that Telegram gave us and that may not be handled yet."""

    async def store(self, updates: Sequence[StoredUpdate], offset: int | None) -> Sequence[StoredUpdate]:
        """Store updates, and the next `getUpdates` offset with them; returns those that were new."""

    async def offset(self) -> int | None:
        """Return the next `getUpdates` offset, if there is one."""

    async def list_unhandled(self) -> Sequence[StoredUpdate]:
        """List what is not handled, in the order of update ids."""

    async def mark_handled(self, update_id: int, at: datetime) -> bool:
        """Note that an update's effects are in this transaction; False when it was handled before."""

    async def prune(self, before: datetime) -> None:
        """Forget updates handled before then. Telegram keeps updates for 24 hours: keep ours longer."""
