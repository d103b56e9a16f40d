"""The tags of Telegram's HTML and what entity each makes."""

from dataclasses import dataclass

from bot.demo.telegram_api.formatted import Entity
from bot.demo.telegram_api.refusals import bad_request

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
}
TAGS = frozenset(_PLAIN) | {"a", "blockquote", "tg-emoji"}


@dataclass(frozen=True, slots=True)
class OpenTag:
    """A start tag whose end has not come yet; `offset` is in UTF-16 units of the text."""

    name: str
    attributes: dict[str, str]
    offset: int


def entity_of(tag: OpenTag, inside: str, length: int) -> Entity | None:
    """Make the entity that a tag around `inside` means; None for a link that leads nowhere."""
    span: Entity = {"offset": tag.offset, "length": length}
    if tag.name == "a":
        return _link(tag.attributes.get("href") or inside, span)
    if tag.name == "tg-emoji":
        return _emoji(tag.attributes.get("emoji-id", ""), span)
    if tag.name == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"} | span
    return {"type": _PLAIN[tag.name]} | span | _language(tag)


def _language(tag: OpenTag) -> Entity:
    name = tag.attributes.get("class", "")
    return {"language": name.removeprefix("language-")} if tag.name == "code" and name.startswith("language-") else {}


def _link(url: str, span: Entity) -> Entity | None:
    if not url or any(char.isspace() for char in url) or ("." not in url and "://" not in url):
        return None
    return {"type": "text_link"} | span | {"url": url if "://" in url else f"http://{url}"}


def _emoji(emoji_id: str, span: Entity) -> Entity:
    if not emoji_id.isascii() or not emoji_id.isdigit() or not int(emoji_id):
        raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
    return {"type": "custom_emoji"} | span | {"custom_emoji_id": emoji_id}


def with_merged_code(entities: list[Entity]) -> list[Entity]:
    """Turn `<pre><code class="language-x">` into one `pre` with its language, and drop languages of bare code."""
    spans = {(entity["offset"], entity["length"]) for entity in entities if entity["type"] == "pre"}
    languages: dict[tuple[int, int], str] = {}
    kept: list[Entity] = []
    for entity in entities:
        span = entity["offset"], entity["length"]
        language = entity.pop("language", None)
        if entity["type"] == "code" and span in spans and language:
            languages[span] = language
            continue
        kept.append(entity)
    return [_spoken(entity, languages) for entity in kept]


def _spoken(entity: Entity, languages: dict[tuple[int, int], str]) -> Entity:
    language = languages.get((entity["offset"], entity["length"])) if entity["type"] == "pre" else None
    return entity | {"language": language} if language else entity
