"""What people do with a catalogue of 10,000 services: updates as Telegram sends them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from bot.demo.panel.catalogue import make_catalogue
from bot.services.remember_searches import search_key

Json = dict[str, Any]

SERVICES, CATEGORIES = 10_000, 250
PANEL_ROWS = make_catalogue(SERVICES, CATEGORIES)
USER = 7
_SENDER = {"id": USER, "is_bot": False, "first_name": "Ann", "language_code": "en"}
_CHAT = {"id": USER, "type": "private", "first_name": "Ann"}
QUERIES = (
    "instagram followers",
    "instagram followers cheap",
    "ig likes",
    "tt views",
    "yt subscribers",
    "тг подписчики",
    "seguidores instagram",
    "fb page likes",
    "tiktok 1k",
    "poll votes",
    "instgram folowers",
    "youtub wiews non drop",
    "telegram members 30 days refill",
    "follow",
    "i",
    "s",
    "e a o",
    "likes views comments members shares saves plays votes",
    "7777",
    "#123",
    "живые подписчики",
    "nothing like this zzzz",
    "🔥",
    "x retweets 500",
)
LINK_TOKEN, LINK = "bench-link-token", "https://instagram.com/p/C1"
LINKS = (
    "https://www.instagram.com/p/C2/?igsh=abc",
    "https://instagram.com/somebody",
    "https://www.tiktok.com/@somebody/video/7300000000000000001",
    "https://youtu.be/dQw4w9WgXcQ",
    "https://t.me/somechannel/12",
    "https://example.com/page",
)
ORDERS = 400  # of the user
_ids = count(1)


def work(rounds: int) -> Mapping[str, Sequence[Json]]:
    """Make the updates of each kind of work, the same ones each time."""
    draw = random.Random("work")  # noqa: S311  dice
    kinds: dict[str, Callable[[], Iterator[Json]]] = {
        "page of categories": lambda: iter([press(f"1:cats:{draw.randrange(CATEGORIES // 8)}:o")]),
        "page of a category": lambda: iter([press(f"1:cat:{1 + draw.randrange(CATEGORIES)}:{draw.randrange(5)}:0:l")]),
        "a service's card": lambda: iter([press(f"1:svc:{1 + draw.randrange(SERVICES)}:cat:0:0:l")]),
        "search": lambda: (text(query) for query in QUERIES),
        "search for a new word": lambda: iter([text(f"instagram {_word(draw)} likes")]),
        "page of a search": lambda: (press(f"1:sp:{search_key(query)}:-:{draw.randrange(9)}") for query in QUERIES),
        "search narrowed, by price": lambda: (press(f"1:sp:{search_key(query)}:cdpr:1") for query in QUERIES),
        "inline query": lambda: (typed(query) for query in QUERIES),
        "pasted link": lambda: (text(link) for link in LINKS),
        "page of a link's categories": lambda: iter([press(f"1:lkg:{LINK_TOKEN}:{draw.randrange(CATEGORIES // 8)}")]),
        "page of a link's category": lambda: iter(
            [press(f"1:lkc:{LINK_TOKEN}:{_category(draw)}:{draw.randrange(5)}:0")]
        ),
        "page of a link's search": lambda: (
            press(f"1:sp:{search_key(query)}:-:{draw.randrange(9)}:{LINK_TOKEN}") for query in QUERIES
        ),
        "list of orders": lambda: iter([press(f"1:ol:all:{draw.randrange(ORDERS // 8)}")]),
    }
    made = {name: [update for _ in range(rounds) for update in make()] for name, make in kinds.items()}
    return {name: updates * max(1, 200 // len(updates)) for name, updates in made.items()}


def _category(draw: random.Random) -> int:
    return 1 + draw.randrange(CATEGORIES)


def _word(draw: random.Random) -> str:
    return "".join(draw.choices("abcdefghiklmnoprstu", k=6))


def text(words: str) -> Json:
    """Let somebody write."""
    return {"message": {"message_id": 1, "date": 1, "chat": _CHAT, "from": _SENDER, "text": words}}


def press(data: str) -> Json:
    """Let somebody press a button."""
    message = {"message_id": 1, "date": 1, "chat": _CHAT, "text": "…"}
    return {"callback_query": {"id": "1", "from": _SENDER, "message": message, "chat_instance": "1", "data": data}}


def typed(words: str) -> Json:
    """Let somebody type `@bot words`."""
    return {"inline_query": {"id": "1", "from": _SENDER, "query": words, "offset": ""}}


def numbered(update: Json) -> Json:
    """Give an update an id of its own, and a press a message of its own: the same again would be a double tap."""
    number = next(_ids)
    if (query := update.get("callback_query")) is not None:
        update = {"callback_query": {**query, "message": {**query["message"], "message_id": number}}}
    return {"update_id": number, **update}
