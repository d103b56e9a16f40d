"""The words of searches, kept for the buttons that turn their pages: words do not fit into a button."""

from datetime import datetime
from hashlib import sha256

from bot.ports import Transaction

SEARCH = "search:"  # how the names begin under which words are kept
MAX_QUERY = 256  # characters
_KEY = 10  # letters of a key: enough for one user's searches


def search_key(query: str) -> str:
    """Name a search by its words: the same words have the same name."""
    return sha256(query.encode("utf-8", "replace")).hexdigest()[:_KEY]


def searched_words(text: str) -> str:
    """Return what is looked for: the text on one line, of a length that can be kept."""
    return " ".join(text.split())[:MAX_QUERY]


def _name(user_id: int, key: str) -> str:
    return f"{SEARCH}{user_id}:{key}"


async def keep_search(tx: Transaction, user_id: int, query: str, at: datetime) -> str:
    """Keep the words of this user's search; returns the name that buttons bear."""
    key = search_key(query)
    await tx.memory.keep(_name(user_id, key), query, at)
    return key


async def find_search(tx: Transaction, user_id: int, key: str) -> str | None:
    """Find the words of this user's search."""
    kept = await tx.memory.peek(_name(user_id, key))
    return kept[0] if kept else None
