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
    written = [(number, line.strip()) for number, line in enumerate(_LINE_END.split(text), 1)]
    lines = [_read(number, line) for number, line in written if line]
    if lines and _is_title(lines[0]):
        del lines[0]
    if not lines:
        raise AnswerRejected("no_lines")
    if len(lines) > MAX_LINES:
        raise AnswerRejected("too_many_lines", limit=MAX_LINES)
    return lines


def looks_like_order_lines(text: str) -> bool:
    """Tell whether a text that nobody asked for is meant as orders: some line has three parts with a link in them."""
    lines = (line for line in _LINE_END.split(text) if "|" in line)
    return any(_is_order(_read(1, line)) for line in lines)


def holds_order_lines(text: str) -> bool:
    """Tell whether a text that is no answer to what was asked may be meant as orders: parted by any of the signs."""
    return any(_is_plain_order(_read(1, line.strip())) for line in _LINE_END.split(text) if line.strip())


def read_one_line(text: str) -> OrderLine | None:
    """Read `1 https://example.com 1000`, with blanks or `|` between; None when it does not begin like one.

    Source: the words after /order.
    """
    parts = [part.strip() for part in text.split("|")] if "|" in text else text.split(maxsplit=_PARTS - 1)
    if not parts or not re.fullmatch(r"#?[A-Za-z0-9_-]+", parts[0]) or not any(char.isdigit() for char in parts[0]):
        return None
    service, link, quantity = (*parts, "", "")[:_PARTS]
    return OrderLine(number=1, text=text.strip(), service=service.lstrip("#"), link=link, quantity=quantity or None)


def _is_order(line: OrderLine) -> bool:
    return bool(line.service and line.quantity and ("." in line.link or line.link.startswith(("@", "tg:"))))


def _is_plain_order(line: OrderLine) -> bool:
    begins_like_one = re.fullmatch(r"[A-Za-z0-9_-]+", line.service) is not None
    return begins_like_one and _is_order(line) and any(char.isdigit() for char in line.quantity or "")


def _read(number: int, text: str) -> OrderLine:
    parts = _parts(text)
    service, link, quantity = (*parts, "", "")[:_PARTS]
    return OrderLine(number=number, text=text, service=service.lstrip("#"), link=link, quantity=quantity or None)


def _parts(text: str) -> list[str]:
    """Take a line apart; a link may hold the sign that parts, so what lies between the first and the last is the link.

    Quotation marks are those of CSV.
    """
    sign = next((sign for sign in "|\t;," if sign in text), None)
    if sign is None:
        return [text]
    if sign != "|" and '"' in text:
        return [part.strip() for part in next(csv.reader([text], delimiter=sign, skipinitialspace=True))]
    parts = [part.strip() for part in text.split(sign)]
    return parts if len(parts) <= _PARTS else [parts[0], sign.join(parts[1:-1]), parts[-1]]


def _is_title(line: OrderLine) -> bool:
    return {line.service.casefold(), line.link.casefold()} <= _TITLES
