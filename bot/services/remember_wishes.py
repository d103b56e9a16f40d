"""What strangers came for, kept until they are let in."""

from datetime import datetime

from bot.ports import Transaction

WISH = "wish:"  # how the names begin under which it is kept


async def keep_wish(tx: Transaction, user_id: int, service_id: int, at: datetime) -> None:
    """Remember which service somebody came for; a later wish takes the place of an earlier one."""
    await tx.memory.keep(f"{WISH}{user_id}", str(service_id), at)


async def take_wish(tx: Transaction, user_id: int, at: datetime) -> int | None:
    """Return which service somebody came for, once."""
    kept = await tx.memory.recall(f"{WISH}{user_id}")
    if kept is None or not kept[0]:
        return None
    await tx.memory.keep(f"{WISH}{user_id}", "", at)
    return int(kept[0])
