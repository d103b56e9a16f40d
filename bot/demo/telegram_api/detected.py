"""What Telegram finds in a text by itself: commands, links, mentions, hashtags, e-mail addresses."""

import re

from bot.demo.telegram_api.formatted import Entity, Formatted, in_order, overlap, utf16_length

_TOP_LEVEL = "com|net|org|info|me|io|tv|ru|app|dev|be|co|uk|de|fr|br|in|id|tr|es|it|gg|so|site|xyz|test|example"
_PATTERNS = (
    ("url", re.compile(r"(?i)\b(?:https?|ftp|tg|ton)://[^\s<>\"«»]+")),
    ("email", re.compile(r"(?i)(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}\b")),
    (
        "url",
        re.compile(rf"(?i)(?<![\w@./-])(?:[\w-]+\.)+(?:{_TOP_LEVEL})(?::\d{{1,5}})?(?:[/?#][^\s<>\"«»]*|(?![\w-]))"),
    ),
    ("bot_command", re.compile(r"(?<![\w/@<>:.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256}")),
)
_AFTER_LINK = ".,;:!?)]}'\"…"  # the sentence's own marks, not the link's
_NOT_INSIDE = frozenset({"code", "pre", "text_link", "url", "email", "bot_command", "mention", "hashtag"})


def with_detected(formatted: Formatted) -> Formatted:
    """Return the text with the entities that Telegram would add to it."""
    taken = [entity for entity in formatted.entities if entity["type"] in _NOT_INSIDE]
    added: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(formatted.text):
            entity = _entity(kind, found, formatted.text)
            if not any(overlap(entity, other) for other in (*taken, *added)):
                added.append(entity)
    return Formatted(formatted.text, in_order([*formatted.entities, *added])) if added else formatted


def _entity(kind: str, found: re.Match[str], text: str) -> Entity:
    shown = found[0].rstrip(_AFTER_LINK) if kind == "url" else found[0]
    return {"type": kind, "offset": utf16_length(text[: found.start()]), "length": utf16_length(shown)}
