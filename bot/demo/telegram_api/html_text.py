"""Telegram's HTML, read as strictly as Telegram reads it.

Source: core.telegram.org/bots/api#html-style; the words of the errors are those that the live server answers.
"""

import re
from typing import NoReturn

from bot.demo.telegram_api.formatted import Entity, Formatted, in_order, utf16_length
from bot.demo.telegram_api.html_tags import TAGS, OpenTag, entity_of, with_merged_code
from bot.demo.telegram_api.refusals import bad_request

_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]+)|#[xX](?P<hexadecimal>[0-9a-fA-F]+)|(?P<name>lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_START = re.compile(r"<(?P<name>[^\s>]*)")
_END = re.compile(r"</(?P<name>[^\s>]*)\s*(?P<close>>?)")
_ATTRIBUTE = re.compile(r"(?P<name>[^\s=>]*)\s*(?P<value>=\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9.\-]+)|=)?")
_BLANKS = re.compile(r"\s*")
_TEXT = re.compile(r"[^<&]+")
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def parse_html(source: str) -> Formatted:
    """Turn Telegram's HTML into text and entities.

    Raises: ApiRefused 400 "can't parse entities: …" for any other tag, and for one not closed, or closed wrongly.
    """
    return _Reading(source).read()


class _Reading:
    """One pass over a source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._units = 0
        self._open: list[tuple[OpenTag, int]] = []  # with the number of pieces before it
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            self._step()
        if self._open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0].name}"')
        return Formatted("".join(self._pieces), in_order(with_merged_code(self._entities)))

    def _step(self) -> None:
        if self._source.startswith("</", self._at):
            self._end_tag()
        elif self._source[self._at] == "<":
            self._start_tag()
        elif plain := _TEXT.match(self._source, self._at):
            self._add(plain[0], plain.end())
        else:
            self._reference()

    def _add(self, text: str, next_at: int) -> None:
        self._pieces.append(text)
        self._units += utf16_length(text)
        self._at = next_at

    def _reference(self) -> None:
        found = _REFERENCE.match(self._source, self._at)
        char = _referred(found) if found else None
        if found and char:
            self._add(char, found.end())
        else:
            self._add("&", self._at + 1)

    def _start_tag(self) -> None:
        place = self._place(self._at)
        name = self._matched(_START)["name"].lower()
        if self._at >= len(self._source):
            self._refuse(f"Unclosed start tag at byte offset {place}")
        if name not in TAGS:
            self._refuse(f'Unsupported start tag "{name}" at byte offset {place}')
        tag = OpenTag(name, self._attributes(name, place), self._units)
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            self._refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        self._open.append((tag, len(self._pieces)))

    def _attributes(self, name: str, place: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._matched(_BLANKS)
            if self._at >= len(self._source):
                self._refuse(f'Unclosed start tag "{name}" at byte offset {place}')
            if self._source[self._at] == ">":
                self._at += 1
                return found
            key, value = self._attribute(name, place)
            found[key] = value

    def _attribute(self, name: str, place: int) -> tuple[str, str]:
        found = self._matched(_ATTRIBUTE)
        if not found["name"]:
            self._refuse(f'Empty attribute name in the tag "{name}" at byte offset {place}')
        if found["value"] == "=":
            self._refuse(f"Unclosed start tag at byte offset {place}")
        value = (found["value"] or "=").removeprefix("=").strip()
        quoted = value[:1] in {'"', "'"}
        return found["name"].lower(), _decoded(value[1:-1]) if quoted else value.lower()

    def _end_tag(self) -> None:
        place = self._place(self._at)
        if not self._open:
            self._refuse(f"Unexpected end tag at byte offset {place}")
        found = self._matched(_END)
        tag, pieces_before = self._open.pop()
        name = found["name"].lower()
        if not found["close"]:
            self._refuse(f"Unclosed end tag at byte offset {place}")
        if name and name != tag.name:  # Telegram lets "</>" end whatever is open
            self._refuse(f'Unmatched end tag at byte offset {place}, expected "</{tag.name}>", found "</{name}>"')
        self._close(tag, "".join(self._pieces[pieces_before:]))

    def _close(self, tag: OpenTag, inside: str) -> None:
        entity = entity_of(tag, inside, self._units - tag.offset) if inside else None
        if entity:
            self._entities.append(entity)

    def _matched(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._source, self._at)
        assert found is not None  # each pattern takes at least nothing, or was looked for before
        self._at = found.end()
        return found

    def _place(self, at: int) -> int:
        return len(self._source[:at].encode())

    @staticmethod
    def _refuse(words: str) -> NoReturn:
        raise bad_request(f"can't parse entities: {words}")


def _referred(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED[found["name"]]
    number = int(found["decimal"][:9]) if found["decimal"] else int(found["hexadecimal"][:8], 16)
    if not 0 < number < _LAST_CODE_POINT or number in _SURROGATES:
        return None
    return chr(number)


def _decoded(value: str) -> str:
    return _REFERENCE.sub(lambda found: _referred(found) or found[0], value)
