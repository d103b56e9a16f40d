"""Owes users their digest when it is due, or wanted no more: what was kept for it becomes one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.outbox import NewOwed, OwedKind
from bot.ports import Clock, Store, Transaction

EVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class SendDigests:
    """One round of the digest loop."""

    store: Store
    clock: Clock

    async def __call__(self) -> bool:
        """Owe one user's digest; tells whether there was one, for there may be more."""
        now = self.clock.now()
        async with self.store.snapshot() as tx:
            user_id = await tx.digest.find_due(now)
        if user_id is None:
            return False
        async with self.store.transaction() as tx:
            await tell_kept(tx, user_id, now)
        return True


async def tell_kept(tx: Transaction, user_id: int, at: datetime) -> None:
    """Owe a user all that is kept for their digest, ahead of whatever is owed to them from then on."""
    kept = await tx.digest.take(user_id)
    await tx.outbox.add([_owed(user_id, order_id, event) for order_id, event in kept], at, None, 0)


def _owed(user_id: int, order_id: int, event: Mapping[str, Any]) -> NewOwed:
    # A user's orders are told in their private chat, whose id is the user's.
    payload = {**event, "digest": True}
    return NewOwed(chat_id=user_id, kind=OwedKind.NOTICE, payload=payload, order_id=order_id)
