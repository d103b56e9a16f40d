"""A pasted link that no order has yet: kept for its user until they have chosen a service for it."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.links import Link, read_link
from bot.ports import Transaction

LINK_IN_HAND = "link:"  # how the names begin under which links are kept
LINK_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LinkInHand:
    """A link, or a bare `@name` whose platform its user has still to name."""

    token: str  # stands in every button that belongs to it
    link: Link | None
    name: str = ""


async def keep_link(tx: Transaction, user_id: int, hand: LinkInHand, at: datetime) -> None:
    """Keep a link in hand of this user, in the place of one with the same token."""
    link = hand.link
    facts = {"name": hand.name} if link is None else {"address": link.address, "sent": link.sent}
    await tx.memory.keep(_name(user_id, hand.token), json.dumps(facts), at)


async def find_link_in_hand(tx: Transaction, user_id: int, token: str, now: datetime) -> LinkInHand | None:
    """Find a link in hand of this user; None when there is none such, or none any more."""
    kept = await tx.memory.recall(_name(user_id, token))
    if kept is None or now - kept[1] > LINK_KEPT:
        return None
    facts: dict[str, Any] = json.loads(kept[0])
    if "name" in facts:
        return LinkInHand(token, None, facts["name"])
    link = read_link(facts["address"])  # for its platform and kind; the address itself is kept to the letter
    return LinkInHand(token, replace(link, address=facts["address"], sent=facts["sent"]))


async def note_last_link(tx: Transaction, user_id: int, token: str, at: datetime) -> None:
    """Remember which link in hand is this user's last; with no token, that none is."""
    await tx.memory.keep(_last(user_id), token, at)


async def find_last_link(tx: Transaction, user_id: int, now: datetime) -> LinkInHand | None:
    """Find the link that this user took in hand last; None when that is no link yet, or no longer at hand."""
    kept = await tx.memory.recall(_last(user_id))
    found = await find_link_in_hand(tx, user_id, kept[0], now) if kept else None
    return found if found is not None and found.link is not None else None


def _last(user_id: int) -> str:
    return f"{LINK_IN_HAND}last:{user_id}"


def _name(user_id: int, token: str) -> str:
    return f"{LINK_IN_HAND}{user_id}:{token}"
