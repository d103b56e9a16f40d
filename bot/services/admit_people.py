"""Who may order: operators by the settings, users by an operator's word, strangers not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.people import Access, User
from bot.ports import Clock, Transaction
from bot.services.owe import owe_operators


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitPeople:
    """Notes who writes, and lets operators decide about strangers."""

    clock: Clock
    operators: Collection[int]
    allowed: Collection[int]  # by the settings

    def is_operator(self, user_id: int) -> bool:
        """Tell whether the settings name this user as an operator."""
        return user_id in self.operators

    async def note(self, tx: Transaction, user: User) -> User:
        """Store what Telegram says of somebody who just wrote, and return them as they are known."""
        return await tx.users.note_seen(user, self.clock.now())

    def may_order(self, user: User) -> bool:
        """Tell users from strangers."""
        return user.id in self.operators or user.id in self.allowed or user.access is Access.ALLOWED

    async def ask_for(self, tx: Transaction, stranger: User) -> bool:
        """Ask the operators about a stranger, once; tells whether they were asked now.

        With no operators nobody is asked: the stranger stays one, for operators to come.
        """
        if stranger.access is not Access.STRANGER or not self.operators:
            return False
        await tx.users.set_access(stranger.id, Access.ASKED)
        owed = owe_operators(
            self.operators, "access", user_id=stranger.id, name=stranger.name, username=stranger.username
        )
        await tx.outbox.add(owed, self.clock.now(), None, 0)
        return True

    async def list_asking(self, tx: Transaction, limit: int) -> Sequence[User]:
        """List people who wait for an operator's word; whoever the settings let in since then waits for none."""
        return await tx.users.list_asked(limit, {*self.operators, *self.allowed})

    async def decide(self, tx: Transaction, user_id: int, *, allow: bool) -> tuple[User, bool] | None:
        """Carry out an operator's word about somebody who asked.

        Returns them as they are now, and whether this changed anything; None for somebody who never wrote.
        """
        user = await tx.users.find(user_id)
        if user is None:
            return None
        wanted = Access.ALLOWED if allow else Access.IGNORED
        if user.access is wanted:
            return user, False
        await tx.users.set_access(user_id, wanted)
        return await tx.users.find(user_id) or user, True
