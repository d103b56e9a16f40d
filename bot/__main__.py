"""The command line: run, check, backup, restored, demo, sandbox."""

import argparse
import asyncio
import logging
import math
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.domain.errors import SettingsInvalid, StoreError
from bot.heap import keep_small
from bot.logs import configure_logs, install_excepthook
from bot.settings import Settings, load_settings

logger = logging.getLogger("bot")

WRONG_SETTINGS = 2
FAILED = 1
_LAST_PORT = 65535
_ENDS_AFTER_SECONDS = 9.3  # design, section 5: within 10 s


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0, 1 for a failure, 2 for wrong settings or a wrong command.

    What a command needs is loaded by it alone: that takes a second, in which `run` can already be told to stop.
    """
    # On a full disk Python keeps half a file of compiled code, and fails on it ever after. The installation compiles.
    sys.dont_write_bytecode = True
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed))
    except SettingsInvalid as invalid:
        for problem in invalid.problems:
            sys.stderr.write(f"{problem}\n")
        return WRONG_SETTINGS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="A Telegram bot in front of an SMM panel.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("run", help="serve Telegram, with the settings from the environment and .env").set_defaults(
        command=_run
    )
    commands.add_parser("check", help="try the token, the key and the database, and say what is wrong").set_defaults(
        command=_check
    )
    _add_backup(commands)
    _add_demo(commands.add_parser("demo", help="try it in a browser, with no token and no key"))
    _add_sandbox(commands.add_parser("sandbox", help="serve a panel to try clients against"))
    return parser


def _add_backup(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy the database into a new file, also while the bot runs")
    backup.add_argument(
        "file", type=Path, metavar="FILE", help="the copy: safe to start a bot on, nothing is sent twice"
    )
    backup.set_defaults(command=_backup)
    commands.add_parser(
        "restored", help="make a database safe that was restored by other means, before a bot is started on it"
    ).set_defaults(command=_restored)


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, help="8080, or a free one if that is taken, when none is named")
    parser.add_argument(
        "--speed", type=_speed, default=60.0, help="how much faster orders move than in life (%(default)s)"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="a folder for the bot's database and the chats and orders around it, to go on with the next time; "
        "without it a temporary one is used and removed",
    )
    parser.set_defaults(command=_demo)


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=9000, help="the port to listen on (%(default)s)")
    parser.add_argument("--key", help="the only API key it takes; by default any that is not empty")
    parser.add_argument(
        "--speed", type=_speed, default=1.0, help="how much faster orders move than in life (%(default)s)"
    )
    parser.add_argument("--control", action="store_true", help="let tests steer it over HTTP")
    parser.set_defaults(command=_sandbox)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError("it must be more than 0")
    return speed


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"it must be 0 to {_LAST_PORT}")
    return port


def _configured() -> Settings:
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format, settings.secrets())
    install_excepthook()
    return settings


def _run(_: argparse.Namespace) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    os.umask(0o077)  # everybody's orders are in the database: what is made here is its owner's alone
    keep_small()
    settings = _configured()
    from bot import app  # noqa: PLC0415

    try:
        asyncio.run(app.run(settings, _end_in_time))
    except Exception as error:  # noqa: BLE001  whatever it is, the process says so in a line and ends
        return _say_why(_first(error))
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # Python gives its handlers up before it ends
    return 0


def _leave(*_: object) -> None:
    """End at once, as told: nothing has begun yet."""
    os._exit(0)


def _end_in_time() -> None:
    """See to it that the process ends in time, whatever hangs then: a name that is looked up, a database's lock."""
    watch = threading.Timer(_ENDS_AFTER_SECONDS, _end_now)
    watch.daemon = True
    watch.start()


def _end_now() -> None:
    logger.warning("Something did not finish in time; what it owes is in the database")
    os._exit(0)


def _first(error: BaseException) -> BaseException:
    """Find what the process died of: the first failure in a group of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _say_why(error: BaseException) -> int:
    from telegram.error import InvalidToken  # noqa: PLC0415

    from bot.chat.probation import AnotherBotPolls  # noqa: PLC0415

    if isinstance(error, SettingsInvalid):
        raise error
    if isinstance(error, StoreError):
        sys.stderr.write(f"DATABASE_URL cannot be used: {error}\n")
        return FAILED
    if isinstance(error, AnotherBotPolls):
        sys.stderr.write("another bot is polling with this TELEGRAM_TOKEN; stop it first\n")
        return FAILED
    if isinstance(error, InvalidToken):
        sys.stderr.write("TELEGRAM_TOKEN is wrong: Telegram does not know it; take the one that BotFather shows\n")
        return WRONG_SETTINGS
    logger.critical("The bot ends: %s: %s", type(error).__name__, error, exc_info=error)
    return FAILED


def _check(_: argparse.Namespace) -> int:
    from bot.check import check  # noqa: PLC0415

    findings = asyncio.run(check(_configured()))
    for problem in findings.problems:
        sys.stdout.write(f"{problem}\n")
    if findings.database:
        sys.stdout.write(f"{findings.database}\n")
    if not findings.problems:
        sys.stdout.write("All is well: the token, the key and the database work.\n")
    if findings.waiting:
        sys.stdout.write(f"Orders that could not be confirmed and wait for your word, see /admin: {findings.waiting}\n")
    return FAILED if findings.problems else 0


def _backup(parsed: argparse.Namespace) -> int:
    from bot.store.backup import back_up  # noqa: PLC0415

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)  # what was begun is removed
    settings = _configured()
    try:
        back_up(settings.database_url.get_secret_value(), parsed.file, datetime.now(UTC))
    except StoreError as error:
        sys.stderr.write(f"There is no backup: {error}\n")
        return FAILED
    sys.stdout.write(f"The backup is in {parsed.file}; docs/operating.md says how to go back to it.\n")
    return 0


def _interrupt(*_: object) -> None:
    raise SystemExit(FAILED)


def _restored(_: argparse.Namespace) -> int:
    from bot import app  # noqa: PLC0415

    try:
        asyncio.run(app.make_safe(_configured()))
    except StoreError as error:
        return _say_why(error)
    sys.stdout.write("The database is safe to start a bot on: nothing of before is sent by itself.\n")
    return 0


def _demo(parsed: argparse.Namespace) -> int:
    from bot.demo.run import run_demo  # noqa: PLC0415  a bot that runs has no need of it

    return asyncio.run(run_demo(port=parsed.port, host=parsed.host, speed=parsed.speed, keep=parsed.keep))


def _sandbox(parsed: argparse.Namespace) -> int:
    from bot.demo.panel.server import run_sandbox  # noqa: PLC0415  a bot that runs has no need of it

    return asyncio.run(
        run_sandbox(parsed.port, host=parsed.host, key=parsed.key, speed=parsed.speed, control=parsed.control)
    )


if __name__ == "__main__":
    sys.exit(main())
