"""JSON as panels print it: strict first, and only then a little less so. Never a value that was not sent.

What is bent, since the panel's own document prints it: a bare word as a value (`{"status": Success}`), a comma
before `}` or `]`. What is bent, since panels of the family send it: a byte order mark and blanks ahead, and HTML such
as PHP's `<br /><b>Warning</b>: …` ahead of the first `{` or `[`, if what follows is whole up to the last character.
Nothing is ever completed: a cut-off `{"order": 235` is no order. Nothing is skipped behind the value.
Source: panel API, part 1 (answers as printed) and part 2, "Transport".
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.errors import PanelAnswerMalformed

DEEPEST = 64  # containers within containers, where the strict reader gave up; a services list needs 3
_LONGEST_NUMBER = 40  # characters; more is no amount, no count and no id
_BLANKS = " \t\r\n\ufeff"


class BareWord(str):
    """A value without quotes, like `Success`: text, but never an id."""

    __slots__ = ()


class Unreadable:
    """Stands where a value contradicts itself or is no number one could reckon with; fits no reader."""

    __slots__ = ()


UNREADABLE = Unreadable()


def read_json(text: str) -> Any:
    """Read a text as JSON: dict, list, str, BareWord, int, Decimal, bool, None, and UNREADABLE in place of a value.

    A key that comes twice with different values is UNREADABLE, so that no reader picks one of them.
    Raises: PanelAnswerMalformed.
    """
    text = _without_html(text.lstrip(_BLANKS))
    try:
        return _strictly(text)
    except RecursionError:
        raise PanelAnswerMalformed("nested too deeply") from None
    except ValueError:
        return _Tokens(text).read()


def _strictly(text: str) -> Any:
    return json.loads(
        text,
        parse_float=_decimal,
        parse_int=_integer,
        parse_constant=_refuse_constant,
        object_pairs_hook=_object,
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _integer(digits: str) -> int | Unreadable:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else UNREADABLE


def _decimal(digits: str) -> Decimal | Unreadable:
    """Read a number with a point or an exponent; 1e999999999 would be a gigabyte once it is printed."""
    try:
        number = Decimal(digits)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        return UNREADABLE
    return number if max(len(digits), abs(number.adjusted())) <= _LONGEST_NUMBER else UNREADABLE


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; a repeated key keeps its value only where both are equal."""
    read = dict(pairs)
    if len(read) < len(pairs):
        for key, value in pairs:
            if type(read[key]) is not type(value) or read[key] != value:
                read[key] = UNREADABLE
    return read


def _without_html(text: str) -> str:
    """Take a scrap of HTML off the front; a whole page keeps its `<` and is refused for it."""
    start = re.search(r"[{\[]", text) if text.startswith("<") else None
    if start is None or re.search(r"<(!doctype|html|head|body|script|style)\b", text[: start.start()], re.IGNORECASE):
        return text
    return text[start.start() :]


_BLANK = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?+([eE][+-]?[0-9]++)?+(?![\w.+-])")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*+(?![\w.+-])")
_WORDS = {"true": True, "false": False, "null": None}


class _Tokens:
    """Reads one container from its first character to the text's last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> Any:
        """Return the container that the text is."""
        if self._text[:1] not in ("{", "["):
            raise PanelAnswerMalformed("no JSON")
        value = self._value(0)
        if self._at != len(self._text):
            raise self._malformed()
        return value

    def _value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise PanelAnswerMalformed("nested too deeply")
        match self._text[self._at : self._at + 1]:
            case "{":
                return _object(self._items("}", lambda: self._pair(depth + 1)))
            case "[":
                return self._items("]", lambda: self._value(depth + 1))
            case '"':
                return self._string()
        return self._number_or_word()

    def _items(self, end: str, item: Callable[[], Any]) -> list[Any]:
        """Read items up to the closing bracket, commas between them and perhaps one behind the last."""
        items = []
        self._skip(1)
        while not self._took(end):
            items.append(item())
            self._skip(0)
            if not self._took(","):
                if not self._took(end):
                    raise self._malformed()
                break
        return items

    def _pair(self, depth: int) -> tuple[str, Any]:
        key = self._string()
        self._skip(0)
        if not self._took(":"):
            raise self._malformed()
        return key, self._value(depth)

    def _string(self) -> str:
        return str(json.loads(self._match(_STRING)[0], parse_float=_decimal))

    def _number_or_word(self) -> Any:
        if number := _NUMBER.match(self._text, self._at):
            self._at = number.end()
            return _decimal(number[0]) if number[1] or number[2] else _integer(number[0])
        word = self._match(_WORD)[0]
        return _WORDS[word] if word in _WORDS else BareWord(word)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if not found:
            raise self._malformed()
        self._at = found.end()
        return found

    def _took(self, mark: str) -> bool:
        """Go past a mark and the blanks behind it, if it stands here."""
        if not self._text.startswith(mark, self._at):
            return False
        self._skip(1)
        return True

    def _skip(self, marks: int) -> None:
        blank = _BLANK.match(self._text, self._at + marks)
        self._at = blank.end() if blank else len(self._text)

    def _malformed(self) -> PanelAnswerMalformed:
        return PanelAnswerMalformed(f"no JSON from character {self._at} on")
