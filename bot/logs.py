"""What the process says on stderr, in text or JSON, with every secret cut out.

Secrets are cut from the finished pieces of a line, so it does not matter how they got there: by a library's
message, an argument, an exception's words or a field. Each record is one line; a traceback's lines are indented,
so that no text from outside can pass for a line of ours.
"""

import json
import logging
import math
import re
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO
from urllib.parse import quote, quote_plus

CUT = "[secret]"
# Below these levels libraries show tokens (httpx, in its INFO lines), chats and SQL parameters, or only noise.
_FLOORS = {
    "aiohttp.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.INFO,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
    "telegram.request": logging.CRITICAL,  # a traceback for each 502; whoever called says so, once
}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Ends of lines, terminal commands, and marks that turn the direction of what follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_log = logging.getLogger("bot")


class Scissors:
    """Cuts secrets out of text: as they are, URL-encoded, and a bot token's part after the colon alone."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret)} - {""}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    def cut(self, text: str) -> str:
        """Return the text without secrets."""
        return self._pattern.sub(CUT, text)


def _forms(secret: str) -> set[str]:
    """List how a secret may be written."""
    token = re.fullmatch(r"[0-9]+:(\S+)", secret)
    plain = {secret} | ({token[1]} if token else set())
    return plain | {
        encode(one) for one in plain for encode in (quote, _quote_all, quote_plus, _inside_json, _inside_repr)
    }


def _quote_all(text: str) -> str:
    return quote(text, safe="")


def _inside_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _inside_repr(text: str) -> str:
    return repr(text)[1:-1]


class _Formatter(logging.Formatter):
    """Takes a record apart into clean pieces."""

    def __init__(self, scissors: Scissors, context: Callable[[], Mapping[str, object]]) -> None:
        super().__init__()
        self._scissors = scissors
        self._context = context

    def _message(self, record: logging.LogRecord) -> str:
        return self._scissors.cut(_said(record))

    def _traceback(self, record: logging.LogRecord) -> str:
        raised = self.formatException(record.exc_info) if record.exc_info else ""
        return self._scissors.cut("\n".join(part for part in (raised, record.stack_info) if part))

    def _fields(self, record: logging.LogRecord) -> dict[str, object]:
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        return {name: self._clean(value) for name, value in {**self._context(), **extra}.items()}

    def _clean(self, value: object) -> object:
        if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            return value
        return self._scissors.cut(str(value))


def _said(record: logging.LogRecord) -> str:
    """Put the arguments into the message; a line whose arguments do not fit is said all the same.

    The standard handler would print such a record with its arguments to stderr, past every filter.
    """
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  whatever an argument's own __str__ raises
        return f"{record.msg!r} (its arguments do not fit)"


class TextFormatter(_Formatter):
    """One line a record, for people: time, level, logger, message, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, and the indented traceback if there is one."""
        fields = "".join(f" {name}={_one_word(value)}" for name, value in self._fields(record).items())
        line = f"{_moment(record)} {record.levelname:<7} {record.name}: {_visible(self._message(record))}{fields}"
        traceback = self._traceback(record).splitlines()
        return "\n".join([line, *(f"    {_visible(part)}" for part in traceback)])


class JsonFormatter(_Formatter):
    """One JSON object a record, for programs: time, level, logger, message, traceback, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON on one line, in ASCII."""
        said = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        if traceback := self._traceback(record):
            said["traceback"] = traceback
        return json.dumps({**said, **self._fields(record), **said})  # no field may pose as one of the first


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _one_word(value: object) -> str:
    text = _visible(str(value))
    return text if re.fullmatch(r"[^\s=\"]+", text) else json.dumps(text, ensure_ascii=False)


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines; where it cannot, it does not print the unfiltered record instead."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the standard library's name
        """Say that a line was lost; where stderr itself is gone, there is no other place to say it."""
        with suppress(OSError, ValueError):
            self.stream.write(f"{_moment(record)} ERROR   {record.name}: a line could not be written{self.terminator}")


def configure_logs(
    level: str,
    log_format: str,
    secrets: Collection[str],
    context: Callable[[], Mapping[str, object]] = dict,
    stream: TextIO | None = None,
) -> None:
    """Send every logger's records to stderr, or the given stream, as `text` or `json` lines without the secrets.

    `context` gives fields for each line, like update and user; a record's own `extra` wins over them.
    """
    handler = LineHandler(stream or sys.stderr)
    formatter = JsonFormatter if log_format == "json" else TextFormatter
    handler.setFormatter(formatter(Scissors(secrets), context))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name, floor in _FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, logging.root.level))
    logging.captureWarnings(capture=True)


def install_excepthook() -> None:
    """Log what nobody caught, in any thread, so that its words are cut as every line's are.

    The event loop's own handler logs already, through the logger `asyncio`. Call it after `configure_logs`.
    """
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    sys.unraisablehook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    if issubclass(kind, SystemExit | KeyboardInterrupt):
        return
    _log.critical("uncaught %s", kind.__name__, exc_info=(kind, error or kind(), traceback))
