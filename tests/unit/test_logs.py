"""Log lines: their shape, and that no secret and no forged line gets into them."""

import io
import json
import logging
from urllib.parse import quote, quote_plus

import pytest

from bot.logs import JsonFormatter, LineHandler, Scissors, TextFormatter

TOKEN = "123456:ABCdef-ghi_jkl"
PASSWORD = 'p@ss "wörd/+'
SECRETS = [TOKEN, "k3y-of-the-panel", PASSWORD]


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("bot.jobs.poll", logging.WARNING, __file__, 1, message, args, None)
    made.created = 1_767_225_600.25
    vars(made).update(extra)
    return made


def text(made: logging.LogRecord, **context: object) -> str:
    return TextFormatter(Scissors(SECRETS), lambda: context).format(made)


def in_json(made: logging.LogRecord, **context: object) -> dict[str, object]:
    line = JsonFormatter(Scissors(SECRETS), lambda: context).format(made)
    assert line.isascii()
    assert "\n" not in line
    return json.loads(line)


def failed(words: str) -> logging.LogRecord:
    """Make a record of an exception, with another as its cause."""
    made = record("the panel failed")
    error = RuntimeError(words)
    error.__cause__ = ValueError(words)
    made.exc_info = (RuntimeError, error, None)
    return made


def test_text_line() -> None:
    """A text line has time, level, logger, message, and fields after it."""
    line = text(record("asked about %d orders", 5, order=7), user=42)
    assert line == "2026-01-01T00:00:00.250Z WARNING bot.jobs.poll: asked about 5 orders user=42 order=7"


def test_json_line() -> None:
    """A JSON line has the same, by name, numbers as numbers."""
    assert in_json(record("asked about %d orders", 5, order=7, wait=float("inf")), user=42) == {
        "time": "2026-01-01T00:00:00.250Z",
        "level": "WARNING",
        "logger": "bot.jobs.poll",
        "message": "asked about 5 orders",
        "user": 42,
        "order": 7,
        "wait": "inf",
    }


def test_field_does_not_pose() -> None:
    """A field called like one of the line's own parts does not replace it."""
    assert in_json(record("true", level="NONE"), time="never")["level"] == "WARNING"


@pytest.mark.parametrize(
    "form",
    [
        TOKEN,
        TOKEN.partition(":")[2],
        TOKEN.lower(),
        quote(TOKEN, safe=""),
        quote(TOKEN, safe="").lower(),
        PASSWORD,
        quote(PASSWORD),
        quote(PASSWORD, safe=""),
        quote_plus(PASSWORD),
        json.dumps(PASSWORD)[1:-1],
        repr(PASSWORD)[1:-1],
    ],
)
def test_secret_is_cut(form: str) -> None:
    """A secret is cut from message, argument, field, exception and its cause, however it is written."""
    lines = [
        record(f"GET /bot{form}/getMe"),
        record("GET %s", f"/bot{form}/getMe"),
        record("GET", url=f"/bot{form}/getMe"),
        record("GET", answer={"url": f"/bot{form}/getMe"}),
        record("GET %d", f"/bot{form}/getMe"),
        record(f"GET {form} %s %s", "too few"),
        failed(f"GET /bot{form}/getMe"),
    ]
    assert not [line for made in lines if form in (line := text(made))]
    assert not [line for made in lines if form in (line := json.dumps(in_json(made), ensure_ascii=False))]
    assert "/bot[secret]/getMe" in text(lines[0])


def test_no_secrets() -> None:
    """With nothing to hide nothing is cut; an empty secret is none."""
    assert Scissors([]).cut("all of it") == Scissors([""]).cut("all of it") == "all of it"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x85", "\x0b"])
def test_forged_line(end: str) -> None:
    """Text from outside stays inside its own line, and a traceback's lines are indented."""
    forged = f"no{end}2026-01-01T00:00:00.250Z INFO    bot: all is well"
    for made in (record(forged), record("%s", forged), record("said", words=forged)):
        assert len(text(made).splitlines()) == 1
    first, *rest = text(failed(forged)).splitlines()
    assert first.endswith("the panel failed")
    assert rest
    assert not [line for line in rest if not line.startswith("    ")]


def test_terminal_commands_are_shown() -> None:
    """Escape sequences and marks that turn the direction of text are written out."""
    assert text(record("\x1b[2J \u202e", words="\x1b]0;")).endswith(r"\x1b[2J \u202e words=\x1b]0;")


def test_field_with_blanks() -> None:
    """A field's value cannot pass for another field."""
    assert text(record("said", words='no" order=9')).endswith(r'said words="no\" order=9"')


def test_arguments_that_do_not_fit() -> None:
    """A line whose arguments do not fit is said all the same."""
    assert "its arguments do not fit" in text(record("%d orders", "five"))


def test_broken_field_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Where a line cannot be made at all, its loss is told without its content."""

    class Broken:
        def __str__(self) -> str:
            raise RuntimeError(TOKEN)

    stream = io.StringIO()
    handler = LineHandler(stream)
    handler.setFormatter(TextFormatter(Scissors(SECRETS), dict))
    handler.handle(record("GET", url=Broken()))
    assert stream.getvalue() == "2026-01-01T00:00:00.250Z ERROR   bot.jobs.poll: a line could not be written\n"
    stream.close()
    handler.handle(record("GET"))
    assert capsys.readouterr().err == ""
