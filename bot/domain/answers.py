"""Answers of one line, many lines, a choice or a date, as people type them."""

import re
from datetime import date

from bot.domain.errors import AnswerRejected
from bot.domain.numbers import fold_digits
from bot.domain.text import storable

MAX_WORD = 200
MAX_LINES = 10_000
# Every break that a reader of lines anywhere might know; a pasted list has any of them.
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_DATE = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")


def read_lines(text: str) -> str:
    r"""Read a list, one entry a line: strip each line, drop empty ones, join with `\n`.

    Raises: AnswerRejected. Source: panel API, family document, "Lists".
    """
    lines = [line.strip() for line in _LINE_END.split(storable(text))]
    kept = [line for line in lines if line]
    if not kept:
        raise AnswerRejected("no_lines")
    if len(kept) > MAX_LINES:
        raise AnswerRejected("too_many_lines", limit=MAX_LINES)
    return "\n".join(kept)


def read_word(text: str) -> str:
    """Read one line of text; runs of blanks become one.

    Raises: AnswerRejected.
    """
    line = storable(text).strip()
    word = " ".join(line.split())
    if not word or _LINE_END.search(line) or len(word) > MAX_WORD:
        raise AnswerRejected("one_line", limit=MAX_WORD)
    return word


def read_choice(text: str, choices: tuple[str, ...]) -> str:
    """Read one of a few values, in digits of any script.

    Raises: AnswerRejected.
    """
    choice = fold_digits(text)
    if choice not in choices:
        raise AnswerRejected("not_a_choice", choices=choices)
    return choice


def read_date(text: str, *, not_before: date | None = None) -> str:
    """Read a day such as `31/12/2027`, `31.12.2027` or `1-2-2027`, day first, as the panel writes it: d/m/Y.

    Raises: AnswerRejected when there is no such day, or when it is past.
    """
    match = _DATE.fullmatch(fold_digits(text))
    if not match:
        raise AnswerRejected("not_a_date")
    day, month, year = (int(part) for part in match.groups())
    try:
        read = date(year, month, day)
    except ValueError as error:
        raise AnswerRejected("not_a_date") from error
    if not_before is not None and read < not_before:
        raise AnswerRejected("date_past")
    return f"{day:02}/{month:02}/{year:04}"
