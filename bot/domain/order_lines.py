"""Orders written as lines: `service | link | quantity`, in a message or a text or CSV file."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import AnswerRejected

MAX_LINES = 1_000
MAX_SHOWN = 120  # characters of a line that is told about
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PARTS = 3  # service, link, quantity
_TITLES = {"service", "service id", "id", "link", "url", "quantity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line as it was written; `number` counts all lines from 1, empty ones too."""

    number: int
    text: str
    service: str  # the panel's id of the service
    link: str
    quantity: str | None = None  # None where the line ends before it


def read_order_lines(text: str) -> Sequence[OrderLine]:
    """Read lines of two or three parts; parts are parted by `|`, a tab, `;` or `,`, the first of these in the line.

    Empty lines and a line of titles at the top are passed over. A line that cannot be taken apart is one with an
    empty link: it is told with the others. Raises: AnswerRejected for no lines, or too many.
    """
    written = [(number, line.strip()) for number, line in enumerate(_LINE_END.split(text), 1) if line.strip()]
    if written and _is_title(_parts(written[0][1])):
        del written[0]
    if not written:
        raise AnswerRejected("no_lines")
    if len(written) > MAX_LINES:
        raise AnswerRejected("too_many_lines", limit=MAX_LINES)
    return [_read(number, line) for number, line in written]


def looks_like_order_lines(text: str) -> bool:
    """Tell whether a text that nobody asked for is meant as orders: some line has three parts with a link in them."""
    lines = (_parts(line.strip()) for line in _LINE_END.split(text) if "|" in line)
    return any(map(_is_order, lines))


def holds_order_lines(text: str) -> bool:
    """Tell whether a text that is no answer to what was asked may be meant as orders: parted by any of the signs."""
    return any(_is_plain_order(_parts(line.strip())) for line in _LINE_END.split(text))


def read_one_line(text: str) -> OrderLine | None:
    """Read `1 https://example.com 1000`, with blanks or `|` between; None when it does not begin like one.

    Source: the words after /order.
    """
    parts = [part.strip() for part in text.split("|")] if "|" in text else text.split(maxsplit=_PARTS - 1)
    if not parts or not re.fullmatch(r"#?[A-Za-z0-9_-]+", parts[0]) or not any(char.isdigit() for char in parts[0]):
        return None
    service, link, *more = (*parts, "")
    quantity = " | ".join(more).strip(" |")  # with a part too many it is no number, and said so
    return OrderLine(number=1, text=text.strip(), service=service.lstrip("#"), link=link, quantity=quantity or None)


def _is_order(parts: Sequence[str]) -> bool:
    return len(parts) >= _PARTS and bool(parts[0]) and ("." in parts[1] or parts[1].startswith(("@", "tg:")))


def _is_plain_order(parts: Sequence[str]) -> bool:
    begins_like_one = _is_order(parts) and re.fullmatch(r"#?[A-Za-z0-9_-]+", parts[0]) is not None
    return begins_like_one and any(char.isdigit() for char in parts[2])


def _read(number: int, text: str) -> OrderLine:
    parts = _parts(text)
    if not 0 < len(parts) <= _PARTS:
        # "1,link,1,500" may mean 1 or 1,500; a fourth column may be a price: neither is guessed at.
        parts = [text]
    service, link, quantity = (*parts, "", "")[:_PARTS]
    return OrderLine(number=number, text=text, service=service.lstrip("#"), link=link, quantity=quantity or None)


def _parts(text: str) -> list[str]:
    """Take a line apart; quotation marks are those of CSV, and empty columns at the end are none."""
    sign = next((sign for sign in "|\t;," if sign in text), None)
    if sign is None:
        return [text]
    if '"' in text:
        try:
            parts = next(csv.reader([text], delimiter=sign, skipinitialspace=True), [])
        except csv.Error:  # a part that is longer than anybody's
            return []
    else:
        parts = text.split(sign)
    stripped = [part.strip() for part in parts]
    while stripped and not stripped[-1]:
        del stripped[-1]
    return stripped


def _is_title(parts: Sequence[str]) -> bool:
    return len(parts) > 1 and {part.casefold() for part in parts[:2]} <= _TITLES
