"""Searching among one's own orders: what is compared with what."""

import re

from bot.domain.text import storable

MOST_WORDS = 6
_LONGEST_QUERY = 200
# What people copy with a link, and what may be left out of it.
_NOISE = re.compile(r"^(?:https?://)?(?:www\.)?|/+$", re.IGNORECASE)


def search_key(service_name: str, target: str) -> str:
    """Make of an order what a search looks through: its service's name and its link."""
    return f"{service_name}\n{target}".casefold()


def search_ids(query: str) -> tuple[str, ...]:
    """Read what may be the panel's ids in what somebody looks for."""
    words = (word.lstrip("#") for word in storable(query[:_LONGEST_QUERY]).split())
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def search_words(query: str) -> tuple[str, ...]:
    """Read what somebody looks for: all of these must be in an order's key.

    A link loses its scheme, its `www.` and the strokes at its end.
    """
    words = (_NOISE.sub("", word.lstrip("#")) for word in storable(query[:_LONGEST_QUERY]).split())
    return tuple(dict.fromkeys(word.casefold() for word in words if word))[:MOST_WORDS]
