"""Questions that are answered once: kept under a token, taken with their first answer."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.ports import Transaction

QUESTION = "question:"  # how the names begin under which questions are kept


async def keep_question(tx: Transaction, user_id: int, token: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Keep a question to this user; `facts` are JSON."""
    await tx.memory.keep(_name(user_id, token), json.dumps(facts), at)


async def take_question(
    tx: Transaction, user_id: int, token: str, about: str, at: datetime
) -> Mapping[str, Any] | None:
    """Take a question to this user that has the fact `about`; one about something else is left as it is.

    None when there is no such question or it has been taken before.
    """
    facts = _read(await tx.memory.recall(_name(user_id, token)), about)
    if facts is not None:
        await tx.memory.keep(_name(user_id, token), "", at)
    return facts


async def read_question(tx: Transaction, user_id: int, token: str, about: str) -> Mapping[str, Any] | None:
    """Read a question to this user that has the fact `about`, and leave it; None when there is no such question."""
    return _read(await tx.memory.peek(_name(user_id, token)), about)


def _read(kept: tuple[str, datetime] | None, about: str) -> Mapping[str, Any] | None:
    if kept is None or not kept[0]:
        return None
    facts: Mapping[str, Any] = json.loads(kept[0])
    return facts if about in facts else None


def _name(user_id: int, token: str) -> str:
    return f"{QUESTION}{user_id}:{token}"
