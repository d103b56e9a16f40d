"""The command line in this process: what it refuses, and what it says of what a bot dies of."""

import logging
from pathlib import Path

import pytest
from telegram.error import InvalidToken

from bot import __main__ as command_line
from bot import __version__
from bot.domain.errors import SettingsInvalid, StoreError
from bot.settings import Settings


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The version is said, and nothing else."""
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["demo", "--port", "65536"],
        ["demo", "--port", "x"],
        ["sandbox", "--port", "-1"],
        ["demo", "--speed", "0"],
        ["sandbox", "--speed", "inf"],
        ["sandbox", "--speed", "nan"],
        ["run", "--speed", "1"],
    ],
    ids=" ".join,
)
def test_wrong_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command that cannot be meant is refused with 2 and a word on how it is used."""
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    assert ended.value.code == 2
    assert "usage: bot" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "check"])
def test_no_settings(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each missing setting gets a line, and the exit code is 2."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert command_line.main([command]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in said] == ["TELEGRAM_TOKEN", "PANEL_KEY", "ADMIN_IDS"]


@pytest.mark.parametrize(
    ("death", "code", "words"),
    [
        (StoreError("the disk is full"), 1, "DATABASE_URL cannot be used: the disk is full"),
        (InvalidToken("not known"), 2, "TELEGRAM_TOKEN is wrong"),
        (ExceptionGroup("loops", [ExceptionGroup("inner", [StoreError("gone")]), ValueError("x")]), 1, "gone"),
    ],
    ids=str,
)
def test_death_that_is_foreseen(death: Exception, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the operator can mend is one line, without a traceback."""
    assert command_line._say_why(command_line._first(death)) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_death_that_is_not_foreseen(caplog: pytest.LogCaptureFixture) -> None:
    """A fault of ours is logged whole, and the exit code is 1."""
    assert command_line._say_why(RuntimeError("a fault")) == 1
    [record] = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.CRITICAL, "The bot ends: RuntimeError: a fault")
    assert record.exc_info


def test_settings_that_prove_wrong_later() -> None:
    """A setting that only serving shows to be wrong is told as the others are."""
    with pytest.raises(SettingsInvalid):
        command_line._say_why(SettingsInvalid(["WEBHOOK_PORT is wrong"]))
